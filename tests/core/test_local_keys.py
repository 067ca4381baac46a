"""Local keys: made once, stored as a hash, revocable, shared between processes by their file."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from core.local_keys import FILE_NAME, KeyNameError, LocalKeys


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / FILE_NAME


def test_a_key_is_found_by_itself_and_by_nothing_else(file: Path) -> None:
    keys = LocalKeys(file)
    secret = keys.create("Zed", 100.0, models=("qwen*",), is_local_only=True)
    found = keys.find(secret)
    assert found is not None
    assert (found.name, found.models, found.is_local_only, found.created) == ("Zed", ("qwen*",), True, 100.0)
    assert keys.find(secret[:-1]) is None
    assert keys.find("sk-anything") is None
    assert keys.find("") is None


def test_the_key_itself_is_nowhere_in_the_file_and_the_file_is_its_owners_only(file: Path) -> None:
    secret = LocalKeys(file).create("Zed", 100.0)
    text = file.read_text("utf-8")
    assert secret not in text
    assert secret[:8] in text
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_two_keys_are_never_alike(file: Path) -> None:
    keys = LocalKeys(file)
    secrets = {keys.create(f"app {n}", 0.0) for n in range(20)}
    assert len(secrets) == 20
    assert [key.name for key in keys.all][:2] == ["app 0", "app 1"]


def test_a_revoked_key_is_gone_also_for_another_process(file: Path) -> None:
    here, there = LocalKeys(file), LocalKeys(file)
    secret = here.create("Zed", 1.0)
    there.refresh()
    assert there.find(secret) is not None
    there.revoke("Zed")
    here.refresh()
    assert here.find(secret) is None


def test_what_an_app_spent_survives_what_another_process_writes(file: Path) -> None:
    here, there = LocalKeys(file), LocalKeys(file)
    secret = here.create("Zed", 1.0, budget=100)
    here.spend("Zed", 60, 7)
    here.spend("nobody", 60, 7)
    there.create("Cline", 2.0)
    here.refresh()
    found = here.find(secret)
    assert found is not None
    assert (found.spent, found.is_used_up(7)) == (60, False)
    here.spend("Zed", 40, 7)
    here.refresh()
    there.refresh()
    found = there.find(secret)
    assert found is not None
    assert (found.spent, found.is_used_up(7), found.is_used_up(8)) == (100, True, False)
    there.spend("Zed", 5, 8)
    assert there.all[1].spent == 5


def test_what_another_process_made_is_kept_when_one_is_made_here(file: Path) -> None:
    here, there = LocalKeys(file), LocalKeys(file)
    here.create("Zed", 1.0)
    there.create("Cline", 2.0)
    assert [key.name for key in LocalKeys(file).all] == []  # nothing is read before it is asked for
    fresh = LocalKeys(file)
    fresh.refresh()
    assert [key.name for key in fresh.all] == ["Cline", "Zed"]


def test_the_last_use_is_written_with_the_next_refresh_and_survives_a_change_elsewhere(file: Path) -> None:
    here, there = LocalKeys(file), LocalKeys(file)
    key = here.find(here.create("Zed", 1.0))
    assert key is not None
    here.used(key, 50.0)
    there.create("Cline", 2.0)
    here.refresh()
    assert [key.last_used for key in here.all] == [None, 50.0]
    here.used(here.all[1], 60.0)
    here.refresh()
    there.refresh()
    assert [key.last_used for key in there.all] == [None, 60.0]


@pytest.mark.parametrize("name", ["", "   ", "a\nb", "x" * 61])
def test_a_name_must_be_one(file: Path, name: str) -> None:
    with pytest.raises(KeyNameError):
        LocalKeys(file).create(name, 0.0)


def test_a_name_is_used_once_and_an_unknown_one_cannot_be_revoked(file: Path) -> None:
    keys = LocalKeys(file)
    keys.create("Zed", 0.0)
    with pytest.raises(KeyNameError, match="already"):
        keys.create(" Zed ", 0.0)
    with pytest.raises(KeyNameError, match="no key"):
        keys.revoke("Cline")


@pytest.mark.parametrize("text", ["nonsense", "{", "null", "{}", "[1]", '[{"name": "x"}]', "[" * 5000])
def test_a_damaged_file_is_said_to_be_one(file: Path, text: str) -> None:
    file.parent.mkdir()
    file.write_text(text, "utf-8")
    with pytest.raises(ValueError):
        LocalKeys(file).refresh()
