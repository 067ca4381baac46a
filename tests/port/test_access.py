"""Who may use the port: names, pages, keys and other machines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from core.access import Access, AccessRules, rules_of
from core.domain import DoorStatus, Grant, Locality, Mode
from core.door import EVERYWHERE, LOOPBACK, Door
from core.errors import RequestFailed
from core.local_keys import FILE_NAME, LocalKeys
from core.log import redacted
from core.settings import AccessSettings, Settings
from core.wire import Request, RequestHead
from tests.fakes.scripted import EVENTS, scripted
from tests.port.gateway import MODEL, chat, gateway
from tests.port.surfaces import CHAT, PLAIN, account, local

PAGE = "https://chat.example.org"


@pytest.fixture
def keys(tmp_path: Path) -> LocalKeys:
    return LocalKeys(tmp_path / FILE_NAME)


def bearer(secret: str) -> dict[str, str]:
    return {"authorization": f"Bearer {secret}"}


def asked(host: str = "localhost", peer: str = "127.0.0.1", method: bytes = b"POST", **headers: str) -> Request:
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request(RequestHead(method, b"/v1/models", [(b"host", host.encode()), *named]), peer=peer)


def is_let_in(request: Request, rules: AccessRules | None = None) -> bool:
    try:
        Access(rules or AccessRules()).admit(request)
    except RequestFailed as refusal:
        assert refusal.status == 403
        return False
    return True


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [
        ("localhost", True), ("LOCALHOST:52410", True), ("127.0.0.1:52410", True), ("127.9.9.9", True),
        ("[::1]:52410", True), ("app.localhost", True), ("host.docker.internal:52410", True), ("localhost.", True),
        ("evil.example", False), ("0.0.0.0:52410", False), ("[::]", False), ("[::ffff:127.0.0.1]:52410", False),
        ("127.0.0.1.nip.io", False), ("192.168.1.4", False), ("2130706433", False), ("127.1", False),
        ("localhost@evil.example", False), ("", False), ("[::1", False), ("xn--lcalhost-b1a", False),
    ],
)  # fmt: skip
def test_only_this_machines_own_names_are_answered(host: str, is_ours: bool) -> None:
    assert is_let_in(asked(host)) is is_ours


@pytest.mark.parametrize(
    ("origin", "is_allowed"),
    [
        ("http://localhost:3000", True), ("https://127.0.0.1", True), ("http://[::1]:8080", True),
        ("app://obsidian.md", True), ("tauri://localhost", True), ("vscode-webview://abc", True),
        (PAGE, False), ("http://0.0.0.0:3000", False), ("http://[::ffff:127.0.0.1]", False), ("null", False),
        ("file://", False), ("data:", False), ("chrome-extension://abc", False),
        ("http://localhost.evil.example", False),
        ("http://[::1", False), ("https://evil.example?http://localhost", False),
    ],
)  # fmt: skip
def test_only_pages_of_this_machine_may_ask(origin: str, is_allowed: bool) -> None:
    assert is_let_in(asked(origin=origin)) is is_allowed


def test_the_owner_may_name_more_hosts_and_pages() -> None:
    rules = AccessRules(hosts=("bridge.home.arpa",), origins=(PAGE, "chrome-extension://*", "*"))
    assert is_let_in(asked("bridge.home.arpa:443"), rules)
    assert is_let_in(asked(origin=PAGE), rules)
    assert is_let_in(asked(origin="chrome-extension://abc"), rules)
    assert not is_let_in(asked(origin="https://other.example.org"), rules)
    assert not is_let_in(asked(origin="https://chat.example.org.evil.example"), rules)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_browser_that_hides_its_page_may_not_send(site: str) -> None:
    assert not is_let_in(asked(sec_fetch_site=site))
    assert is_let_in(asked(sec_fetch_site=site, method=b"GET"))  # a link to /health is a link
    assert is_let_in(asked(sec_fetch_site="none"))


async def test_a_page_cannot_send_without_a_preflight_and_gets_none() -> None:
    """A `text/plain` POST needs no preflight, so it must be refused itself; the others' preflight is refused, too."""
    async with scripted() as server, gateway(local(server)) as g:
        server.script(CHAT, PLAIN)
        simple = await g.post(chat(), headers={"origin": PAGE, "content-type": "text/plain"})
        before = await g.client.options(g.url + CHAT, headers={"origin": PAGE, "access-control-request-method": "POST"})
        assert server.asked == []
    assert (simple.status_code, before.status_code) == (403, 403)
    assert not [name for name in (*simple.headers, *before.headers) if name.startswith("access-control")]


