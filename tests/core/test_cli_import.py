"""`exo-bridge import`: shows first, saves after a yes, never writes to the old files; a second time does nothing."""

from __future__ import annotations

import os
from argparse import Namespace
from pathlib import Path

import pytest

from core.cli_import import take_over
from core.config import load
from core.domain import Mode
from core.keys import KeyStore
from tests.core.test_importers import KEY, SECRET, document
from tests.fakes.password_store import MemoryStore

BRIDGE = "failover: {prefer_local: false, cloud_providers: [together, openrouter]}\napi_keys: {together: tgp_v1_open}\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("EXO_BRIDGE_HOME", str(tmp_path / "bridge"))
    return tmp_path


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


def taken_over(store: MemoryStore, *files: Path, yes: bool = True) -> int:
    keys = KeyStore(environment={}, open_store=lambda: store)
    return take_over(Namespace(files=[str(f) for f in files], yes=yes, config=None, port=None), keys)


def old_files(home: Path) -> dict[Path, bytes]:
    (home / ".token_manager_config.json").write_text(document())
    (home / ".token_manager_key").write_text(KEY)
    folder = home / "ai-token-exo-bridge" / "config"
    folder.mkdir(parents=True)
    (folder / "bridge_config.yaml").write_text(BRIDGE)
    (home / ".token_manager_config.backup1.json").write_text(document())
    return {f: f.read_bytes() for f in home.rglob("*") if f.is_file()}


def test_keys_go_into_the_password_store_and_the_rest_into_the_settings(
    home: Path, store: MemoryStore, capsys: pytest.CaptureFixture[str]
) -> None:
    before = old_files(home)
    assert taken_over(store) == 0
    settings = load(environment=os.environ).settings
    assert store.secrets == {"openrouter": SECRET, "together": "tgp_v1_open"}
    assert [(c.name, c.priority, c.key and c.key.name) for c in settings.cloud] == [
        ("openrouter", 1, "openrouter"),
        ("together", 0, "together"),
    ]
    assert settings.routing.mode is Mode.CLOUD_FIRST
    assert {f: f.read_bytes() for f in before} == before
    shown = capsys.readouterr()
    assert SECRET not in shown.out + shown.err
    assert "+ cloud account openrouter; its key (…ager) into the password store" in shown.out
    assert "Keys stand in the open in" in shown.err
    assert "backup1.json" in shown.err


def test_a_second_time_changes_nothing(home: Path, store: MemoryStore, capsys: pytest.CaptureFixture[str]) -> None:
    old_files(home)
    taken_over(store)
    settings, calls = (home / "bridge" / "settings.yaml").read_bytes(), list(store.calls)
    assert taken_over(store) == 0
    assert (home / "bridge" / "settings.yaml").read_bytes() == settings
    assert store.calls == calls
    assert "there is one of that name already" in capsys.readouterr().out


def test_without_a_yes_nothing_is_saved(home: Path, store: MemoryStore, capsys: pytest.CaptureFixture[str]) -> None:
    old_files(home)
    assert taken_over(store, yes=False) == 0
    assert store.calls == []
    assert load(environment=os.environ).settings.cloud == ()
    assert "Nothing was changed" in capsys.readouterr().err


def test_an_account_whose_key_cannot_be_stored_is_not_made(
    home: Path, store: MemoryStore, capsys: pytest.CaptureFixture[str]
) -> None:
    old_files(home)
    store.failure = OSError("locked")
    assert taken_over(store) == 1
    assert load(environment=os.environ).settings.cloud == ()
    assert "openrouter: The password store failed." in capsys.readouterr().err


def test_no_old_files_are_no_error_and_a_wrong_one_is_named(
    home: Path, store: MemoryStore, capsys: pytest.CaptureFixture[str]
) -> None:
    assert taken_over(store) == 0
    assert "Name one" in capsys.readouterr().err
    (home / "picture.json").write_bytes(b"\xff\xfe\x00nonsense")
    assert taken_over(store, home / "picture.json", home / "missing.yaml") == 1
    told = capsys.readouterr().err
    assert "picture.json: it is no text" in told
    assert "missing.yaml: No such file" in told


def test_a_file_that_names_another_leads_to_it(home: Path, store: MemoryStore) -> None:
    (home / "mine.json").write_text(document())
    (home / "key.key").write_text(KEY)
    (home / "b.yaml").write_text("integration: {token_manager_config: ~/mine.json}\n")
    assert taken_over(store, home / "b.yaml") == 0
    assert store.secrets == {"openrouter": SECRET}
