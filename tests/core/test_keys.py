"""core/keys.py: keys are read, stored, remembered, never shown; the store may be absent, locked or silent."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core import log
from core.domain import KeyName, KeyReference, KeySource, KeyState
from core.keys import (
    LONGEST_KEY,
    KeyStore,
    KeyStoreUnavailable,
    Secret,
    SecretRefused,
)
from tests.fakes.password_store import MemoryStore

ROOT = Path(__file__).resolve().parents[2]
ROUTER = KeyName("router")
IN_KEYRING = KeyReference(KeySource.KEYRING, ROUTER)
IN_ENVIRONMENT = KeyReference(KeySource.ENVIRONMENT, KeyName("MY_KEY"))
KEY = "correct-horse-battery-staple"
SOON = 0.05

Changes = list[tuple[KeyReference, KeyState]]


@pytest.fixture(autouse=True)
def secrets_of_the_log_as_they_were() -> Iterator[None]:
    """What one test tells the log, the next does not know."""
    before = log._secrets, log._known
    yield
    log._secrets, log._known = before


@pytest.fixture
def store() -> Iterator[MemoryStore]:
    store = MemoryStore()
    yield store
    store.gate.set()


@pytest.fixture
def keys(store: MemoryStore) -> KeyStore:
    return KeyStore(environment={"MY_KEY": f" {KEY}\n"}, open_store=lambda: store)


@pytest.fixture
def changes(keys: KeyStore) -> Changes:
    """Everything that `on_change` is told."""
    told: Changes = []
    keys.on_change = lambda ref, state: told.append((ref, state))
    return told


# -------------------------------------------------------------------------------------------- reading


async def test_a_key_is_read_once_and_remembered(keys: KeyStore, store: MemoryStore, changes: Changes) -> None:
    store.secrets["router"] = KEY
    assert keys.cached(IN_KEYRING) is None
    assert await keys.read(IN_KEYRING) == KEY
    assert await keys.read(IN_KEYRING) == keys.cached(IN_KEYRING) == KEY
    assert store.calls == ["get router"]
    assert changes == [(IN_KEYRING, KeyState.PRESENT)]


async def test_a_key_that_is_not_there_is_none_and_asked_for_again(
    keys: KeyStore, store: MemoryStore, changes: Changes
) -> None:
    assert await keys.read(IN_KEYRING) is None
    assert await keys.read(IN_KEYRING) is None
    assert keys.state(IN_KEYRING) is KeyState.MISSING
    assert changes == [(IN_KEYRING, KeyState.MISSING)]
    store.secrets["router"] = KEY
    assert await keys.read(IN_KEYRING) == KEY


async def test_the_store_is_asked_on_a_thread_of_its_own(keys: KeyStore, store: MemoryStore) -> None:
    await keys.read(IN_KEYRING)
    await keys.store(ROUTER, KEY)
    assert {thread.name.split("-")[0] for thread in store.threads} == {"keys"}
    assert all(thread.daemon for thread in store.threads)


async def test_a_key_comes_from_the_environment_without_the_store(keys: KeyStore, store: MemoryStore) -> None:
    assert await keys.read(IN_ENVIRONMENT) == keys.cached(IN_ENVIRONMENT) == KEY
    assert keys.state(IN_ENVIRONMENT) is KeyState.PRESENT
    assert store.calls == []


@pytest.mark.parametrize("environment", [{}, {"MY_KEY": ""}, {"MY_KEY": "  \n"}])
async def test_an_absent_or_empty_variable_is_no_key(environment: dict[str, str]) -> None:
    keys = KeyStore(environment=environment)
    assert await keys.read(IN_ENVIRONMENT) is None
    assert keys.state(IN_ENVIRONMENT) is KeyState.MISSING


async def test_a_variable_that_holds_no_key_is_refused(changes: Changes) -> None:
    keys = KeyStore(environment={"MY_KEY": "two words"})
    with pytest.raises(SecretRefused):
        await keys.read(IN_ENVIRONMENT)


async def test_the_own_environment_counts_when_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_KEY", KEY)
    assert await KeyStore().read(IN_ENVIRONMENT) == KEY


# ----------------------------------------------------------------------------------- storing, removing


@pytest.mark.parametrize("pasted", [KEY, f"  {KEY}\r\n", f"\ufeff{KEY}\u200b", f"\t{KEY} \u00a0"])
async def test_a_pasted_key_is_stored_without_what_surrounds_it(
    keys: KeyStore, store: MemoryStore, pasted: str
) -> None:
    await keys.store(ROUTER, pasted)
    assert store.secrets == {"router": KEY}
    assert keys.cached(IN_KEYRING) == KEY
    assert await keys.read(IN_KEYRING) == KEY
    assert store.calls == ["set router"]


@pytest.mark.parametrize(
    "pasted", ["", "  \n", f"Bearer {KEY}", f"{KEY[:5]}\n{KEY[5:]}", f"{KEY}\x00x", f"{KEY}é", "k" * (LONGEST_KEY + 1)]
)
async def test_what_is_no_key_is_refused_and_not_repeated(keys: KeyStore, store: MemoryStore, pasted: str) -> None:
    for attempt in (keys.store(ROUTER, pasted), _async(lambda: keys.keep_for_session(ROUTER, pasted))):
        with pytest.raises(SecretRefused) as caught:
            await attempt
        assert "horse" not in str(caught.value)
        assert caught.value.title
        assert caught.value.hint
    assert (store.calls, keys.cached(IN_KEYRING)) == ([], None)


async def test_a_replaced_key_is_told_although_it_is_present_as_before(keys: KeyStore, changes: Changes) -> None:
    """A backend that is blocked by the old key waits for it."""
    await keys.store(ROUTER, "first-key")
    await keys.store(ROUTER, "second-key")
    assert changes == [(IN_KEYRING, KeyState.PRESENT)] * 2
    assert keys.cached(IN_KEYRING) == "second-key"


async def test_a_removed_key_is_forgotten(keys: KeyStore, store: MemoryStore, changes: Changes) -> None:
    await keys.store(ROUTER, KEY)
    await keys.remove(ROUTER)
    assert (store.secrets, keys.cached(IN_KEYRING)) == ({}, None)
    assert changes[-1] == (IN_KEYRING, KeyState.MISSING)
    assert await keys.read(IN_KEYRING) is None


async def test_a_key_that_could_not_be_removed_is_forgotten_anyway(keys: KeyStore, store: MemoryStore) -> None:
    await keys.store(ROUTER, KEY)
    store.failure = OSError("gone")
    with pytest.raises(KeyStoreUnavailable):
        await keys.remove(ROUTER)
    assert keys.cached(IN_KEYRING) is None
    assert keys.state(IN_KEYRING) is KeyState.UNAVAILABLE


async def test_a_key_for_the_session_never_reaches_the_store(
    keys: KeyStore, store: MemoryStore, changes: Changes
) -> None:
    keys.keep_for_session(ROUTER, f"{KEY}\n")
    assert await keys.read(IN_KEYRING) == KEY
    assert changes == [(IN_KEYRING, KeyState.PRESENT)]
    assert store.calls == []
    store.failure = OSError("no store")
    await keys.remove(ROUTER)
    assert keys.cached(IN_KEYRING) is None


async def test_a_key_that_another_process_replaced_is_seen_when_it_was_refused(
    keys: KeyStore, store: MemoryStore, changes: Changes
) -> None:
    store.secrets["router"] = "the-old-one"
    await keys.read(IN_KEYRING)
    store.secrets["router"] = KEY  # `exo-bridge key set` beside us
    assert await keys.read(IN_KEYRING) == "the-old-one"
    assert await keys.read_again(IN_KEYRING) == KEY
    assert await keys.read(IN_KEYRING) == KEY
    assert changes == [(IN_KEYRING, KeyState.PRESENT)] * 2


async def test_the_same_key_read_again_is_no_news(keys: KeyStore, store: MemoryStore, changes: Changes) -> None:
    store.secrets["router"] = KEY
    await keys.read(IN_KEYRING)
    assert await keys.read_again(IN_KEYRING) == KEY
    assert changes == [(IN_KEYRING, KeyState.PRESENT)]


async def test_a_store_that_is_locked_by_now_is_not_asked_again_and_again(keys: KeyStore, store: MemoryStore) -> None:
    store.secrets["router"] = KEY
    await keys.read(IN_KEYRING)
    store.failure = OSError("locked")
    asked = len(store.calls)
    assert [await keys.read_again(IN_KEYRING) for _ in range(3)] == [KEY] * 3
    assert len(store.calls) == asked + 1
    store.failure = None
    await keys.store(ROUTER, "another")
    store.secrets["router"] = KEY
    assert await keys.read_again(IN_KEYRING) == KEY


async def test_a_key_for_the_session_is_not_looked_for_in_the_store(keys: KeyStore, store: MemoryStore) -> None:
    keys.keep_for_session(ROUTER, KEY)
    assert await keys.read_again(IN_KEYRING) == KEY
    assert store.calls == []


# -------------------------------------------------------------------------------------------- failing


async def test_any_failure_of_the_store_is_one_kind_of_error(
    keys: KeyStore, store: MemoryStore, changes: Changes
) -> None:
    log.redact(KEY)
    store.failure = RuntimeError(f"no such thing as {KEY}")
    for attempt in (keys.read(IN_KEYRING), keys.store(ROUTER, KEY), keys.remove(ROUTER)):
        with pytest.raises(KeyStoreUnavailable) as caught:
            await attempt
        assert caught.value.title == "The password store failed."
        assert "RuntimeError: no such thing as [secret]" in caught.value.hint
        assert "env:NAME" in caught.value.hint
    assert changes[0] == (IN_KEYRING, KeyState.UNAVAILABLE)
    store.failure = None
    store.secrets["router"] = KEY
    assert await keys.read(IN_KEYRING) == KEY


async def test_a_locked_store_is_told_as_locked(keys: KeyStore, store: MemoryStore) -> None:
    store.failure = type("KeyringLocked", (Exception,), {})("Failed to unlock the collection!")
    with pytest.raises(KeyStoreUnavailable) as caught:
        await keys.read(IN_KEYRING)
    assert caught.value.title == "The password store is locked."


async def test_a_store_that_failed_is_chosen_anew() -> None:
    stores = [MemoryStore(), MemoryStore(router=KEY)]
    stores[0].failure = ConnectionResetError("the service was restarted")
    keys = KeyStore(open_store=lambda: stores.pop(0))
    with pytest.raises(KeyStoreUnavailable):
        await keys.read(IN_KEYRING)
    assert await keys.read(IN_KEYRING) == KEY


@pytest.mark.parametrize("verb", ["read", "store", "remove", "describe"])
async def test_a_silent_store_is_left_after_the_limit(store: MemoryStore, verb: str) -> None:
    store.gate.clear()
    keys = KeyStore(open_store=lambda: _opened(store), read_limit=SOON, write_limit=SOON)
    attempts = {
        "read": lambda: keys.read(IN_KEYRING),
        "store": lambda: keys.store(ROUTER, KEY),
        "remove": lambda: keys.remove(ROUTER),
        "describe": keys.describe,
    }
    if verb == "describe":
        assert await attempts[verb]() == ""
        assert keys.why_not.startswith("The password store did not answer.")
        return
    with pytest.raises(KeyStoreUnavailable, match="did not answer"):
        await attempts[verb]()
    assert keys.state(IN_KEYRING) is KeyState.UNAVAILABLE


async def test_an_answer_that_comes_after_the_limit_is_not_lost(store: MemoryStore) -> None:
    """Somebody needed half a minute to type the password of the store."""
    store.secrets["router"] = KEY
    store.gate.clear()
    keys = KeyStore(open_store=lambda: store, read_limit=SOON)
    with pytest.raises(KeyStoreUnavailable):
        await keys.read(IN_KEYRING)
    told: asyncio.Future[tuple[KeyReference, KeyState]] = asyncio.get_running_loop().create_future()
    keys.on_change = lambda ref, state: told.set_result((ref, state))
    store.gate.set()
    assert await asyncio.wait_for(told, 10) == (IN_KEYRING, KeyState.PRESENT)
    assert keys.cached(IN_KEYRING) == KEY


async def test_a_late_answer_does_not_undo_what_the_owner_did_meanwhile(store: MemoryStore) -> None:
    store.secrets["router"] = "the-old-key"
    store.gate.clear()
    stores = [store, MemoryStore()]
    keys = KeyStore(open_store=lambda: stores.pop(0), read_limit=SOON)
    with pytest.raises(KeyStoreUnavailable):
        await keys.read(IN_KEYRING)
    await keys.store(ROUTER, "the-new-key")
    store.gate.set()
    store.threads[0].join(10)
    await asyncio.sleep(0)
    assert keys.cached(IN_KEYRING) == "the-new-key"


# --------------------------------------------------------------------------------------------- hiding


async def test_a_key_shows_itself_nowhere(store: MemoryStore) -> None:
    keys = KeyStore(open_store=lambda: store)
    await keys.store(ROUTER, KEY)
    task = asyncio.get_running_loop().create_task(keys.read(IN_KEYRING))
    await task
    for shown in (repr(keys), repr(vars(keys)), repr(task), repr(keys.cached(IN_KEYRING)), repr([task.result()])):
        assert "horse" not in shown
    assert f"Bearer {keys.cached(IN_KEYRING)}" == f"Bearer {KEY}"
    assert repr(Secret(KEY)) == "Secret(…)"


async def test_the_log_knows_every_key_that_we_hold(keys: KeyStore, store: MemoryStore) -> None:
    await keys.read(IN_ENVIRONMENT)
    await keys.store(ROUTER, "stored-key-1")
    keys.keep_for_session(KeyName("other"), "session-key-2")
    store.secrets["third"] = "read-key-3"
    await keys.read(KeyReference(KeySource.KEYRING, KeyName("third")))
    assert log.redacted(f"{KEY} stored-key-1 session-key-2 read-key-3") == " ".join(["[secret]"] * 4)


@pytest.mark.allow_log("Executing <")
async def test_not_even_the_debug_log_of_the_loop_shows_a_key(
    keys: KeyStore, store: MemoryStore, caplog: pytest.LogCaptureFixture
) -> None:
    loop = asyncio.get_running_loop()
    loop.set_debug(True)
    loop.slow_callback_duration = 0.0
    with caplog.at_level(logging.DEBUG):
        await keys.store(ROUTER, KEY)
        await keys.read(IN_KEYRING)
        await keys.remove(ROUTER)
    loop.set_debug(False)
    assert "Executing" in caplog.text
    assert "horse" not in caplog.text


def _opened(store: MemoryStore) -> MemoryStore:
    store.gate.wait(30)
    return store


async def _async(call: Any) -> None:
    call()
