"""One text to one typed value, or what is wrong with it. Pure.

Problems are written to follow the name of the setting: `port` + "is 70000, the largest is 65535".
What stands in a `key` is never quoted, nor anything else that looks like a secret.
"""

from __future__ import annotations

import difflib
import ipaddress
import math
import re
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from core.config.schema import Kind, Setting
from core.domain import KeyName, KeyReference, KeySource
from core.log import SECRET, redacted
from core.providers import OPENAI_COMPATIBLE, provider_ids
from core.words.settings import Correction, Problem

_TRUE = ("true", "yes", "on")
_FALSE = ("false", "no", "off")
_LONGEST_QUOTE = 40
_LONGEST_NAME = 64
_EXAMPLE = Correction.EXAMPLE.format(address="http://192.168.1.20:52415")
_ALMOST_RANDOM = re.compile(r"(?=[A-Za-z]*\d)[A-Za-z0-9]{20,}")
"""Keys without a telling prefix: many letters and digits in a row."""


class Wrong(Exception):
    """What is wrong with a value, as the rest of a sentence, and what to do."""

    def __init__(self, problem: str, hint: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.hint = hint


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant, or an empty string."""
    # Lower case on both sides, for difflib counts "Port" as far from "port".
    by_lower = {each.lower(): each for each in known}
    found = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The hint with the nearest known word, else the list of all."""
    known = list(known)
    near = nearest(word, known)
    if near:
        return Correction.DID_YOU_MEAN.format(word=near)
    return Correction.KNOWN.format(names=", ".join(known))


def quoted(text: str) -> str:
    """The text as a complaint may show it: short, on one line, without secrets."""
    text = _ALMOST_RANDOM.sub(SECRET, redacted(" ".join(text.split())))
    return f'"{text[:_LONGEST_QUOTE]}…"' if len(text) > _LONGEST_QUOTE else f'"{text}"'


def parse(setting: Setting, text: str) -> object:
    """The value that the text says for this scalar setting. Raises Wrong."""
    if setting.kind is Kind.KEY:
        return _key(text)
    if setting.choices:
        return _choice(setting, text)
    if setting.kind is Kind.BOOLEAN:
        return _boolean(text)
    if setting.kind in (Kind.INTEGER, Kind.NUMBER):
        return _number(setting, text)
    rule = _RULES.get(setting.path)
    return rule(text.strip()) if rule else text


def _choice(setting: Setting, text: str) -> object:
    word = text.strip()
    if word not in setting.choices:
        raise Wrong(
            Problem.NOT_ONE_OF.format(value=quoted(word), choices=", ".join(setting.choices)),
            _meant(word, setting.choices),
        )
    return setting.enum(word) if setting.enum else word


def _meant(word: str, known: Iterable[str]) -> str:
    near = nearest(word, known)
    return Correction.DID_YOU_MEAN.format(word=near) if near else ""


def _boolean(text: str) -> bool:
    word = text.strip().lower()
    if word not in _TRUE + _FALSE:
        raise Wrong(Problem.NOT_BOOLEAN.format(value=quoted(text)), Correction.TRUE_OR_FALSE)
    return word in _TRUE


def _number(setting: Setting, text: str) -> int | float:
    word = text.strip().replace("_", "")
    whole = setting.kind is Kind.INTEGER
    pattern = r"[-+]?\d+" if whole else r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?"
    if not re.fullmatch(pattern, word, re.ASCII) or len(word) > _LONGEST_QUOTE:
        hint = Correction.PLAIN_NUMBER if re.match(r"[-+]?\d", word) else ""
        raise Wrong((Problem.NOT_WHOLE if whole else Problem.NOT_NUMBER).format(value=quoted(text)), hint)
    number = int(word) if whole else float(word)
    if setting.minimum is not None and number < setting.minimum:
        raise Wrong(Problem.TOO_SMALL.format(value=word, limit=f"{setting.minimum:g}"))
    if setting.maximum is not None and number > setting.maximum:
        raise Wrong(Problem.TOO_LARGE.format(value=word, limit=f"{setting.maximum:g}"))
    if not math.isfinite(number):
        raise Wrong(Problem.INFINITE.format(value=word))
    return number


def _key(text: str) -> KeyReference:
    """`keyring` (the checker puts the name of the entry in) or `env:NAME`. Never quotes what stands there."""
    word = text.strip()
    if word.lower() == KeySource.KEYRING:
        return KeyReference(KeySource.KEYRING, KeyName(""))
    source, colon, name = word.partition(":")
    name = name.strip()
    if colon and source.strip().lower() == KeySource.ENVIRONMENT:
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) or _looks_like_a_key(name):
            raise Wrong(Problem.NO_VARIABLE, Correction.KEY)
        return KeyReference(KeySource.ENVIRONMENT, KeyName(name))
    if nearest(word, (KeySource.KEYRING,)):
        raise Wrong(Problem.NO_SOURCE, Correction.DID_YOU_MEAN.format(word=KeySource.KEYRING))
    raise Wrong(Problem.KEY_IN_FILE, Correction.KEY)


def _looks_like_a_key(word: str) -> bool:
    return redacted(word) != word or _ALMOST_RANDOM.search(word) is not None


def _name(text: str) -> str:
    if not text or len(text) > _LONGEST_NAME or not text.isprintable():
        raise Wrong(Problem.NOT_ONE_LINE.format(count=_LONGEST_NAME))
    if _looks_like_a_key(text):
        raise Wrong(Problem.LIKE_A_KEY, Correction.KEY)
    return text


def _provider(text: str) -> str:
    if text not in provider_ids():
        near = _meant(text, provider_ids())
        known = Correction.KNOWN_PROVIDERS.format(names=", ".join(provider_ids()), provider=OPENAI_COMPATIBLE)
        raise Wrong(Problem.NOT_KNOWN.format(value=quoted(text)), near or known)
    return text


def _address(text: str) -> str:
    """An http(s) address without a slash at its end."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise Wrong(Problem.NO_ADDRESS.format(value=quoted(text)), _EXAMPLE) from None
    if parts.scheme not in ("http", "https"):
        is_host = re.fullmatch(r"([\w\-]+\.[\w.\-]+|[\w\-]+(?=:\d))(:\d+)?(/[\w./\-]*)?", text) is not None
        hint = Correction.DID_YOU_MEAN.format(word=f"http://{text}") if is_host else Correction.BEGIN
        raise Wrong(Problem.NO_SCHEME.format(value=quoted(text)), hint)
    if parts.username is not None or parts.password is not None:
        raise Wrong(Problem.HAS_PASSWORD, Correction.TAKE_OUT.format(reason=Correction.KEY))
    if not parts.hostname or port == 0 or not text.isprintable() or " " in text:
        raise Wrong(Problem.NO_MACHINE.format(value=quoted(text)), _EXAMPLE)
    if parts.query or parts.fragment:
        raise Wrong(Problem.HAS_QUERY, Correction.PART_BEFORE)
    return text.rstrip("/")


def travels_in_the_open(address: str) -> bool:
    """Whether a key sent to this address can be read on the way: plain http to another network."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme != "http":
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".local", ".localhost", ".lan", ".internal", ".home.arpa"))


_RULES: dict[str, Callable[[str], str]] = {
    "nodes[].name": _name,
    "nodes[].url": _address,
    "cloud[].name": _name,
    "cloud[].provider": _provider,
    "cloud[].base_url": lambda text: _address(text) if text else "",
}
