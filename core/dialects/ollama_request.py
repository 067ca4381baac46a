"""Turns requests of Ollama's own API into OpenAI's: chat, generate and embed. Pure.

Sources: github.com/ollama/ollama docs/api.md and docs/modelfile.md (options), docs/capabilities/thinking.
Ollama's calls have no ids, or had none for long: a tool's answer is matched to its call by id, by name, or by order.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec

from core.dialects.fields import Fields, Thinking, Translated, Untranslatable, decoded

_OF_THE_MACHINE = (
    "embedding_only", "f16_kv", "logits_all", "low_vram", "main_gpu", "num_batch", "num_ctx", "num_gpu", "num_keep",
    "num_thread", "numa", "penalize_newline", "use_mlock", "use_mmap", "vocab_only",
)  # fmt: skip
_NEUTRAL = {"mirostat": 0, "mirostat_tau": None, "mirostat_eta": None, "tfs_z": 1, "typical_p": 1}
"""Samplers that OpenAI's dialect has not, with the value that turns each off; the two None belong to mirostat."""

_IMAGES = {"iVBOR": "image/png", "/9j/": "image/jpeg", "R0lGOD": "image/gif", "UklGR": "image/webp"}


@dataclass(slots=True)
class _Calls:
    """The tool calls of a conversation: how many there were, and which nobody answered yet (id, name)."""

    count: int = 0
    unanswered: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a client of Ollama's asks for: our `endpoint` and its request, or `loads` nothing but the model.

    `unloads` when it shall leave the memory at once, which is not ours to decide.
    """

    model: str
    endpoint: str
    translated: Translated
    is_stream: bool
    loads: bool = False
    unloads: bool = False


def chat(body: bytes) -> Asked:
    """`/api/chat`. Raises Untranslatable."""
    fields = Fields(decoded(body))
    messages = _messages(fields)
    request: dict[str, Any] = {"model": fields.needed_text("model"), "messages": messages}
    tools = fields.items("tools")
    if tools:
        request["tools"] = tools
    return _asked(fields, request, "chat/completions", loads=not messages)


def generate(body: bytes) -> Asked:
    """`/api/generate`: a chat of one message, or a bare completion where no template shall be used. May raise."""
    fields = Fields(decoded(body))
    request: dict[str, Any] = {"model": fields.needed_text("model")}
    prompt, suffix, system = fields.text("prompt") or "", fields.text("suffix"), fields.text("system")
    images, is_raw = fields.words("images"), fields.flag("raw")
    if fields.items("context"):
        raise Untranslatable("context", "holds tokens of one server's memory; send the conversation to /api/chat")
    if fields.text("template"):
        raise Untranslatable("template", "belongs to the backend; use `raw` with your own")
    for name in ("width", "height", "steps"):
        fields.refuse(name, "is for pictures; use /v1/images/generations")
    if is_raw or suffix:
        if images or system:
            raise Untranslatable("images" if images else "system", "cannot be told without a template")
        request["prompt"] = prompt
        if suffix:
            request["suffix"] = suffix
        return _asked(fields, request, "completions", loads=False)
    user: dict[str, Any] = {"role": "user", "content": _content(prompt, images, "images")}
    request["messages"] = [{"role": "system", "content": system}, user] if system else [user]
    return _asked(fields, request, "chat/completions", loads=not prompt and not images)


def embed(body: bytes, *, is_old: bool) -> Asked:
    """`/api/embed`, or the older `/api/embeddings` with its one prompt. Raises Untranslatable."""
    fields = Fields(decoded(body))
    request: dict[str, Any] = {"model": fields.needed_text("model")}
    request["input"] = fields.needed_text("prompt") if is_old else fields.take("input")
    if request["input"] is None:
        raise Untranslatable("input", "is missing")
    fields.copy(request, "dimensions")
    fields.lose("truncate", "keep_alive", "options")
    fields.done()
    translated = Translated(msgspec.json.encode(request), tuple(fields.lost))
    return Asked(request["model"], "embeddings", translated, is_stream=False)


def model_of(body: bytes) -> str:
    """The model of `/api/show`, under its new or its old name. Raises Untranslatable."""
    fields = Fields(decoded(body))
    return fields.text("model") or fields.needed_text("name")


def _asked(fields: Fields, request: dict[str, Any], endpoint: str, *, loads: bool) -> Asked:
    is_stream = fields.flag("stream") is not False
    if is_stream:
        request |= {"stream": True, "stream_options": {"include_usage": True}}
    keep_alive = fields.take("keep_alive")
    if keep_alive is not None:
        fields.note("keep_alive")
    _options(fields, request)
    _format(fields, request)
    if fields.flag("logprobs"):
        request["logprobs"] = True
        fields.copy(request, "top_logprobs")
    fields.lose("top_logprobs", "truncate", "shift")
    thinking = _thinking(fields)
    fields.done()
    translated = Translated(msgspec.json.encode(request), tuple(fields.lost), thinking)
    unloads = loads and keep_alive in (0, "0", "0s")
    return Asked(request["model"], endpoint, translated, is_stream, loads=loads, unloads=unloads)


def _messages(fields: Fields) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = []
    known = _Calls()
    for message in fields.children("messages"):
        role = message.needed_text("role")
        told: dict[str, Any] = {"role": role}
        content, images = message.text("content") or "", message.words("images")
        told["content"] = _content(content, images, message.at("images"))
        if role == "assistant":
            thinking, calls = message.text("thinking"), _calls(message, known)
            if thinking:
                told["reasoning_content"] = thinking
            if calls:
                told["tool_calls"] = calls
        elif role == "tool":
            told["tool_call_id"] = _answered(message, known)
        elif role not in ("system", "user"):
            raise Untranslatable(message.at("role"), "must be system, user, assistant or tool")
        message.take("thinking")
        message.done()
        messages.append(told)
    return messages


def _content(text: str, images: list[str], where: str) -> Any:
    if not images:
        return text
    parts: list[dict[str, Any]] = [{"type": "text", "text": text}] if text else []
    for data in images:
        media = next((kind for head, kind in _IMAGES.items() if data.startswith(head)), None)
        if media is None:
            raise Untranslatable(where, "must be PNG, JPEG, GIF or WebP in base64")
        parts.append({"type": "image_url", "image_url": {"url": f"data:{media};base64,{data}"}})
    return parts


def _calls(message: Fields, known: _Calls) -> list[dict[str, Any]]:
    calls = []
    for call in message.children("tool_calls"):
        function = call.child("function")
        if function is None:
            raise Untranslatable(call.at("function"), "is missing")
        name, arguments = function.needed_text("name"), function.take("arguments")
        known.count += 1
        call_id = call.text("id") or f"call_{known.count}"
        for inner in (function, call):
            for unneeded in ("index", "type", "description"):
                inner.take(unneeded)
            inner.done()
        known.unanswered.append((call_id, name))
        told = {"name": name, "arguments": msgspec.json.encode(arguments or {}).decode()}
        calls.append({"id": call_id, "type": "function", "function": told})
    return calls


def _answered(message: Fields, known: _Calls) -> str:
    """The id of the call that this tool message answers; each is answered once."""
    call_id = message.text("tool_call_id")
    name = message.text("tool_name") or message.text("name")
    message.take("name")
    for call in known.unanswered:
        if call[0] == call_id or (call_id is None and name in (None, call[1])):
            known.unanswered.remove(call)
            return call[0]
    raise Untranslatable(message.path, "answers no call of the conversation")


def _options(fields: Fields, request: dict[str, Any]) -> None:
    options = fields.child("options")
    if options is None:
        return
    options.copy(request, "temperature", "top_p", "top_k", "min_p", "seed", "presence_penalty", "frequency_penalty",
                 repeat_penalty="repetition_penalty", repeat_last_n="repetition_context_size")  # fmt: skip
    stop = options.take("stop")
    if stop:
        request["stop"] = [stop] if isinstance(stop, str) else stop
    limit = options.whole_number("num_predict")
    if limit is not None and limit >= 0:
        request["max_tokens"] = limit
    for name, neutral in _NEUTRAL.items():
        value = options.number(name)
        if value is not None and neutral is not None and value != neutral:
            raise Untranslatable(options.at(name), "is not known in OpenAI's dialect")
    options.lose(*_OF_THE_MACHINE)
    options.done()


def _format(fields: Fields, request: dict[str, Any]) -> None:
    form = fields.take("format")
    if form in (None, ""):
        return
    if form == "json":
        request["response_format"] = {"type": "json_object"}
    elif isinstance(form, dict):
        request["response_format"] = {"type": "json_schema", "json_schema": {"name": "answer", "schema": form}}
    else:
        raise Untranslatable("format", "must be json or a JSON schema")


def _thinking(fields: Fields) -> Thinking:
    think = fields.take("think")
    if think is None or isinstance(think, bool):
        return Thinking(think)
    if not isinstance(think, str):
        raise Untranslatable("think", "must be true, false, or how hard")
    return Thinking(True, think)