async def test_an_allowed_page_is_answered_so_that_its_browser_lets_it_read() -> None:
    access = Access(AccessRules(origins=(PAGE,)))
    asks = {
        "origin": PAGE,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization, x-stainless-lang",
        "access-control-request-private-network": "true",
    }
    async with scripted() as server, gateway(local(server), access=access) as g:
        server.script(CHAT, PLAIN, headers=(("access-control-allow-origin", "*"),))
        before = await g.client.options(g.url + CHAT, headers=asks)
        told = await g.post(chat(), headers={"origin": PAGE})
        lost = await g.client.get(g.url + "/nothing", headers={"origin": PAGE})
    assert before.status_code == 204
    assert before.headers["access-control-allow-headers"] == "authorization, x-stainless-lang"
    assert before.headers["access-control-allow-private-network"] == "true"
    for answer in (before, told, lost):
        assert answer.headers.get_list("access-control-allow-origin") == [PAGE]
        assert answer.headers["vary"] == "origin"


async def test_whoever_asks_for_the_options_is_told_them() -> None:
    async with gateway() as g:
        told = await g.client.options(g.url + CHAT)
    assert (told.status_code, told.content, told.headers["allow"]) == (204, b"", "GET, HEAD, POST, OPTIONS")


async def test_any_key_is_as_good_as_none_while_none_is_required(keys: LocalKeys) -> None:
    async with scripted() as server, gateway(local(server), access=Access(AccessRules(), keys)) as g:
        server.script(CHAT, PLAIN)
        with_some = await g.post(chat(), headers=bearer("sk-whatever"))
        with_none = await g.post(chat())
    assert (with_some.status_code, with_none.status_code) == (200, 200)


@pytest.mark.parametrize("header", ["authorization", "x-api-key", "api-key"])
async def test_a_required_key_is_read_where_apps_put_it_and_named_in_the_history(keys: LocalKeys, header: str) -> None:
    secret = keys.create("Zed", 0.0)
    value = f"Bearer {secret}" if header == "authorization" else secret
    access = Access(AccessRules(needs_key=True), keys)
    async with scripted() as server, gateway(local(server), access=access) as g:
        server.script(CHAT, PLAIN)
        told = await g.post(chat(), headers={header: value})
        record = await g.record()
        assert secret not in str(server.asked)
    assert (told.status_code, record.app) == (200, "Zed")
    assert keys.all[0].last_used is not None


@pytest.mark.parametrize(
    "other", [(b"authorization", b"Bearer sk-of-a-cloud"), (b"authorization", b"Basic x"), (b"api-key", b"x")]
)
def test_a_key_is_seen_beside_one_that_is_for_somebody_else(keys: LocalKeys, other: tuple[bytes, bytes]) -> None:
    request = asked(x_api_key=keys.create("Zed", 0.0))
    request.headers.append(other)
    Access(AccessRules(needs_key=True), keys).admit(request)
    assert request.grant.app == "Zed"


async def test_without_its_key_an_app_is_told_so_in_its_own_dialect(keys: LocalKeys) -> None:
    keys.create("Zed", 0.0)
    async with gateway(access=Access(AccessRules(needs_key=True), keys)) as g:
        openai = await g.post(chat())
        wrong = await g.post(chat(), headers=bearer("ebk-wrong"))
        anthropic = await g.post(chat(), "/v1/messages")
        ollama = await g.post(chat(), "/api/chat")
        health = await g.client.get(g.url + "/health")
    assert [r.status_code for r in (openai, wrong, anthropic, ollama, health)] == [401, 401, 401, 401, 200]
    assert openai.json()["error"]["code"] == "invalid_api_key"
    assert "revoked" in wrong.json()["error"]["message"]
    assert anthropic.json()["error"]["type"] == "authentication_error"
    assert list(ollama.json()) == ["error"]


async def test_a_revoked_key_is_refused_from_then_on(keys: LocalKeys) -> None:
    secret = keys.create("Zed", 0.0)
    async with gateway(access=Access(AccessRules(needs_key=True), keys)) as g:
        before = await g.client.get(g.url + "/v1/models", headers=bearer(secret))
        keys.revoke("Zed")
        after = await g.client.get(g.url + "/v1/models", headers=bearer(secret))
    assert (before.status_code, after.status_code) == (200, 401)


async def test_a_key_limits_its_app_to_its_models_on_every_surface(keys: LocalKeys) -> None:
    secret = keys.create("Zed", 0.0, models=("llama*",))
    async with scripted() as server, gateway(local(server), access=Access(AccessRules(), keys)) as g:
        bodies: dict[str, dict[str, Any]] = {
            CHAT: chat(),
            "/v1/messages": chat(max_tokens=5),
            "/v1/responses": {"model": MODEL, "input": "x"},
            "/api/chat": chat(),
            "/v1/audio/speech": {"model": MODEL},
        }
        told = [await g.post(body, path, headers=bearer(secret)) for path, body in bodies.items()]
        assert server.asked == []
    assert [r.status_code for r in told] == [403] * len(bodies)


