"""The cloud providers we know: one small YAML file each, in `resources/providers` and in the owner's own folder.

An owner's file of the same name stands in the place of ours; a broken one is told and left out. A file holds facts
(addresses, how the key is sent), never behaviour. `openai-compatible` is the one provider without a file: its address
comes from the settings.
"""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

import yaml

from core.dialects.adapting import Effort, Quirks
from core.dialects.names import Dialect
from core.domain import Backend
from core.settings import CloudSettings

OPENAI_COMPATIBLE = "openai-compatible"
ANTHROPIC_VERSION = "2023-06-01"

FUNCTIONS = ("audio", "images", "rerank")
"""What a provider may offer besides text, as in the paths below /v1."""


class KeyStyle(StrEnum):
    """The header by which a provider gets its key."""

    BEARER = "bearer"
    X_API_KEY = "x-api-key"
    API_KEY = "api-key"
    X_GOOG_API_KEY = "x-goog-api-key"


class ProviderError(Exception):
    """A file is wrong; `args[0]` says which, in which line, and how. One of ours is a defect of this installation."""


@dataclass(frozen=True, slots=True)
class ProviderSpec:
    """The facts of one provider; the fields are all that its file may hold (`id` is the file's name).

    `models_path` and `key_check` are below `base_url`; `key_check` may also be a whole address. It answers 401 to
    a wrong key: some providers list their models to everybody, so that list proves nothing. A `base_url` with
    `YOUR-` in it is an example: the account must name its own. `also_speaks` are dialects beside `dialect`, each
    below `base_url`, too. `effort`, `limit_field`, `takes_reasoning`, `any_order`,
    `more_samplers`: see `dialects/adapting.py`.
    """

    id: str
    name: str
    base_url: str
    key_url: str
    docs_url: str
    dialect: Dialect = Dialect.OPENAI
    also_speaks: tuple[Dialect, ...] = ()
    key_style: KeyStyle = KeyStyle.BEARER
    models_path: str = "models"
    key_check: str = "models"
    offers: tuple[str, ...] = ()
    effort: Effort = Effort.NEVER
    limit_field: str = "max_tokens"
    takes_reasoning: bool = False
    any_order: bool = False
    more_samplers: bool = False

    @property
    def needs_own_address(self) -> bool:
        """Whether an account must name its address: what stands here is no place for its key."""
        return not self.base_url or "YOUR-" in self.base_url

    @property
    def example_address(self) -> str:
        """What an own address looks like."""
        return self.base_url or "https://example.com/v1"

    @property
    def quirks(self) -> Quirks:
        """What it wants otherwise of requests that we translated."""
        return Quirks(self.effort, self.limit_field, self.takes_reasoning, self.any_order, self.more_samplers)


_GENERIC = ProviderSpec(OPENAI_COMPATIBLE, "OpenAI-compatible server", "", "", "")


def key_headers(provider_id: str, key: str) -> dict[str, str]:
    """The headers that carry a key to this provider (or to any other server: as a bearer token)."""
    spec = provider(provider_id) or _GENERIC
    if spec.key_style is KeyStyle.BEARER:
        return {"authorization": f"Bearer {key}"}
    version = {"anthropic-version": ANTHROPIC_VERSION} if spec.dialect is Dialect.ANTHROPIC else {}
    return {spec.key_style.value: key, **version}


def offering(function: str) -> tuple[str, ...]:
    """The names of the providers that offer one of FUNCTIONS."""
    return tuple(spec.name for spec in providers() if function in spec.offers)


def providers() -> tuple[ProviderSpec, ...]:
    """All providers with a file, by their id. Raises ProviderError when one of our files is wrong."""
    return tuple(_known().values())


def take_own(files: Mapping[str, bytes]) -> tuple[str, ...]:
    """The owner's files, by their ids, in the place of those of before; what is wrong with them."""
    global _own
    found, wrong = {}, []
    for provider_id, content in files.items():
        try:
            found[provider_id] = parse_provider(provider_id, content.decode("utf-8"))
        except UnicodeDecodeError as error:
            wrong.append(f"{provider_id}.yaml: not UTF-8: {error.reason}")
        except ProviderError as error:
            wrong.append(str(error))
    _own = found
    return tuple(wrong)


def provider(provider_id: str) -> ProviderSpec | None:
    """The provider with this id; `openai-compatible` has one without addresses. None: unknown."""
    if not provider_id:
        return None  # an own node: no file need be read
    if provider_id == OPENAI_COMPATIBLE:
        return _GENERIC
    return _own.get(provider_id) or _shipped().get(provider_id)


def provider_ids() -> tuple[str, ...]:
    """Every id that may stand in the settings."""
    return (*_known(), OPENAI_COMPATIBLE)


def cloud_base_url(entry: CloudSettings) -> str:
    """The address below which the OpenAI paths of this account hang; an own `base_url` wins. No slash at its end.

    Raises LookupError for a provider that nobody knows, which checked settings never hold.
    """
    return (entry.base_url or _spec(entry).base_url).rstrip("/")


