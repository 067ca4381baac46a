"""The words of the settings window: cloud accounts and their keys, nodes, and what is wrong with an entry."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from core.domain import BackendId, HealthState, KeySource, KeyState, Snapshot
from core.providers import provider
from core.settings import CloudSettings, NodeSettings
from desktop.text.face import failure_in_words
from desktop.text.rows import Tone, node_state, why_not
from desktop.text.said import said
from desktop.text.translate import translate

EXAMPLE_NODE = "http://192.168.1.20:52415"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._ -]{0,63}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One cloud account as the settings window shows it. `is_stored`: its key is in the password store."""

    name: str
    title: str
    detail: str
    tone: Tone
    state: str
    is_stored: bool
    has_key: bool


def account_rows(accounts: Iterable[CloudSettings], snapshot: Snapshot) -> tuple[AccountRow, ...]:
    """All accounts of the settings, in their order."""
    return tuple(_account_row(a, snapshot) for a in accounts)


def _account_row(account: CloudSettings, snapshot: Snapshot) -> AccountRow:
    status = snapshot.find(BackendId(f"cloud:{account.name}"))
    state = status.key_state if status is not None else KeyState.UNREAD
    is_stored = account.key is not None and account.key.source is KeySource.KEYRING
    tone, words = _key_state(state, has_reference=account.key is not None)
    if not account.enabled:
        tone, words = Tone.QUIET, translate("Accounts", "switched off")
    elif status is not None and status.health.state is HealthState.BLOCKED:
        tone, words = Tone.BAD, failure_in_words(status)
    title = account.name
    name = provider_name(account.provider)
    if name.lower() != account.name.lower():
        title = translate("Accounts", "{account} ({provider})").format(account=account.name, provider=name)
    return AccountRow(
        account.name, title, _key_place(account, state, snapshot), tone, words, is_stored, state is KeyState.PRESENT
    )


def _key_state(state: KeyState, *, has_reference: bool) -> tuple[Tone, str]:
    if not has_reference:
        return Tone.CLOUD, translate("Accounts", "needs no key")
    match state:
        case KeyState.PRESENT:
            return Tone.CLOUD, translate("Accounts", "key ready")
        case KeyState.MISSING:
            return Tone.OWNER, translate("Accounts", "no key")
        case KeyState.UNAVAILABLE:
            return Tone.OWNER, translate("Accounts", "key not readable")
        case KeyState.UNREAD:
            return Tone.QUIET, translate("Accounts", "reading the key")


def _key_place(account: CloudSettings, state: KeyState, snapshot: Snapshot) -> str:
    """Where the key lies, never the key."""
    if account.key is None:
        return account.base_url
    if account.key.source is KeySource.ENVIRONMENT:
        return translate("Accounts", "Key from the environment variable {name}").format(name=account.key.name)
    if not snapshot.keyring and state is not KeyState.UNREAD:
        return translate("Accounts", "Key kept until you quit") if state is KeyState.PRESENT else no_store_words()
    return translate("Accounts", "Key in {store}").format(store=store_name(snapshot))


def store_name(snapshot: Snapshot) -> str:
    """The password store in use, by its name."""
    return snapshot.keyring or translate("Accounts", "the password store of this computer")


def no_store_words() -> str:
    """What happens to a key without a password store. Nothing is ever written to a file instead."""
    return translate(
        "Accounts",
        "This computer has no password store, so the key is kept until you quit Exo Bridge. "
        "It is never written to a file.",
    )


def provider_name(provider_id: str) -> str:
    """The name of a provider as it writes itself."""
    spec = provider(provider_id)
    return spec.name if spec is not None else provider_id


def wrong_account(account: CloudSettings, taken: Iterable[str]) -> str:
    """What is wrong with a new account, or nothing."""
    if problem := _wrong_name(account.name, taken):
        return problem
    spec = provider(account.provider)
    if spec is not None and spec.needs_own_address and not _is_address(account.base_url):
        return translate("Accounts", "The address must look like {example}.").format(example=spec.example_address)
    if account.key is not None and account.key.source is KeySource.ENVIRONMENT and not is_variable(account.key.name):
        return translate("Accounts", "The name of an environment variable looks like OPENROUTER_API_KEY.")
    return ""


def wrong_node(node: NodeSettings, taken: Iterable[str]) -> str:
    """What is wrong with a node, or nothing."""
    if not _is_address(node.url):
        return translate("Accounts", "The address must look like {example}.").format(example=EXAMPLE_NODE)
    if not 0 <= node.weight < math.inf:
        return translate("Accounts", "The weight is a number from 0 up; 2 gets twice the requests of 1.")
    if node.key is not None and node.key.source is KeySource.ENVIRONMENT and not is_variable(node.key.name):
        return translate("Accounts", "The name of an environment variable looks like OPENROUTER_API_KEY.")
    return _wrong_name(node.name, taken)


def weight_of(text: str) -> float:
    """A weight as people type it, with a point or a comma; not a number when it is none."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return math.nan


def node_facts(node: NodeSettings) -> str:
    """What is special about a listed node: its token, its region, its weight."""
    parts = []
    if node.key is not None and node.key.source is KeySource.ENVIRONMENT:
        parts.append(translate("Accounts", "token from the environment variable {name}").format(name=node.key.name))
    elif node.key is not None:
        parts.append(translate("Accounts", "with a token"))
    if node.region:
        parts.append(translate("Accounts", "region {region}").format(region=node.region))
    if node.weight != 1.0:
        parts.append(translate("Accounts", "weight {weight}").format(weight=f"{node.weight:g}"))
    return " · ".join(parts)


def node_row_state(node: NodeSettings, snapshot: Snapshot) -> tuple[Tone, str, str]:
    """How a listed node is, and exactly why when it cannot be used."""
    status = snapshot.find(BackendId(f"node:{node.name}"))
    if not node.enabled:
        return Tone.QUIET, translate("Accounts", "switched off"), ""
    if status is None:
        return Tone.QUIET, translate("Rows", "checking"), ""
    tone, state = node_state(status)
    return tone, state, why_not(status) or said(status.facts.warning)


def _wrong_name(name: str, taken: Iterable[str]) -> str:
    if not _NAME.fullmatch(name):
        return translate("Accounts", "Give it a name of letters, digits, dots or dashes.")
    if name in taken:
        return translate("Accounts", "There is already one called {name}.").format(name=name)
    return ""


def is_variable(name: str) -> bool:
    """Whether this can be the name of an environment variable."""
    return bool(_VARIABLE.fullmatch(name))


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


def completed_address(text: str) -> str:
    """`192.168.1.20` as people type it becomes `http://192.168.1.20:52415`."""
    text = text.strip().rstrip("/")
    if not text:
        return ""
    if "://" not in text:
        text = f"http://{text}"
        if not re.search(r":\d+(/|$)", text.removeprefix("http://")):
            host, slash, path = text.removeprefix("http://").partition("/")
            text = f"http://{host}:52415{slash}{path}"
    return text


def name_from_address(text: str) -> str:
    """A first guess at a node's name: its host, without the domain."""
    try:
        host = urlsplit(completed_address(text)).hostname or ""
    except ValueError:
        return ""
    return host if re.fullmatch(r"[\d.]+", host) else host.partition(".")[0]
