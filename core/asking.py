"""How a backend is asked: in which dialect, at which address, with which headers and which words.

A client of OpenAI's dialect is passed on untouched to a backend that speaks it. Another client's own words go to
backends that understand them; all others get the translation. Decisions only: nothing is sent here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from core.attempt import speaks_exo
from core.backends import root_of
from core.call import Call
from core.dialects import anthropic_backend, exo, exo_first, gemini_backend
from core.dialects.adapting import adapted
from core.dialects.anthropic_reader import AnthropicReader
from core.dialects.anthropic_request import without_unsigned
from core.dialects.chat_writer import ChatWriter, plain_chat
from core.dialects.collected import collected
from core.dialects.fields import Translated, Untranslatable
from core.dialects.foreign import Foreign
from core.dialects.gemini_reader import GeminiReader
from core.dialects.json_edit import with_value
from core.dialects.multipart import boundary_of, with_field
from core.dialects.names import Dialect
from core.dialects.openai import with_model
from core.dialects.retelling import Retold
from core.dialects.usage import wants_usage
from core.domain import Backend, BackendKind, FailureKind
from core.errors import AttemptFailed
from core.providers import ProviderSpec, key_headers, provider
from core.wire import HOP_BY_HOP, Header

CHAT = "chat/completions"

KEPT_BACK = HOP_BY_HOP | {
    b"host", b"content-length", b"authorization", b"cookie", b"x-api-key", b"api-key", b"x-auth-token",
    b"accept-encoding", b"expect", b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto",
    b"origin", b"referer",
}  # fmt: skip
"""Request headers that stay with us: credentials and cookies are meant for us, the encoding is ours to
choose because a compressed stream could not be listened to, and no backend needs to know our neighbours."""

_GENERIC = ProviderSpec("", "", "", "", "")


@dataclass(frozen=True, slots=True)
class Sending:
    """What goes out. `dialect` is the one in which the answer will be judged and passed on.

    With `reader` the backend answers in another dialect still, and its answer is retold on the way.
    """

    dialect: Dialect
    base_url: str
    target: bytes
    headers: list[Header]
    body: bytes
    lost: tuple[str, ...] = ()
    reader: Callable[[], AnthropicReader | GeminiReader] | None = None
    tells_usage: bool = False

    def stream(self) -> Retold:
        """What retells a streamed answer."""
        assert self.reader is not None
        return Retold(self.reader(), ChatWriter(tells_usage=self.tells_usage, created=int(time.time())))

    def plain(self, body: bytes) -> bytes:
        """A whole answer, retold. Raises BadAnswer."""
        assert self.reader is not None
        return plain_chat(collected(self.reader().plain(body)), int(time.time()))


def speaks(backend: Backend, foreign: Foreign) -> bool:
    """Whether a backend understands the client's own words, and loses nothing of them."""
    if not foreign.may_be_native:
        return False
    if backend.kind is BackendKind.EXO:
        return False  # it takes them, and loses of them: core/dialects/README.md
    if backend.kind is BackendKind.OLLAMA:
        return foreign.dialect is Dialect.OLLAMA
    spec = _spec(backend)
    return foreign.dialect is spec.dialect or foreign.dialect in spec.also_speaks


def sending(
    backend: Backend, base_url: str, call: Call, model: str, key: str | None, *, may_be_native: bool = True
) -> Sending:
    """What to send to `backend`; raises AttemptFailed when it cannot be asked this.

    `may_be_native` False: the backend was found out not to speak the client's dialect after all.
    """
    foreign = call.foreign
    if foreign is not None and may_be_native and speaks(backend, foreign):
        return _native(backend, base_url, call, foreign, model, key)
    if foreign is not None and foreign.refusal is not None:
        raise AttemptFailed(FailureKind.UNTRANSLATABLE, str(foreign.refusal), status=400)
    headers = request_headers(call, backend, key, keeps_dialect=False)
    reader: Callable[[], AnthropicReader | GeminiReader]
    match _spec(backend).dialect:
        case Dialect.ANTHROPIC:
            told = _told(call, model, anthropic_backend.from_chat)
            target, reader = b"/messages", AnthropicReader
        case Dialect.GEMINI:
            told = _told(call, model, gemini_backend.from_chat)
            target, reader = gemini_backend.target(model, is_stream=call.is_stream), GeminiReader
        case _:
            return _openai(backend, base_url, call, model, headers)
    lost = (foreign.lost if foreign is not None else ()) + told.lost
    usage = wants_usage(call.body, call.is_stream)
    return Sending(Dialect.OPENAI, base_url, target, headers, told.body, lost, reader, usage)


