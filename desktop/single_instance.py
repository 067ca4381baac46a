"""One Exo Bridge per user and state directory: the second start speaks to the first and leaves.

A lock file decides who is the first (it knows whether its owner still lives), a local socket that only this user may
open carries one word: `show` or `quit`. The answer is `ok`, or `ok demo`.
"""

from __future__ import annotations

import hashlib
import logging
import os
import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from core.paths import make_directory

log = logging.getLogger("desktop")

REPLY_LIMIT = 3000
LONGEST_WORD = 64
LONGEST_PATH = 100
"""Bytes of a socket's path; macOS takes 103."""


class Wish(StrEnum):
    """What a second start can ask for."""

    SHOW = "show"
    QUIT = "quit"


def socket_name(state: Path, environment: Mapping[str, str] = os.environ) -> str:
    """Where the socket is: beside the state where its path fits, because a killed process leaves it behind.

    Else in the session's own directory, which the system clears; on Windows it is a pipe, which needs a name only.
    """
    name = f"exo-bridge-{hashlib.sha256(str(state.resolve()).encode()).hexdigest()[:20]}"
    if sys.platform == "win32":
        return name
    beside = state.resolve() / "instance.socket"
    if len(os.fsencode(beside)) <= LONGEST_PATH:
        return str(beside)
    session = environment.get("XDG_RUNTIME_DIR", "")
    return str(Path(session) / name) if session and Path(session).is_dir() else name


class SingleInstance(QObject):
    """`claim` first; whoever fails there sends a wish instead."""

    wished = Signal(str)

    def __init__(self, state: Path, *, is_demo: bool = False) -> None:
        super().__init__()
        make_directory(state)
        self._is_demo = is_demo
        self._name = socket_name(state)
        self._lock = QLockFile(str(state / "instance.lock"))
        self._lock.setStaleLockTime(0)  # only a dead owner makes it stale, never its age
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)

    def claim(self) -> bool:
        """Become the one instance; False when another one lives. A dead one's socket is cleared away."""
        if not self._lock.tryLock(0):
            return False
        QLocalServer.removeServer(self._name)
        if not self._server.listen(self._name):
            # Serving matters more than being found: go on without.
            log.warning("second starts cannot reach us why=%s", self._server.errorString())
        return True

    def release(self) -> None:
        """Let the next one be the first."""
        self._server.close()
        self._lock.unlock()

    def send(self, wish: Wish) -> str | None:
        """Tell the running instance; its answer, or None when it does not answer."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(REPLY_LIMIT):
            return None
        socket.write(f"{wish}\n".encode())
        answer = b""
        while b"\n" not in answer and socket.waitForReadyRead(REPLY_LIMIT):
            answer += bytes(socket.readAll().data())
        socket.disconnectFromServer()
        return answer.decode("utf-8", "replace").strip() or None

    def _on_connection(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(lambda s=socket: self._on_word(s))
            if socket.canReadLine():
                self._on_word(socket)

    def _on_word(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            if socket.bytesAvailable() > LONGEST_WORD:
                socket.abort()
            return
        word = bytes(socket.readLine(LONGEST_WORD).data()).decode("utf-8", "replace").strip()
        if word not in tuple(Wish):
            socket.abort()
            return
        socket.write(b"ok demo\n" if self._is_demo else b"ok\n")
        socket.flush()
        socket.disconnectFromServer()
        self.wished.emit(word)
