"""Other servers than exo: which program answers, by what it answers, and what it has loaded. Costs no token.

Each product has a path that only it has; a port proves nothing (8080 is llama.cpp's, mlx-lm's and LocalAI's).
Never asked: `/health` of SGLang, which generates a token in recent versions. Sources: the products' own API
pages (docs.ollama.com/api, lmstudio.ai/docs/api, llama.cpp tools/server/README, docs.vllm.ai, docs.sglang.ai,
localai.io/docs/reference/system-info, mlx_lm/server.py, Jan's proxy of its local API server), as of 2026-11.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from core.discovery.ask import Ask, Reply
from core.discovery.exo import listed_models
from core.discovery.found import Found
from core.discovery.lenient import dict_of, list_of, text_of, whole_of
from core.domain import BackendKind, ModelState, ModelStatus, NodeFacts
from core.words.models import About

OTHER_PORTS = (11434, 1234, 8080, 8000, 30000, 1337)
"""Where these programs listen unless told otherwise."""

Models: TypeAlias = tuple[ModelStatus, ...]
Check: TypeAlias = Callable[[Ask, str], Awaitable[tuple[str, Models] | None]]
"""Ask the root of a server; (version or empty, models), or None when it is another product."""


@dataclass(frozen=True, slots=True)
class Product:
    """A server program. `load_path` takes a POST with the model's name under `load_key` and loads it."""

    name: str
    check: Check
    kind: BackendKind = BackendKind.OPENAI
    owner: str = ""
    load_path: str = ""
    load_key: str = "model"


async def identified(ask: Ask, root: str, listing: Reply) -> Found | None:
    """What answers at `root`, given its answer to GET /v1/models; None when it is no known product.

    The `owned_by` of the list only decides who is tried first.
    """
    owners = {text_of(dict_of(entry).get("owned_by")) for entry in list_of(dict_of(listing.document).get("data"))}
    for product in sorted(PRODUCTS, key=lambda p: p.owner not in owners):
        found = await checked(ask, root, product)
        if found is not None:
            return found
    return None


async def checked(ask: Ask, root: str, product: Product) -> Found | None:
    """A check of a server that is known to be, or suspected of being, this product."""
    result = await product.check(ask, root)
    if result is None:
        return None
    version, models = result
    return Found(product.kind, models, NodeFacts(product=f"{product.name} {version}".rstrip()))


def product_of(facts: NodeFacts) -> Product | None:
    """The product that `facts.product` names."""
    return next((p for p in PRODUCTS if facts.product.startswith(p.name)), None)


def _available(name: str, length: int | None = None) -> ModelStatus:
    return ModelStatus(name, ModelState.DOWNLOADED, None, About.LOADS_ON_USE, length, loads_on_use=True)


async def _ollama(ask: Ask, root: str) -> tuple[str, Models] | None:
    version = await ask.get(root + "/api/version")
    tags = await ask.get(root + "/api/tags")
    if not version.is_good or not tags.is_good or "models" not in dict_of(tags.document):
        return None
    loaded: dict[str, int | None] = {}
    for entry in map(dict_of, list_of(dict_of((await ask.get(root + "/api/ps")).document).get("models"))):
        loaded[text_of(entry.get("name"))] = whole_of(entry.get("context_length"))
    names = [text_of(dict_of(e).get("name")) for e in list_of(dict_of(tags.document).get("models"))]
    models = (ModelStatus(n, context_length=loaded[n]) if n in loaded else _available(n) for n in names if n)
    return text_of(dict_of(version.document).get("version")), tuple(models)


async def _lm_studio(ask: Ask, root: str) -> tuple[str, Models] | None:
    reply = await ask.get(root + "/api/v0/models")
    entries = [dict_of(e) for e in list_of(dict_of(reply.document).get("data"))]
    if not reply.is_good or "data" not in dict_of(reply.document) or any("state" not in e for e in entries):
        return None  # it answers unknown paths with 200 and {"error": …}, so the shape decides
    models = []
    for entry in entries:
        name = text_of(entry.get("id"))
        length = whole_of(entry.get("loaded_context_length")) or whole_of(entry.get("max_context_length"))
        is_loaded = entry.get("state") == "loaded"
        models.append(ModelStatus(name, context_length=length) if is_loaded else _available(name, length))
    return "", tuple(m for m in models if m.id)


_ROUTER_STATES = {
    "loaded": (ModelState.READY, ""),
    "loading": (ModelState.LOADING, ""),
    "downloading": (ModelState.DOWNLOADING, ""),
    "unloaded": (ModelState.DOWNLOADED, About.LOADS_ON_USE),
    "sleeping": (ModelState.DOWNLOADED, About.LOADS_ON_USE),
}


