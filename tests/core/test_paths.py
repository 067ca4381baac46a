"""core/paths.py: one home for everything, or the platform's folders; files that are whole and private."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import platformdirs
import pytest

from core.paths import Paths, make_directory, paths, write_atomically

posix_modes = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_everything_lies_below_exo_bridge_home() -> None:
    home = Path("/srv/bridge").absolute()
    assert paths({"EXO_BRIDGE_HOME": "/srv/bridge"}) == Paths(home, home / "state", home / "logs")


def test_the_home_is_absolute_and_knows_the_tilde(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(own_home)
    assert paths({"EXO_BRIDGE_HOME": "here"}).config == own_home / "here"
    assert paths({"EXO_BRIDGE_HOME": "~/bridge"}).config == own_home / "bridge"


@pytest.mark.parametrize("environment", [{}, {"EXO_BRIDGE_HOME": ""}, {"EXO_BRIDGE_HOME": "  "}])
def test_without_a_home_the_platform_says_where(environment: dict[str, str]) -> None:
    assert paths(environment) == Paths(
        Path(platformdirs.user_config_dir("exo-bridge", False)),
        Path(platformdirs.user_state_dir("exo-bridge", False)),
        Path(platformdirs.user_log_dir("exo-bridge", False)),
    )


def test_the_own_environment_counts_when_none_is_given(own_home: Path) -> None:
    assert paths().settings_file == own_home / "exo-bridge" / "settings.yaml"
    assert paths().last_good_file == own_home / "exo-bridge" / "state" / "settings.last-good.yaml"


def test_asking_for_paths_creates_nothing(own_home: Path) -> None:
    paths()
    assert not (own_home / "exo-bridge").exists()


@posix_modes
def test_a_new_file_and_its_directory_are_for_the_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "a" / "b" / "settings.yaml"
    write_atomically(file, "port: 1\n")
    assert (mode_of(file), mode_of(file.parent)) == (0o600, 0o700)


@posix_modes
def test_the_mode_of_an_existing_file_and_directory_stays(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    file = tmp_path / "settings.yaml"
    file.write_text("old")
    file.chmod(0o644)
    write_atomically(file, "new")
    make_directory(tmp_path)
    assert (file.read_text(), mode_of(file), mode_of(tmp_path)) == ("new", 0o644, 0o755)


def test_text_is_written_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "f"
    write_atomically(file, "größe: 1\r\n# 東京\n")
    assert file.read_bytes() == "größe: 1\r\n# 東京\n".encode()


def test_a_symbolic_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "dotfiles").mkdir()
    target = tmp_path / "dotfiles" / "bridge.yaml"
    target.write_text("old")
    link = tmp_path / "settings.yaml"
    link.symlink_to(target)
    write_atomically(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"


def test_a_failed_write_leaves_the_old_file_and_no_rubbish(tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write_atomically(file, "half \udcff")
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]
