"""A model's whole life from the window, against real (simulated) exo processes: download, load, unload, delete."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from core.domain import ModelState
from desktop.choice_dialog import ChoiceDialog
from desktop.dialogs import Question
from desktop.models_page import ModelsPage
from desktop.text.models import Action, ModelRow
from desktop.theme import Theme
from tests.desktop.live import READY, Live, live
from tests.desktop.until import until

WANTED = "mlx-community/Qwen3-0.6B-4bit"
QUICK = ("--download-seconds", "1.5", "--load-seconds", "0.3")


def chosen(page: ModelsPage, model: str) -> ModelRow:
    row = next(r for r in page.model.rows if r.model == model)
    found = page.choose(row.key)
    assert found is not None
    return found


def test_a_models_life_from_the_window(theme: Theme, tmp_path: Path, on_loop: Callable[..., None]) -> None:
    async def whole_life() -> None:
        async with live(theme, tmp_path, *QUICK) as on:
            window, page = on.window, on.window.models
            window.show()
            assert [m.name for c in window.nodes.view._clusters for m in c.machines] == [
                "mini (simulated)",
                "studio (simulated)",
            ]
            window.tabs.setCurrentWidget(page)
            assert [(r.model, r.state) for r in page.model.rows] == [(READY, "ready")]
            await _download(on, page)
            await _load(on, page)
            chosen(page, WANTED)
            page.do(Action.UNLOAD)
            await on.until(lambda s: _state(on) is ModelState.DOWNLOADED)
            await _delete(on, page)
            assert not page.problem.isVisible()

    on_loop(whole_life())


async def _download(on: Live, page: ModelsPage) -> None:
    """From the catalogue; its percentage is seen on the way."""
    dialog = page.open_catalogue()
    await until(lambda: dialog.model.rows)
    dialog.filter.setText(WANTED)
    dialog.table.selectRow(0)
    dialog.download.click()
    [chooser] = page.findChildren(ChoiceDialog)
    assert "free on its disk" in chooser.choices.button(0).accessibleDescription()
    chooser.accept_button.click()
    await on.until(lambda s: _state(on) is ModelState.DOWNLOADING)
    row = chosen(page, WANTED)
    assert row.share is not None and row.state.startswith("downloading") and Action.CANCEL in row.actions
    await on.until(lambda s: _state(on) is ModelState.DOWNLOADED)


async def _load(on: Live, page: ModelsPage) -> None:
    """As previewed: on both machines, after the other one has the files too."""
    chosen(page, WANTED)
    dialog = page.do(Action.LOAD)
    assert isinstance(dialog, ChoiceDialog)
    await until(lambda: dialog.choices.buttons())
    assert "studio" in dialog.choices.button(0).text() and "mini" in dialog.choices.button(0).text()
    assert "is downloaded to mini (simulated) first" in dialog.choices.button(0).accessibleDescription()
    dialog.accept_button.click()
    await on.until(lambda s: _state(on) is ModelState.READY)


async def _delete(on: Live, page: ModelsPage) -> None:
    """From one machine after the other: which one is asked while both have it."""
    chosen(page, WANTED)
    chooser = page.do(Action.DELETE)
    assert isinstance(chooser, ChoiceDialog)
    chooser.accept_button.click()
    await on.until(lambda s: len(_holders(on)) == 1)
    assert chosen(page, WANTED).held_on != ()
    question = page.do(Action.DELETE)
    assert isinstance(question, Question)
    question.buttons[0].click()
    await on.until(lambda s: on.model(WANTED) is None)


def _holders(on: Live) -> list[str]:
    return [c.machine for c in on.bridge.snapshot.backends[0].facts.copies if c.model == WANTED]


def _state(on: Live) -> ModelState | None:
    model = on.model(WANTED)
    return model.state if model is not None else None
