"""Ready snippets that connect an app to this port. The texts are data (`resources/connect/apps.yaml`); here they are
filled with the true address, a model and a key.

Every value becomes a literal of the snippet's language: a model's name comes from a server, and must not be able to
say anything else in the shell into which somebody pastes it.
"""

from __future__ import annotations

import functools
import json
import re
import shlex
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from string import Template
from typing import Any
from urllib.parse import urlsplit

import yaml

from core import routing
from core.domain import ANY_MODEL, BackendStatus, ModelState, ModelStatus

NO_KEY = "not-needed"
"""What an app gets as key where the port asks for none; most apps want one to be there."""

_LITERAL = re.compile("⟨(.*?)⟩", re.DOTALL)
_CONTEXT = 32768
"""Tokens, where nobody knows better."""


@dataclass(frozen=True, slots=True)
class Connection:
    """What a snippet is filled with. `address` is the port's, without /v1; `context` is 0 when nobody knows."""

    address: str
    model: str = ANY_MODEL
    key: str = NO_KEY
    context: int = 0


@dataclass(frozen=True, slots=True)
class Snippet:
    """One piece of text to copy. `language` sh is for macOS and Linux, powershell for Windows, any other for all.

    `file` is where it belongs, where it belongs into a file.
    """

    language: str
    text: str
    file: str = ""
    note: str = ""

    def is_for(self, system: str) -> bool:
        """Whether it can be used on this system, as `sys.platform` names it."""
        return {"sh": system != "win32", "powershell": system == "win32"}.get(self.language, True)


@dataclass(frozen=True, slots=True)
class App:
    """An app and how it is connected."""

    id: str
    name: str
    docs_url: str
    snippets: tuple[Snippet, ...]

    def filled(self, connection: Connection, word: Callable[[str], str] = str) -> App:
        """The same with everything put in; `word` translates a note before it is filled."""
        values = _values(connection)
        snippets = tuple(_filled(replace(s, note=word(s.note)), values) for s in self.snippets)
        return App(self.id, self.name, self.docs_url, snippets)


@functools.cache
def apps() -> tuple[App, ...]:
    """All apps, in the order of their tabs, not filled yet."""
    from importlib import resources

    text = (resources.files("resources") / "connect" / "apps.yaml").read_text("utf-8")
    found: list[dict[str, Any]] = yaml.safe_load(text)
    return tuple(App(**{**app, "snippets": tuple(Snippet(**snippet) for snippet in app["snippets"])}) for app in found)


def ready_model(backends: Iterable[BackendStatus]) -> tuple[str, int]:
    """A model that can answer now, a loaded one of the nearest place if there is one, and its context length."""
    found = min(routing.may_answer_now(backends), key=_distance, default=None)
    return (ANY_MODEL, 0) if found is None else (found[1].id, found[1].context_length or 0)


def context_of(backends: Iterable[BackendStatus], model: str) -> int:
    """How many tokens this model takes where it can answer now; 0 when nobody knows."""
    return max((m.context_length or 0 for _, m in routing.may_answer_now(backends) if m.id == model), default=0)


def _distance(found: tuple[BackendStatus, ModelStatus]) -> tuple[bool, bool, int]:
    status, model = found
    return status.backend.simulated, model.state not in (ModelState.READY, ModelState.BUSY), status.backend.locality


def _values(connection: Connection) -> dict[str, str]:
    address = connection.address.rstrip("/")
    parts = urlsplit(address)
    is_here = parts.hostname in ("127.0.0.1", "localhost", "::1")
    return {
        "root": address,
        "docker": f"{parts.scheme}://host.docker.internal:{parts.port}" if is_here else address,
        "model": connection.model,
        "json_model": json.dumps(connection.model),
        "key": connection.key,
        "context": str(connection.context or _CONTEXT),
    }


def _filled(snippet: Snippet, values: dict[str, str]) -> Snippet:
    literal = _LITERALS.get(snippet.language, _json)

    def put_in(found: re.Match[str]) -> str:
        return literal(Template(found[1]).substitute(values))

    def plainly(found: re.Match[str]) -> str:
        return Template(found[1]).substitute(values)

    text = _LITERAL.sub(put_in, snippet.text.replace("$context", values["context"]))
    return Snippet(snippet.language, text, snippet.file, _LITERAL.sub(plainly, snippet.note))


def _json(text: str) -> str:
    """As JSON, Python, JavaScript, YAML and TOML all read it: some refuse signs that others take as they are."""
    whole = json.dumps(text, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]", lambda sign: f"\\u{ord(sign[0]):04x}", whole)


def _powershell(text: str) -> str:
    """PowerShell takes typographic quotes for the plain one, so they are doubled, too."""
    return "'" + re.sub("(['\u2018\u2019\u201a\u201b])", r"\1\1", text) + "'"


def _plain(text: str) -> str:
    return text.replace("\n", " ")


_LITERALS: dict[str, Callable[[str], str]] = {"sh": shlex.quote, "powershell": _powershell, "text": _plain}
"""All other languages are read as JSON is."""
