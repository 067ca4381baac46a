"""One question on its way: streams the answer into its view, and keeps what is known of it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import replace

import httpx

from desktop.chat_client import Began, ChatFailed, ChatRequest, Counted, Piece, Raw, Text, Thought, stream_answer
from desktop.chat_view import AnswerView
from desktop.face_bridge import FaceBridge
from desktop.text.chat import Answer, Problem, problem_of_connection

MOST_RAW = 400_000
"""Signs of the stream that are kept for the raw view."""


class Run:
    """Made for one view; `ask` streams, `paint` shows what came since. `ended` is called once."""

    def __init__(self, bridge: FaceBridge, request: ChatRequest, view: AnswerView, ended: Callable[[], None]) -> None:
        self._bridge = bridge
        self.request = request
        self.view = view
        self._ended = ended
        self._pending = ""
        self._thought = ""
        self._raw: list[str] = []
        self._raw_size = 0
        self._is_discarded = False
        self.task: asyncio.Task[None] | None = None
        self.is_running = True
        self.answer = Answer(model=request.model)
        view.show_answer(self.answer, bridge.snapshot)

    def stop(self) -> None:
        """Break the answer off; the connection closes, and with it the request everywhere."""
        if self.is_running and self.task is not None:
            self.task.cancel()

    def discard(self) -> None:
        """Stop, and paint nothing more: the view is going away."""
        self._is_discarded = True
        self.stop()

    def raw(self) -> str:
        """The headers and the stream as they came."""
        return "\n".join(self._raw)

    async def ask(self) -> None:
        """Send it and take what comes, to the end."""
        loop = asyncio.get_running_loop()
        begin = loop.time()
        problem: Problem | None = None
        try:
            await self._stream(begin)
        except ChatFailed as failure:
            problem = failure.problem
        except httpx.HTTPError as error:
            problem = problem_of_connection(self._bridge.snapshot, str(error) or type(error).__name__)
        except asyncio.CancelledError:
            self.answer = replace(self.answer, is_stopped=True)
            raise
        finally:
            self.is_running = False
            took = loop.time() - begin
            self.answer = replace(self.answer, duration=took, is_thinking=False, is_failed=problem is not None)
            self._close(problem)
            self._ended()

    async def _stream(self, begin: float) -> None:
        loop = asyncio.get_running_loop()
        address = self._bridge.snapshot.port.address
        async with contextlib.aclosing(stream_answer(address, self.request, self._bridge.access.own_key)) as pieces:
            async for piece in pieces:
                self._take(piece, loop.time() - begin)

    def _take(self, piece: Piece, after: float) -> None:
        """Note what came; the timer paints it."""
        known = self.answer
        first = known.first_token if known.first_token is not None else after
        match piece:
            case Began():
                self.answer = replace(
                    known, backend=piece.backend, locality=piece.locality, why=piece.why, attempts=piece.attempts
                )
            case Text():
                self._pending += piece.text
                self.answer = replace(known, first_token=first, is_thinking=False)
            case Thought():
                self._thought += piece.text
                self.answer = replace(known, first_token=first, is_thinking=True)
            case Counted():
                tokens = piece.tokens if piece.tokens is not None else known.tokens
                self.answer = replace(known, tokens=tokens, model=piece.model or known.model)
            case Raw():
                self._keep_raw(piece.line)

    def _keep_raw(self, line: str) -> None:
        if self._raw_size < MOST_RAW:
            self._raw_size += len(line) + 1
            self._raw.append(line if self._raw_size < MOST_RAW else "…")

    def _close(self, problem: Problem | None) -> None:
        if self._is_discarded:
            return
        self.paint()
        self.view.finish()
        if problem is not None:
            self.view.show_problem(problem)

    def paint(self) -> None:
        """Show what came since the last time."""
        if self._is_discarded:
            return
        if self._thought:
            thought, self._thought = self._thought, ""
            self.view.append_thought(thought)
        if self._pending:
            text, self._pending = self._pending, ""
            self.view.append(text)
        self.view.show_answer(self.answer, self._bridge.snapshot)
