"""The settings in force and their file: reload when the owner edits it, change it when the owner says so."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from pathlib import Path

from core import config
from core.config import ConfigError, Loaded, PutEntry, RemoveEntry, SetValue
from core.domain import Complaint, Mode
from core.log import facts, set_level
from core.settings import CloudSettings, NodeSettings, Settings
from core.words.owner import Complained

log = logging.getLogger("config")


class SettingsEditor:
    """Keeps settings, complaints and the file together; only the owner's own acts write the file."""

    def __init__(self, loaded: Loaded, overrides: Mapping[str, object] | None = None) -> None:
        self._loaded = loaded
        self._overrides = dict(overrides or {})
        self._stamp = config.file_stamp(loaded.file)
        self._edit_problem: Complaint | None = None
        self._mode_not_kept: tuple[Mode, Mode] | None = None
        """A mode that is in force but not on the disk, and the one that would be without it."""

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self._loaded.settings

    @property
    def file(self) -> Path:
        """The settings file."""
        return self._loaded.file

    @property
    def complaints(self) -> tuple[Complaint, ...]:
        """What is wrong with the file, or with the last attempt to change it."""
        if self._edit_problem is None:
            return self._loaded.complaints
        return (*self._loaded.complaints, self._edit_problem)

    def reload(self) -> bool:
        """Read the file again when it changed; whether it did."""
        stamp = config.file_stamp(self.file)
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        self._edit_problem = None
        self._load()
        if self._mode_not_kept is not None:
            self._hold_mode(*self._mode_not_kept)
        return True

    def set_mode(self, mode: Mode) -> None:
        """Keep the mode over a restart. A file that cannot be written is complained about; the mode holds anyway, or
        the next reload would send prompts out that the owner had just kept in."""
        self._overrides.pop("routing.mode", None)  # the later word of the owner counts
        self._mode_not_kept = None
        try:
            self._write(SetValue("routing.mode", mode.value))
        except ConfigError as error:
            log.warning("mode not kept %s", facts(why=error.title))
            self._edit_problem = Complaint(Complained.MODE_NOT_KEPT, error.title, error.hint)
            self._load()
        if self.settings.routing.mode is not mode:  # not written, or the environment says otherwise
            self._hold_mode(mode, self.settings.routing.mode)

    def set_value(self, path: str, value: str | float | bool) -> None:
        """Set one value by its dotted path; raises ConfigError. An override of this run gives way to it."""
        self._write(SetValue(path, value))
        if self._overrides.pop(path, None) is not None:
            self._load()

    def put_cloud(self, entry: CloudSettings) -> None:
        """Add or replace a cloud account; raises ConfigError."""
        self._write(PutEntry(entry))

    def drop_cloud(self, name: str) -> None:
        """Remove a cloud account; raises ConfigError."""
        self._write(RemoveEntry("cloud", name))

    def put_node(self, entry: NodeSettings) -> None:
        """Add or replace a node; raises ConfigError."""
        self._write(PutEntry(entry))

    def drop_node(self, name: str) -> None:
        """Remove a node; raises ConfigError."""
        self._write(RemoveEntry("nodes", name))

    def _load(self) -> None:
        self._loaded = config.load(self.file, environment=os.environ, overrides=self._overrides)
        set_level(self.settings.log.level)

    def _hold_mode(self, mode: Mode, instead_of: Mode) -> None:
        """Hold a mode that is not on the disk, until what is there says something new."""
        if self.settings.routing.mode is not instead_of:
            self._mode_not_kept = None
            return
        self._mode_not_kept = (mode, instead_of)
        self._loaded = config.load(
            self.file, environment=os.environ, overrides={**self._overrides, "routing.mode": mode.value}
        )

    def _write(self, change: config.Change) -> None:
        config.edit(self.file, change)
        self._edit_problem = None
        self._stamp = None
        self.reload()
