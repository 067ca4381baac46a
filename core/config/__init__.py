"""The settings file: read, checked as a whole, layered under environment and command line, and edited.

    loader     the layers: overrides > environment > file > default; last good copy; what changed
    checker    a tree of raw values against the declarations: all complaints at once
    values     one text to one typed value, or what is wrong with it
    source     YAML, environment and command line as one kind of tree that knows its lines
    schema     the declarations of settings.py as data
    template   the commented file that a newcomer finds
    editor     the owner's changes from the windows, comments kept

The user's file is written only by `edit` (their own act) and `create_default` (when there is none).
"""

from core.config.editor import Change, ConfigError, PutEntry, RemoveEntry, SetValue, edit
from core.config.loader import Loaded, describe, file_stamp, load
from core.config.template import create_default

__all__ = [
    "Change",
    "ConfigError",
    "Loaded",
    "PutEntry",
    "RemoveEntry",
    "SetValue",
    "create_default",
    "describe",
    "edit",
    "file_stamp",
    "load",
]