async def test_an_app_sees_only_the_models_that_its_key_allows(keys: LocalKeys) -> None:
    all_of_it, others = keys.create("Zed", 0.0, models=("qwen*",)), keys.create("llm", 0.0, models=("llama*",))
    near = keys.create("n8n", 0.0, is_local_only=True)
    async with scripted() as far, gateway(account(far, "openai"), access=Access(AccessRules(), keys)) as g:

        async def seen(secret: str) -> tuple[int, int, int]:
            models = await g.client.get(g.url + "/v1/models", headers=bearer(secret))
            one = await g.client.get(f"{g.url}/v1/models/{MODEL}", headers=bearer(secret))
            tags = await g.client.get(g.url + "/api/tags", headers=bearer(secret))
            return len(models.json()["data"]), one.status_code, len(tags.json()["models"])

        assert await seen(all_of_it) == (1, 200, 1)
        assert await seen(others) == await seen(near) == (0, 404, 0)


async def test_a_local_only_key_never_reaches_a_cloud(keys: LocalKeys) -> None:
    secret = keys.create("Zed", 0.0, is_local_only=True)
    async with scripted() as far, gateway(account(far, "openai"), access=Access(AccessRules(), keys)) as g:
        g.set_mode(Mode.CLOUD_FIRST)
        far.script(CHAT, PLAIN)
        kept = await g.post(chat(), headers=bearer(secret))
        sent = await g.post(chat())
        assert len(far.asked) == 1
    assert (kept.status_code, sent.status_code) == (503, 200)


async def test_a_budget_of_cloud_tokens_ends_with_the_day_and_leaves_the_owners_machines(keys: LocalKeys) -> None:
    secret = keys.create("Zed", 0.0, budget=9)
    today = date.today().toordinal()
    async with scripted() as far, gateway(account(far, "openai"), access=Access(AccessRules(), keys)) as g:
        far.script(CHAT, PLAIN)
        g.set_mode(Mode.CLOUD_FIRST)
        first = await g.post(chat(), headers=bearer(secret))
        bodies = {CHAT: chat(), "/v1/messages": chat(max_tokens=5), "/api/chat": chat(), "/v1/audio/speech": chat()}
        refused = [await g.post(body, path, headers=bearer(secret)) for path, body in bodies.items()]
        seen = await g.client.get(g.url + "/v1/models", headers=bearer(secret))
        others = await g.post(chat())
        async with scripted() as near:
            near.script(CHAT, PLAIN)
            g.add(local(near))
            own = await g.post(chat(), headers=bearer(secret))
    assert [first.status_code, others.status_code, own.status_code] == [200, 200, 200]
    assert [answer.status_code for answer in refused] == [402] * 4
    assert refused[0].json()["error"]["code"] == "insufficient_quota"
    assert "the key of Zed has used up its tokens of clouds for today" in refused[2].json()["error"]
    assert (seen.json()["data"], own.headers["x-bridge-backend"]) == ([], "local")
    [key] = keys.all
    assert (key.spent, key.is_used_up(today), key.is_used_up(today + 1)) == (9, True, False)


async def test_a_budget_counts_streams_that_tell_no_usage_and_answers_that_were_left(keys: LocalKeys) -> None:
    secret = keys.create("Zed", 0.0, budget=1000)
    token = b'data: {"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}]}\n\n'
    async with scripted() as far, gateway(account(far, "openai"), access=Access(AccessRules(), keys)) as g:
        far.script(CHAT, token * 3 + b"data: [DONE]\n\n", EVENTS)
        await g.post(chat(stream=True), headers=bearer(secret))
        whole = keys.all[0].spent
        far.script(CHAT, token * 3, EVENTS, is_cut_off=True)
        await g.post(chat(stream=True), headers=bearer(secret))
    assert 3 < whole < 20
    assert keys.all[0].spent == 2 * whole


async def test_our_own_windows_need_no_key_that_anybody_made(keys: LocalKeys) -> None:
    access = Access(AccessRules(needs_key=True), keys)
    async with gateway(access=access) as g:
        told = await g.client.get(g.url + "/v1/models", headers=bearer(access.own_key))
    assert told.status_code == 200


def test_other_machines_get_a_door_only_when_there_is_a_key_to_ask_for(keys: LocalKeys, tmp_path: Path) -> None:
    file = tmp_path / "machine.pem"
    file.write_text("", "utf-8")
    access = Access(AccessRules(is_shared=True, share_port=5), keys)
    assert access.look() == ()
    keys.create("laptop", 0.0)
    assert access.look() == (Door(EVERYWHERE, 5),)
    access.rules = AccessRules(is_shared=True, share_port=5, certificate=str(file))
    assert access.look() == (Door(EVERYWHERE, 5, str(file), "", file.stat().st_mtime),)
    assert Access(AccessRules(), keys).look() == ()
    assert Access(AccessRules(is_shared=True)).look() == ()


