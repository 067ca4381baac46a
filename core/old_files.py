"""Finds and reads the files of the older programs; to show and to save them is the caller's business. Blocks.

What has the name of something that is in the settings already is left out, so a second import changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from core.importers.bridge_config import read_bridge_config
from core.importers.brought import Brought, BroughtAccount, NotReadable
from core.importers.dotenv import read_dotenv
from core.importers.token_manager import read_token_manager
from core.settings import NodeSettings, Settings
from core.words.failing import Joined
from core.words.owner import OldFile

LARGEST = 1_000_000
KEY_FILES = (".token_manager_key", "key.key", ".spiral_codex_encryption_key")
USUAL = (
    ".token_manager_config.json", ".token_manager/config.json", ".spiral_codex_keys.json",
    "ai-token-exo-bridge/config/bridge_config.yaml", "ai-token-exo-bridge/.env", "ai-token-manager/.env",
)  # fmt: skip
"""Where the older programs keep their files, below the home directory."""


@dataclass(frozen=True, slots=True)
class OldFiles:
    """What some files give together. `files` are those that could be read, `problems` tell of the others."""

    files: tuple[tuple[Path, Brought], ...]
    problems: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to take over."""
        return all(brought.is_empty for _, brought in self.files)

    @property
    def accounts(self) -> Iterator[BroughtAccount]:
        """All accounts, in the order in which the older bridge asked them, where it had one."""
        order = next((brought.order for _, brought in self.files if brought.order), ())
        for _, brought in self.files:
            for account in brought.accounts:
                provider = account.entry.provider
                priority = order.index(provider) if provider in order else account.entry.priority
                yield replace(account, entry=replace(account.entry, priority=priority))

    @property
    def nodes(self) -> Iterator[NodeSettings]:
        """All nodes."""
        return (node for _, brought in self.files for node in brought.nodes)

    @property
    def values(self) -> dict[str, str | float | bool]:
        """Settings by their path; the file that was named first counts."""
        return {path: value for _, brought in reversed(self.files) for path, value in brought.values.items()}

    @property
    def with_open_keys(self) -> tuple[Path, ...]:
        """Files in which keys stand for anybody to read, and backups that may hold them."""
        found = tuple(file for file, brought in self.files if brought.holds_open_keys)
        return (*found, *sorted(Path.home().glob(".token_manager_config.backup*.json")))


def usual_files() -> list[Path]:
    """Those of the usual places that are there."""
    return [file for name in USUAL if (file := Path.home() / name).is_file()]


def read_old_files(files: list[Path], settings: Settings) -> OldFiles:
    """What the files give, and what they name, each once."""
    waiting, seen = list(files), set[Path]()
    found: list[tuple[Path, Brought]] = []
    problems: list[str] = []
    names = {each.name for each in settings.cloud} | {each.name for each in settings.nodes}
    while waiting:
        file = waiting.pop(0)
        if file.resolve() in seen:
            continue
        seen.add(file.resolve())
        try:
            brought = _read(file, settings.port)
        except (NotReadable, OSError) as error:
            why = (error.strerror if isinstance(error, OSError) else "") or error
            problems.append(Joined.OF_BACKEND.format(name=file, reason=why))
            continue
        waiting += [more for name in brought.more_files if (more := Path(name).expanduser()).is_file()]
        _drop_known(brought, names)
        found.append((file, brought))
    return OldFiles(tuple(found), tuple(problems))


def _read(file: Path, own_port: int) -> Brought:
    """Raises NotReadable and OSError."""
    if file.stat().st_size > LARGEST:
        raise NotReadable(OldFile.TOO_LARGE)
    try:
        text = file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotReadable(OldFile.NO_TEXT) from error
    if file.suffix in (".yaml", ".yml"):
        return read_bridge_config(text, own_port)
    if file.suffix == ".env" or file.name.startswith(".env"):
        return read_dotenv(text, own_port)
    return read_token_manager(text, _key_text(file), own_port)


def _key_text(file: Path) -> str | None:
    """The key file of a JSON file: beside it, else in the home directory."""
    places = [folder / name for folder in (file.parent, Path.home()) for name in KEY_FILES]
    key = next((place for place in places if place.is_file() and place.stat().st_size < 200), None)
    return key.read_text("ascii", "replace") if key is not None else None


def _drop_known(brought: Brought, names: set[str]) -> None:
    """Leave out what has the name of something that is there, in the settings or in an earlier file."""
    for account in [a for a in brought.accounts if a.entry.name in names]:
        brought.accounts.remove(account)
        brought.leave(account.entry.name, "there is one of that name already")
    for node in [n for n in brought.nodes if n.name in names]:
        brought.nodes.remove(node)
        brought.leave(node.name, "there is one of that name already")
    names |= {a.entry.name for a in brought.accounts} | {n.name for n in brought.nodes}
