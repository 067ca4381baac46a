"""Where our files lie, how they are written.

`EXO_BRIDGE_HOME` puts everything below one directory; without it the platform's own folders are used.
Nothing is created on import: a directory comes into being, for its owner only, with its first file.
"""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

APP_NAME = "exo-bridge"
HOME_VARIABLE = "EXO_BRIDGE_HOME"

PRIVATE_FILE = 0o600
PRIVATE_DIRECTORY = 0o700


@dataclass(frozen=True, slots=True)
class Paths:
    """The three directories. On macOS and Windows `config` and `state` are the same one."""

    config: Path
    state: Path
    logs: Path

    @property
    def settings_file(self) -> Path:
        """The settings of the user."""
        return self.config / "settings.yaml"

    @property
    def last_good_file(self) -> Path:
        """Our copy of the last settings file that had no error."""
        return self.state / "settings.last-good.yaml"


def paths(environment: Mapping[str, str] | None = None) -> Paths:
    """The directories of this user, or of `EXO_BRIDGE_HOME`. `environment` is the process's own unless given."""
    environment = os.environ if environment is None else environment
    home = environment.get(HOME_VARIABLE, "").strip()
    if home:
        root = Path(home).expanduser().absolute()
        return Paths(root, root / "state", root / "logs")
    return Paths(
        platformdirs.user_config_path(APP_NAME, appauthor=False),
        platformdirs.user_state_path(APP_NAME, appauthor=False),
        platformdirs.user_log_path(APP_NAME, appauthor=False),
    )


def make_directory(directory: Path) -> None:
    """Create the directory for its owner only, unless it exists. Raises OSError."""
    if directory.is_dir():
        return
    directory.parent.mkdir(parents=True, exist_ok=True)
    directory.mkdir(mode=PRIVATE_DIRECTORY, exist_ok=True)


def write_atomically(path: Path, text: str) -> None:
    """Replace the file as a whole: after a crash there is the old or the new content, never a half.

    Keeps the mode of an existing file; a new one is for its owner only. A symbolic link stays one: its
    target is replaced, so settings kept in a repository of dot-files stay there. Raises OSError.
    """
    target = path.resolve()
    make_directory(target.parent)
    try:
        mode = stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        mode = PRIVATE_FILE
    # Made by mkstemp with mode 0600 and beside the target: os.replace is atomic only inside one file system.
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(mode)
        temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