async def _llama_cpp(ask: Ask, root: str) -> tuple[str, Models] | None:
    props = await ask.get(root + "/props")
    told = dict_of(props.document)
    is_loading = props.status == 503 and "llama.cpp" in props.server.lower()
    if not is_loading and not ({"build_info", "default_generation_settings"} & told.keys()):
        return None
    if is_loading:
        return "", ()
    listing = await ask.get(root + "/v1/models")
    entries = [dict_of(e) for e in list_of(dict_of(listing.document).get("data"))]
    return text_of(told.get("build_info")), tuple(_llama_cpp_model(e) for e in entries if text_of(e.get("id")))


def _llama_cpp_model(entry: Mapping[str, Any]) -> ModelStatus:
    """One entry; only a router, which has many models, tells a status."""
    name, meta, status = text_of(entry.get("id")), dict_of(entry.get("meta")), dict_of(entry.get("status"))
    length = whole_of(meta.get("n_ctx")) or whole_of(meta.get("n_ctx_train"))
    if not status:
        return ModelStatus(name, context_length=length)
    if status.get("failed"):
        return ModelStatus(name, ModelState.FAILED, detail=About.LOAD_FAILED)
    state, detail = _ROUTER_STATES.get(text_of(status.get("value")), (ModelState.KNOWN, ""))
    return ModelStatus(name, state, None, detail, length, loads_on_use=bool(detail))


async def _vllm(ask: Ask, root: str) -> tuple[str, Models] | None:
    version = await ask.get(root + "/version")
    listing = await ask.get(root + "/v1/models")
    entries = [dict_of(e) for e in list_of(dict_of(listing.document).get("data"))]
    if not version.is_good or not entries or any(e.get("owned_by") != "vllm" for e in entries):
        return None
    return text_of(dict_of(version.document).get("version")), _with_lengths(entries)


async def _sglang(ask: Ask, root: str) -> tuple[str, Models] | None:
    about = await ask.get(root + "/get_model_info")
    if not about.is_good or "model_path" not in dict_of(about.document):
        return None
    listing = await ask.get(root + "/v1/models")
    return "", _with_lengths([dict_of(e) for e in list_of(dict_of(listing.document).get("data"))])


def _with_lengths(entries: list[dict[str, Any]]) -> Models:
    names = [(text_of(e.get("id")), whole_of(e.get("max_model_len"))) for e in entries]
    return tuple(ModelStatus(name, context_length=length) for name, length in names if name)


async def _localai(ask: Ask, root: str) -> tuple[str, Models] | None:
    system = await ask.get(root + "/system")
    if not system.is_good or not {"backends", "loaded_models"} <= dict_of(system.document).keys():
        return None
    loaded = {text_of(dict_of(e).get("id")) for e in list_of(dict_of(system.document).get("loaded_models"))}
    listed = listed_models((await ask.get(root + "/v1/models")).document)
    version = dict_of((await ask.get(root + "/version")).document)
    return text_of(version.get("version")), tuple(m if m.id in loaded else _available(m.id) for m in listed)


async def _mlx_lm(ask: Ask, root: str) -> tuple[str, Models] | None:
    """It lists the whole Hugging Face cache and switches to whatever is asked for; what is loaded it does not tell."""
    listing = await ask.get(root + "/v1/models")
    entries = [dict_of(e) for e in list_of(dict_of(listing.document).get("data"))]
    if not listing.is_good or not listing.server.startswith("BaseHTTP/") or any("owned_by" in e for e in entries):
        return None
    return "", tuple(_available(text_of(e.get("id"))) for e in entries if text_of(e.get("id")))


async def _jan(ask: Ask, root: str) -> tuple[str, Models] | None:
    """Its description is open to all; its models only to its own key, where it has one."""
    about = dict_of((await ask.get(root + "/openapi.json")).document)
    title = text_of(dict_of(about.get("info")).get("title"))
    listing = await ask.get(root + "/v1/models")
    if "jan" not in title.lower().split() or not listing.is_good:
        return None
    return "", listed_models(listing.document)


PRODUCTS = (
    Product("Ollama", _ollama, BackendKind.OLLAMA, "library", "/api/generate"),
    Product("LM Studio", _lm_studio, owner="organization_owner", load_path="/api/v1/models/load"),
    Product("llama.cpp", _llama_cpp, owner="llamacpp", load_path="/models/load"),
    Product("vLLM", _vllm, owner="vllm"),
    Product("SGLang", _sglang, owner="sglang"),
    Product("LocalAI", _localai, load_path="/backend/load"),
    Product("mlx-lm", _mlx_lm),
    Product("Jan", _jan, owner="janhq"),
)
"""In the order of how often they are met. `load_path` of Ollama: a request without a prompt only loads."""