def test_ollamas_port_is_a_door_for_this_machine_only() -> None:
    assert Access(AccessRules(has_ollamas_port=True)).look() == (Door(LOOPBACK, 11434),)


def test_the_rules_are_those_of_the_settings() -> None:
    shared = AccessSettings(
        require_key=True, hosts=("h",), origins=(PAGE,), share=True, share_cloud=True, share_port=7,
        certificate="c.pem", certificate_key="k.pem",
    )  # fmt: skip
    assert rules_of(Settings(access=shared, ollama_port=True)) == AccessRules(
        ("h",), (PAGE,), True, True, True, 7, "c.pem", "k.pem", True
    )


def test_another_machine_needs_a_key_and_stays_off_the_cloud_unless_it_is_ticked(keys: LocalKeys) -> None:
    secret = keys.create("laptop", 0.0)
    shared, with_cloud = AccessRules(is_shared=True), AccessRules(is_shared=True, shares_cloud=True)

    def grant(rules: AccessRules, key: str) -> Grant:
        request = asked("192.168.1.4:52410", "192.168.1.9", authorization=f"Bearer {key}")
        Access(rules, keys).admit(request)
        return request.grant

    assert grant(shared, secret) == Grant("laptop", (), Locality.LOCAL_NETWORK)
    assert grant(with_cloud, secret) == Grant("laptop", (), Locality.CLOUD)
    with pytest.raises(RequestFailed, match="not shared"):
        Access(shared, keys).admit(asked("192.168.1.4", "8.8.8.8", authorization=f"Bearer {secret}"))
    with pytest.raises(RequestFailed, match="this machine only"):
        request = asked("192.168.1.4", "192.168.1.9", authorization=f"Bearer {secret}")
        request.head.target = b"/bridge/v1/status"
        Access(shared, keys).admit(request)
    for rules, key, status in ((shared, "", 401), (shared, "ebk-x", 401), (AccessRules(), secret, 403)):
        with pytest.raises(RequestFailed) as refusal:
            grant(rules, key)
        assert refusal.value.status == status
    with pytest.raises(RequestFailed, match="Host"):
        Access(shared, keys).admit(asked("0.0.0.0", "192.168.1.9", authorization=f"Bearer {secret}"))
    with pytest.raises(RequestFailed, match="Host"):
        Access(shared, keys).admit(asked("evil.example", "192.168.1.9", authorization=f"Bearer {secret}"))


@pytest.mark.allow_log("local keys cannot be read")
def test_a_damaged_file_of_keys_is_told_once_and_lets_nobody_in(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / FILE_NAME
    file.write_text("nonsense", "utf-8")
    access = Access(AccessRules(needs_key=True), LocalKeys(file))
    access.look()
    access.look()
    assert len(caplog.records) == 1
    with pytest.raises(RequestFailed):
        access.admit(asked(authorization="Bearer ebk-x"))


async def test_the_openai_library_reads_it_as_its_own_error(keys: LocalKeys) -> None:
    import openai

    async with gateway(access=Access(AccessRules(needs_key=True), keys)) as g:
        async with openai.AsyncOpenAI(base_url=f"{g.url}/v1", api_key="wrong") as client:
            with pytest.raises(openai.AuthenticationError):
                await client.models.list()


class _Elsewhere(Access):
    """Wants a door at another address of this machine, as sharing would."""

    def look(self) -> tuple[Door, ...]:
        return tuple(replace(door, host="127.0.0.2", port=0) for door in super().look())


async def test_sharing_opens_a_door_and_closes_it_without_touching_the_port(keys: LocalKeys) -> None:
    keys.create("laptop", 0.0)
    access = _Elsewhere(AccessRules(), keys)
    async with gateway(access=access) as g:
        assert g.snapshot.doors == ()
        access.rules = AccessRules(is_shared=True)
        await g.plane._on_data_loop(g.plane._keep_doors())
        [number] = [s.sockets[0].getsockname()[1] for s in g.plane._doors._open.values()]
        there = f"http://127.0.0.2:{number}/health"
        assert (await g.client.get(there)).status_code == 200
        await g.until(lambda s: s.doors == (DoorStatus("http", "127.0.0.2", 0),))
        access.rules = AccessRules()
        await g.plane._on_data_loop(g.plane._keep_doors())
        async with httpx.AsyncClient(trust_env=False) as another:
            with pytest.raises(httpx.ConnectError):
                await another.get(there)
        assert (await g.client.get(g.url + "/health")).status_code == 200


def test_a_key_is_not_written_to_the_log(keys: LocalKeys) -> None:
    secret = keys.create("Zed", 0.0)
    assert secret not in redacted(f"refused {secret} from somebody")
