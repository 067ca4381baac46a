"""Pictures of a cluster of two machines with a running download:  python -m tests.desktop.cluster_pictures [FOLDER]

Two real exo processes (simulated), the real bridge and the real windows; what is seen was there. The download is begun
from the catalogue, and two requests run through the port. Into FOLDER: each page in light and dark, at 100 % and
200 %, in English and in Arabic. Without one: those of the README. Needs no display; fonts-inter makes it prettier.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import httpx
from PySide6.QtWidgets import QWidget

from desktop import languages
from desktop.app import make_application
from desktop.choice_dialog import ChoiceDialog
from desktop.loop import TrayLoop
from desktop.text.models import Action
from desktop.theme import DARK, LIGHT, Theme
from tests.desktop.live import READY, Live, live
from tests.desktop.screenshots import FONTS, PICTURES
from tests.desktop.until import until

THEMES, SCALES, LANGUAGES = ("light", "dark"), ("1", "2"), ("en", "ar")
COMING = "mlx-community/Llama-3.3-70B-Instruct-4bit"
WANTED = "mlx-community/gpt-oss-20b-MXFP4-Q8"
SLOW = ("--download-seconds", "16", "--tokens", "2000", "--token-delay", "0.02", "--downloaded", WANTED)
FAR_ENOUGH = 0.3
README = {"nodes": "cluster", "models": "models"}
LAYS_OUT_WITHIN = 40
"""Turns of the loop after which a window has its final shape."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One look of all pictures."""

    theme: str
    scale: str
    language: str

    @property
    def name(self) -> str:
        """As it stands in the file names."""
        return f"{self.theme}-{self.scale}x-{self.language}"


def take(variant: Variant, folder: Path) -> None:
    """Make the pictures of one variant, in this process."""
    app = make_application()
    languages.install(app, variant.language)
    theme = Theme(app)
    theme.set(DARK if variant.theme == "dark" else LIGHT)
    with asyncio.Runner(loop_factory=lambda: TrayLoop(app)) as runner:
        runner.run(_take(theme, variant, folder))


async def _take(theme: Theme, variant: Variant, folder: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="exo-pictures-") as home:
        async with live(theme, Path(home), *SLOW) as on, httpx.AsyncClient(trust_env=False, timeout=60) as client:
            pictures = Pictures(on, variant, folder)
            await pictures.begin_download()
            async with asyncio.TaskGroup() as group:
                address = on.bridge.snapshot.port.address
                asking = [group.create_task(_ask(client, address, READY)) for _ in range(2)]
                await on.until(lambda s: sum(r.pieces > 20 for r in s.live) == 2)
                await on.until(lambda _: (on.progress(COMING) or 0.0) > FAR_ENOUGH)
                await pictures.pages()
                await pictures.load()
                for task in asking:
                    task.cancel()


class Pictures:
    """Takes them, one window after the other."""

    def __init__(self, on: Live, variant: Variant, folder: Path) -> None:
        self._on = on
        self._window = on.window
        self._models = on.window.models
        self._variant = variant
        self._folder = folder
        self._node = on.bridge.snapshot.backends[0].backend.id
        self._window.resize(860, 680)
        self._window.show()

    async def begin_download(self) -> None:
        """From the catalogue."""
        self._window.tabs.setCurrentWidget(self._models)
        catalogue = self._models.open_catalogue()
        await until(lambda: catalogue.model.rows)
        catalogue.table.selectRow(catalogue.model.row_of(COMING))
        await self._save(catalogue, "catalogue")
        catalogue.reject()
        self._models.control.open_download(self._node, COMING, ())

    async def pages(self) -> None:
        """The pages that show the cluster at work."""
        self._window.refresh()
        await until(lambda: self._choose(COMING, Action.CANCEL))
        for page, name in (
            (self._models, "models"),
            (self._window.nodes, "nodes"),
            (self._window.activity, "activity"),
        ):
            self._window.tabs.setCurrentWidget(page)
            await self._save(self._window, name)

    async def load(self) -> None:
        """Where a model on the disks would fit."""
        self._window.tabs.setCurrentWidget(self._models)
        await until(lambda: self._choose(WANTED, Action.LOAD))
        dialog = self._models.do(Action.LOAD)
        assert isinstance(dialog, ChoiceDialog)
        await until(lambda: dialog.choices.buttons())
        await self._save(dialog, "load")
        dialog.reject()

    def _choose(self, model: str, action: Action) -> bool:
        """Choose the row of a model, once it offers this."""
        row = next((r for r in self._models.model.rows if r.model == model), None)
        return row is not None and action in row.actions and self._models.choose(row.key) is not None

    async def _save(self, window: QWidget, name: str) -> None:
        for _ in range(LAYS_OUT_WITHIN):
            await asyncio.sleep(0)
        window.grab().save(str(self._folder / f"{name}-{self._variant.name}.png"))


async def _ask(client: httpx.AsyncClient, address: str, model: str) -> None:
    body = {"model": model, "stream": True, "messages": [{"role": "user", "content": "Tell me about bridges."}]}
    async with client.stream("POST", f"{address}/chat/completions", json=body) as answer:
        await answer.aread()


def main(arguments: list[str]) -> int:
    """Each variant in a process of its own: the scale holds for a whole process."""
    if len(arguments) > 1:
        take(Variant(*arguments[1:]), Path(arguments[0]))
        return 0
    with tempfile.TemporaryDirectory(prefix="exo-gallery-") as gallery:
        folder = Path(arguments[0] if arguments else gallery)
        folder.mkdir(parents=True, exist_ok=True)
        take_all(folder, THEMES, SCALES if arguments else SCALES[:1], LANGUAGES if arguments else LANGUAGES[:1])
        if not arguments:
            for (name, shown), theme in product(README.items(), THEMES):
                shutil.copy(folder / f"{name}-{theme}-1x-en.png", PICTURES / f"{shown}-{theme}.png")
    return 0


def take_all(folder: Path, themes: Sequence[str], scales: Sequence[str], spoken: Sequence[str]) -> None:
    """Each variant in a process of its own."""
    for values in product(themes, scales, spoken):
        with tempfile.TemporaryDirectory(prefix="exo-home-") as home:
            fonts = Path(home) / "fonts.conf"
            fonts.write_text(FONTS)
            environment = {
                **os.environ,
                "QT_QPA_PLATFORM": "offscreen",
                "QT_SCALE_FACTOR": values[1],
                "EXO_BRIDGE_HOME": home,
                "FONTCONFIG_FILE": str(fonts),
                "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
            }
            command = [sys.executable, "-m", "tests.desktop.cluster_pictures", str(folder), *values]
            subprocess.run(command, env=environment, check=True)
        sys.stdout.write(f"{Variant(*values).name}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