def request_headers(call: Call, backend: Backend, key: str | None, *, keeps_dialect: bool = True) -> list[Header]:
    """The headers for a backend: the client's without what stays here, and the backend's own key."""
    headers = passed_on(call.headers, keeps_dialect=keeps_dialect)
    if key is None:
        return headers
    carried = {n.encode("ascii"): v.encode("latin-1", "replace") for n, v in key_headers(backend.provider, key).items()}
    known = {name for name, _ in headers}
    return headers + [header for header in carried.items() if header[0] not in known]


def passed_on(client: Iterable[Header], *, keeps_dialect: bool) -> list[Header]:
    """The client's headers without what stays here; never compressed, for we listen."""
    headers = [h for h in client if h[0] not in KEPT_BACK and not h[0].startswith(b"x-bridge-")]
    if not keeps_dialect:
        headers = [h for h in headers if not h[0].startswith(b"anthropic-")]
    headers.append((b"accept-encoding", b"identity"))
    return headers


def _native(backend: Backend, base_url: str, call: Call, foreign: Foreign, model: str, key: str | None) -> Sending:
    """The client's own words, but for a model that is called otherwise there."""
    body = foreign.body if model == call.model else with_value(foreign.body, "model", model)
    if foreign.dialect is Dialect.ANTHROPIC and backend.provider == "anthropic":
        body = without_unsigned(body)
    root = root_of(base_url) if foreign.dialect is Dialect.OLLAMA else base_url
    headers = request_headers(call, backend, key)
    return Sending(foreign.dialect, root, foreign.target, headers, body)


def _openai(backend: Backend, base_url: str, call: Call, model: str, headers: list[Header]) -> Sending:
    """The translation, or what the client of OpenAI's dialect wrote."""
    foreign = call.foreign
    if foreign is None or call.endpoint != CHAT:
        boundary = boundary_of(next((v for k, v in call.headers if k == b"content-type"), b""))
        lost = foreign.lost if foreign is not None else ()
        if boundary is not None:
            body = call.body if model == call.model else with_field(call.body, boundary, "model", model)
        else:
            ready = _request_body(backend, call, model)
            body, lost = ready.body, lost + ready.lost
        return Sending(Dialect.OPENAI, base_url, call.target, headers, body, lost)
    ready = _request_body(backend, call, model)
    body, unsaid = adapted(ready.body, foreign.thinking, backend, _spec(backend).quirks)
    return Sending(Dialect.OPENAI, base_url, call.target, headers, body, foreign.lost + unsaid + ready.lost)


def _request_body(backend: Backend, call: Call, model: str) -> exo.Prepared:
    """The body to send, and what of it exo will ignore: the client's own bytes, unless a renamed model or exo asks
    for a change.

    Raises AttemptFailed for what would do harm at the backend, or get less than it asks for.
    """
    body = call.body if model == call.model else with_model(call.body, model)
    if not speaks_exo(backend, call):
        return exo.Prepared(body)
    try:
        return (exo_first.first_prepared if backend.answers_late else exo.prepared)(body, call.is_stream)
    except exo.RefusedForExo as refusal:
        kind = FailureKind.UNTRANSLATABLE if refusal.is_askable_elsewhere else FailureKind.CALLER_FAULT
        raise AttemptFailed(kind, refusal.detail, status=400) from refusal


def _told(call: Call, model: str, translate: Callable[[bytes], Translated]) -> Translated:
    """The chat request in the backend's dialect; raises AttemptFailed."""
    if call.endpoint != CHAT:
        raise AttemptFailed(FailureKind.ENDPOINT_NOT_FOUND, call.endpoint)
    body = call.body if model == call.model else with_value(call.body, "model", model)
    effort = call.foreign.thinking.effort if call.foreign is not None else ""
    if effort:
        body = with_value(body, "reasoning_effort", effort)
    try:
        return translate(body)
    except Untranslatable as error:
        raise AttemptFailed(FailureKind.UNTRANSLATABLE, str(error), status=400) from error


def _spec(backend: Backend) -> ProviderSpec:
    return provider(backend.provider) or _GENERIC


def lost_header(lost: Iterable[str]) -> bytes:
    """What a translation gave up, for the client to see; each once."""
    return ", ".join(dict.fromkeys(lost)).encode("ascii", "replace")[:300]
