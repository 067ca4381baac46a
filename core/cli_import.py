"""The verb `import`: takes over what the older programs of this family kept. Their files are read, never written.

First everything is shown: what is taken and what is not, and why. Only after a yes is it saved: keys into the
password store, the rest into the settings. What is there already stays, so a second import changes nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from core import config
from core.cli import load
from core.config import Change, ConfigError, Loaded, PutEntry, SetValue
from core.domain import KeyName
from core.errors import sentences
from core.importers.bridge_config import read_bridge_config
from core.importers.brought import Brought, BroughtAccount, NotReadable
from core.importers.dotenv import read_dotenv
from core.importers.token_manager import read_token_manager
from core.keys import KeyStore, KeyStoreUnavailable
from core.log import configure
from core.settings import Settings

LARGEST = 1_000_000
KEY_FILES = (".token_manager_key", "key.key", ".spiral_codex_encryption_key")
USUAL = (
    ".token_manager_config.json", ".token_manager/config.json", ".spiral_codex_keys.json",
    "ai-token-exo-bridge/config/bridge_config.yaml", "ai-token-exo-bridge/.env", "ai-token-manager/.env",
)  # fmt: skip
"""Where the older programs keep their files, below the home directory."""


@dataclass(frozen=True, slots=True)
class _Read:
    """One file, and what it gives."""

    file: Path
    brought: Brought


def take_over(options: argparse.Namespace, keys: KeyStore | None = None) -> int:
    """Show and save; 0 done or nothing to do, 1 something could not be read or saved."""
    loaded = load(options)
    configure("error", None)
    files = [Path(name).expanduser() for name in options.files] or [f for f in _usual() if f.is_file()]
    if not files:
        _say("There are no files of older programs in their usual places. Name one: exo-bridge import FILE")
        return 0
    found, is_whole = _read_all(files, loaded.settings)
    for each in found:
        _show(each, loaded.settings)
    if all(each.brought.is_empty for each in found):
        _say("There is nothing to take over.")
        return 0 if is_whole else 1
    if not options.yes and not _agreed():
        _say("Nothing was changed.")
        return 0 if is_whole else 1
    is_saved = asyncio.run(_save(found, loaded, keys or KeyStore()))
    _warn_of_open_keys(found)
    return 0 if is_whole and is_saved else 1


def _usual() -> list[Path]:
    return [Path.home() / name for name in USUAL]


def _read_all(files: list[Path], settings: Settings) -> tuple[list[_Read], bool]:
    """What the files give and what they name, each once; whether all could be read."""
    waiting, seen, found, is_whole = list(files), set(), list[_Read](), True
    names = {each.name for each in settings.cloud} | {each.name for each in settings.nodes}
    while waiting:
        file = waiting.pop(0)
        if file.resolve() in seen:
            continue
        seen.add(file.resolve())
        try:
            brought = _brought(file, settings.port)
        except (NotReadable, OSError) as error:
            _say(f"{file}: {(error.strerror if isinstance(error, OSError) else '') or error}")
            is_whole = False
            continue
        waiting += [more for name in brought.more_files if (more := Path(name).expanduser()).is_file()]
        _drop_known(brought, names)
        found.append(_Read(file, brought))
    return found, is_whole


def _brought(file: Path, own_port: int) -> Brought:
    """Raises NotReadable and OSError."""
    if file.stat().st_size > LARGEST:
        raise NotReadable("it is too large to be settings")
    try:
        text = file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotReadable("it is no text") from error
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


def _show(each: _Read, settings: Settings) -> None:
    _print(str(each.file))
    for line in _lines(each.brought, settings):
        _print(f"  {line}")


def _lines(brought: Brought, settings: Settings) -> Iterator[str]:
    for account in brought.accounts:
        entry = account.entry
        where = f" at {entry.base_url}" if entry.base_url else ""
        off = "" if entry.enabled else ", switched off"
        yield f"+ cloud account {entry.name}{where}{off}; its key (…{account.secret[-4:]}) into the password store"
    for node in brought.nodes:
        yield f"+ node {node.name} at {node.url}"
    for path, value in brought.values.items():
        yield f"+ {path}: {value}"
    for left in brought.left_out:
        yield f"- {left.what}: {left.why}"


def _agreed() -> bool:
    if not sys.stdin.isatty():
        _say("Say --yes to take it over.")
        return False
    sys.stderr.write("Take it over? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


async def _save(found: list[_Read], loaded: Loaded, keys: KeyStore) -> bool:
    """Keys first: an account without its key would be shown as broken. Whether everything could be saved."""
    order = next((each.brought.order for each in found if each.brought.order), ())
    is_saved = True
    for account in (account for each in found for account in each.brought.accounts):
        is_saved &= await _save_account(account, order, loaded, keys)
    changes: list[Change] = [PutEntry(node) for each in found for node in each.brought.nodes]
    values = {path: value for each in reversed(found) for path, value in each.brought.values.items()}
    changes += [SetValue(path, value) for path, value in values.items()]
    for change in changes:
        try:
            config.edit(loaded.file, change)
        except ConfigError as error:
            _say(sentences(error.title, error.hint))
            is_saved = False
    if is_saved:
        _print(f"Taken over into {loaded.file}")
    return is_saved


async def _save_account(account: BroughtAccount, order: tuple[str, ...], loaded: Loaded, keys: KeyStore) -> bool:
    entry = account.entry
    if entry.provider in order:
        entry = replace(entry, priority=order.index(entry.provider))
    try:
        await keys.store(KeyName(entry.name), account.secret)
        config.edit(loaded.file, PutEntry(entry))
    except (KeyStoreUnavailable, ConfigError) as error:
        _say(f"{entry.name}: {sentences(error.title, error.hint)}")
        return False
    return True


def _warn_of_open_keys(found: list[_Read]) -> None:
    for each in found:
        if each.brought.holds_open_keys:
            _say(f"Keys stand in the open in {each.file}. Remove them there once everything works.")
    backups = sorted(Path.home().glob(".token_manager_config.backup*.json"))
    if backups:
        _say(f"So they may in its backups: {', '.join(map(str, backups))}")


def _print(text: str) -> None:
    print(text)  # noqa: T201  this is the command line


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201  this is the command line