def models_url(entry: CloudSettings) -> str:
    """The address that lists the models of this account. Raises LookupError like `cloud_base_url`."""
    return f"{cloud_base_url(entry)}/{_spec(entry).models_path}"


def models_url_of(backend: Backend) -> str:
    """The address that lists the models of this cloud backend."""
    return f"{backend.base_url}/{(provider(backend.provider) or _GENERIC).models_path}"


def key_check_url(entry: CloudSettings) -> str:
    """The address that answers 401 to a wrong key; with an own `base_url` the key goes nowhere but there."""
    spec = _spec(entry)
    if not spec.key_check.startswith("https://"):
        return f"{cloud_base_url(entry)}/{spec.key_check}"
    return models_url(entry) if entry.base_url else spec.key_check


def parse_provider(provider_id: str, text: str) -> ProviderSpec:
    """Read one provider file. Raises ProviderError that names file, line and field, and the nearest known field."""
    file = f"{provider_id}.yaml"
    if not _ID.fullmatch(provider_id) or provider_id == OPENAI_COMPATIBLE:
        raise ProviderError(f"{file}: its name must be of small letters, digits and hyphens, and not yet taken")
    known = {field.name: field for field in fields(ProviderSpec) if field.name != "id"}
    facts: dict[str, Any] = {}
    for line, name, value in _lines(file, text):
        place = f"{file}, line {line}"
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            raise ProviderError(f"{place}: unknown field {name!r}" + (f", did you mean {near[0]!r}?" if near else ""))
        if name in facts:
            raise ProviderError(f"{place}: {name} stands there twice")
        facts[name] = _checked(place, name, value)
    if missing := [name for name, field in known.items() if field.default is MISSING and name not in facts]:
        raise ProviderError(f"{file}: {', '.join(missing)} missing")
    return ProviderSpec(id=provider_id, **facts)


def _lines(file: str, text: str) -> Iterator[tuple[int, str, object]]:
    """(line, field, value) of each field. Raises ProviderError."""
    try:
        loader = yaml.SafeLoader(text)
        root = loader.get_single_node()
        if not isinstance(root, yaml.MappingNode):
            raise ProviderError(f"{file}: expected lines like 'name: …'")
        for key, value in root.value:
            name, found = loader.construct_object(key), loader.construct_object(value, deep=True)
            yield key.start_mark.line + 1, str(name), found
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        line = f", line {where.line + 1}" if where is not None else ""
        raise ProviderError(f"{file}{line}: not YAML: {getattr(error, 'problem', None) or error}") from error


_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
_CHOICES: dict[str, type[StrEnum]] = {"dialect": Dialect, "key_style": KeyStyle, "effort": Effort}
_YES_OR_NO = ("takes_reasoning", "any_order", "more_samplers")


def _checked(file: str, name: str, value: object) -> object:
    """One value as its field holds it; raises ProviderError."""
    if name in _YES_OR_NO and isinstance(value, bool):
        return value
    if not isinstance(value, str) or not value:
        raise ProviderError(f"{file}: {name} must be " + ("yes or no" if name in _YES_OR_NO else "text"))
    if name.endswith("_url") and not _is_web_address(value):
        raise ProviderError(f"{file}: {name} must begin with https:// and have no slash at its end")
    words = value.split()
    if name == "offers":
        _chosen(file, name, words, FUNCTIONS)
        return tuple(words)
    if name == "also_speaks":
        _chosen(file, name, words, tuple(Dialect))
        return tuple(Dialect(word) for word in words)
    if name == "limit_field":
        _chosen(file, name, [value], ("max_tokens", "max_completion_tokens"))
    if name in _CHOICES:
        _chosen(file, name, [value], tuple(_CHOICES[name]))
        return _CHOICES[name](value)
    return value


def _chosen(file: str, name: str, words: list[str], choices: tuple[str, ...]) -> None:
    if any(word not in choices for word in words):
        raise ProviderError(f"{file}: {name} must be one of {', '.join(choices)}")


def _is_web_address(value: str) -> bool:
    parts = urlsplit(value)
    return parts.scheme == "https" and bool(parts.hostname) and not value.endswith("/")


def _spec(entry: CloudSettings) -> ProviderSpec:
    spec = provider(entry.provider)
    if spec is None:
        raise LookupError(f"no provider {entry.provider!r}")
    return spec


_own: Mapping[str, ProviderSpec] = {}


def _known() -> dict[str, ProviderSpec]:
    return {**_shipped(), **_own} if _own else _shipped()


@functools.cache
def _shipped() -> dict[str, ProviderSpec]:
    from importlib import resources  # 1.5 MB that only accounts at clouds need

    folder = resources.files("resources") / "providers"
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".yaml"))
    return {
        name.removesuffix(".yaml"): parse_provider(
            name.removesuffix(".yaml"), (folder / name).read_text(encoding="utf-8")
        )
        for name in names
    }
