"""The log: one line per fact, by subject, without secrets.

Lines read `time LEVEL subject message key=value …`. Every file asks for the logger of its subject with
`logging.getLogger("relay")`; `facts` writes the key=value part. Prompts and answers never come here;
keys are taken out of every line, tracebacks included, by what they look like and by what they are
(`redact` tells us each key that the program holds).
"""

from __future__ import annotations

import logging
import re
import sys
import threading
from datetime import datetime
from enum import Enum
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final, TextIO
from urllib.parse import quote

SUBJECTS: Final = ("port", "relay", "health", "discovery", "keys", "desktop", "bridge", "config")
LOG_FILE = "exo-bridge.log"
_FILE_BYTES = 1_000_000
_FILE_COUNT = 5

_FOREIGN = ("httpx", "httpcore", "keyring", "asyncio")
"""Libraries that tell URLs and headers at INFO or DEBUG."""

SECRET = "[secret]"
_SHORTEST_SECRET = 4
"""Shorter keys are not hidden by their value: every line with these letters would be damaged."""

# Numbered because the order matters: 1 and 2 end where a header or an address ends, 3 sees only what is left.
_SHAPES = (
    # 1. headers, as text and as they look in a printed dict
    (re.compile(r"(?i)\b((?:proxy-)?authorization|x-api-key|api-key)(['\"]?\s*[:=]\s*['\"]?)(?:bearer\s+|basic\s+)?"
                r"[^\s'\",;]+"), rf"\1\2{SECRET}"),
    (re.compile(r"(?i)\b(bearer\s+)[^\s'\",;]+"), rf"\1{SECRET}"),
    # 2. addresses: a password before the host, a key among the query values
    (re.compile(r"(://)[^\s/@:'\"]*:[^\s/@'\"]*@"), rf"\1{SECRET}@"),
    (re.compile(r"(?i)([?&;](?:api[-_]?key|access[-_]?token|key|token)=)[^\s&;'\"]+"), rf"\1{SECRET}"),
    # 3. the prefixes that providers give their keys
    (re.compile(r"(?<![A-Za-z0-9])(?:sk-[\w\-]{4,}|(?:hf|gsk|fw)_[A-Za-z0-9]{6,}|(?:xai|csk|ebk)-[\w\-]{16,}"
                r"|AIza[\w\-]{10,})"), SECRET),
)  # fmt: skip

_lock = threading.Lock()
_secrets: frozenset[str] = frozenset()
_known: re.Pattern[str] | None = None
_handlers: list[logging.Handler] = []


def redact(secret: str) -> None:
    """Take this secret out of every line from now on, also in the form it has inside an address."""
    global _secrets, _known
    if len(secret) < _SHORTEST_SECRET:
        return
    with _lock:
        _secrets = _secrets | {secret, quote(secret, safe="")}
        # The longest first, so that a secret which begins like another one is taken out whole.
        _known = re.compile("|".join(re.escape(each) for each in sorted(_secrets, key=len, reverse=True)))


def redacted(text: str) -> str:
    """The text without anything that is, or looks like, a secret."""
    known = _known
    if known is not None:
        text = known.sub(SECRET, text)
    for shape, replacement in _SHAPES:
        text = shape.sub(replacement, text)
    return text


def facts(**values: object) -> str:
    """`name=studio wait=2.5 why="no route"`: floats to milliseconds, None left out, text quoted where needed."""
    return " ".join(f"{name}={_fact(value)}" for name, value in values.items() if value is not None)


def _fact(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".")
    text = str(value.value if isinstance(value, Enum) else value)
    if text and not re.search(r"[\s\"=\\]", text) and text.isprintable():
        return text
    return '"' + _one_line(text.replace("\\", "\\\\").replace('"', '\\"')) + '"'


def _one_line(text: str) -> str:
    """Line breaks as \\n: nobody writes a line of our log by naming a model after one."""
    return text.replace("\r", "\\r").replace("\n", "\\n")


class SafeFormatter(logging.Formatter):
    """Our line, and the last thing before it leaves the process: the place where secrets are taken out."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        """ISO 8601 with milliseconds and the offset, in local time."""
        return datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds")

    def formatMessage(self, record: logging.LogRecord) -> str:
        """One line, whatever the message holds."""
        return f"{record.asctime} {record.levelname} {record.name} {_one_line(record.message)}"

    def usesTime(self) -> bool:
        """Our line has a time although no format string says so."""
        return True

    def format(self, record: logging.LogRecord) -> str:
        """The whole record, traceback included, without secrets."""
        try:
            text = super().format(record)
        except (TypeError, ValueError):  # the arguments do not fit the message: say what can be said
            text = f"{self.formatTime(record)} {record.levelname} {record.name} {_one_line(str(record.msg))}"
        return redacted(text)


class _PrivateFile(RotatingFileHandler):
    """A log file that only its owner may read."""

    def _open(self) -> TextIOWrapper:
        stream = super()._open()
        Path(self.baseFilename).chmod(0o600)
        return stream


def configure(level: str, logs_dir: Path | None, stream: TextIO | None = None) -> None:
    """Log to `stream` (standard error unless given) and, with `logs_dir`, to five files of 1 MB there.

    May be called again: the former handlers are closed. A directory that cannot be written costs the
    files, never the program.
    """
    _remove_handlers()
    stream = sys.stderr if stream is None else stream
    # A windowed program on Windows has no standard error at all.
    if stream is not None:
        _add(logging.StreamHandler(stream))
    problem: OSError | None = None
    if logs_dir is not None:
        try:
            logs_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            _add(_PrivateFile(
                logs_dir / LOG_FILE, maxBytes=_FILE_BYTES, backupCount=_FILE_COUNT - 1, encoding="utf-8"
            ))  # fmt: skip
        except OSError as error:
            problem = error
    logging.getLogger().setLevel(logging.WARNING)
    set_level(level)
    for name in _FOREIGN:
        logging.getLogger(name).setLevel(logging.WARNING)
    # When a handler fails, logging prints the raw arguments of the call to standard error, past our formatter.
    logging.raiseExceptions = False
    if problem is not None:
        logging.getLogger("bridge").warning("no log file %s", facts(directory=logs_dir, why=problem.strerror))


def set_level(level: str) -> None:
    """Log as much as this from now on. Does nothing before `configure`, so that a library stays quiet."""
    if _handlers:
        for subject in SUBJECTS:
            logging.getLogger(subject).setLevel(level.upper())


def _add(handler: logging.Handler) -> None:
    handler.setFormatter(SafeFormatter())
    logging.getLogger().addHandler(handler)
    _handlers.append(handler)


def _remove_handlers() -> None:
    while _handlers:
        handler = _handlers.pop()
        logging.getLogger().removeHandler(handler)
        handler.close()
