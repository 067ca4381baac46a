"""What the older programs kept, in every form in which they kept it. The formats: older-programs.md, chapter 2."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from core.importers.bridge_config import read_bridge_config
from core.importers.brought import Brought, NotReadable
from core.importers.dotenv import read_dotenv
from core.importers.fernet import CannotOpen, opened
from core.importers.token_manager import read_token_manager
from core.settings import NodeSettings

KEY = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4="
HELLO = "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA=="
"""github.com/fernet/spec, verify.json."""

TOKEN = (
    "gAAAAABrBWG2ogTasyIapFnz-fjhXyytZmNael7dQJU9qQfV-YC4p0kwWpw5"
    "dvHtY1BgdmaWXH4t7DpaAy2a4CV7SRM49f-i5bjgRy_Tj0Sa9sL-n7ioOuQ="
)
"""Written by the package cryptography, as ai-token-manager does."""
SECRET = "sk-or-v1-from-the-token-manager"
PORT = 52410


def document(**entry: Any) -> str:
    """One provider as ai-token-manager writes it."""
    whole = {
        "name": "OpenRouter",
        "api_key_encrypted": base64.urlsafe_b64encode(TOKEN.encode()).decode(),
        "base_url": "https://openrouter.ai/api/v1",
        "models_endpoint": "models",
        "chat_endpoint": "chat/completions",
        "headers": {"Content-Type": "application/json"},
        "status": "active",
        "usage": {"requests": 0},
        **entry,
    }
    return json.dumps({"providers": [whole], "current_provider_index": 7})


def told(brought: Brought) -> str:
    return " ".join(f"{left.what}: {left.why};" for left in brought.left_out)


def test_a_token_of_the_specification_is_opened() -> None:
    assert opened(HELLO, KEY) == "hello"
    assert opened(TOKEN, KEY) == SECRET


@pytest.mark.parametrize(
    ("token", "key", "why"),
    [
        (HELLO, "A" * 43 + "=", "another key file"),
        (HELLO[:-6] + "AAAA==", KEY, "another key file"),
        (HELLO[:40], KEY, "damaged"),
        (HELLO, "short", "damaged"),
        ("not base64 at all", KEY, "damaged"),
        ("", KEY, "damaged"),
    ],
)
def test_what_does_not_belong_together_is_not_opened(token: str, key: str, why: str) -> None:
    with pytest.raises(CannotOpen, match=why):
        opened(token, key)


@pytest.mark.parametrize(
    "kept",
    [
        {"api_key_encrypted": base64.urlsafe_b64encode(TOKEN.encode()).decode()},
        {"api_key_encrypted": base64.b64encode(TOKEN.encode()).decode()},  # the "robust" variant
        {"api_key_encrypted": SECRET},  # the same when it failed
        {"api_key_encrypted": "", "api_key": TOKEN},  # the "web" variant
        {"api_key_encrypted": "", "api_key": base64.b64encode(SECRET.encode()).decode()},  # the "fixed" variant
        {"api_key_encrypted": "", "api_key": SECRET},  # the older bridge's HUD
    ],
)
def test_a_key_is_read_in_every_form_in_which_it_was_kept(kept: dict[str, str]) -> None:
    [account] = read_token_manager(document(**kept), KEY, PORT).accounts
    assert account.secret == SECRET
    assert (account.entry.name, account.entry.provider, account.entry.base_url) == ("openrouter", "openrouter", "")
    assert SECRET not in repr(account)


@pytest.mark.parametrize(("key_text", "why"), [(None, "key file is not there"), ("A" * 43 + "=", "another key file")])
def test_cipher_is_never_taken_for_a_key(key_text: str | None, why: str) -> None:
    brought = read_token_manager(document(), key_text, PORT)
    assert brought.accounts == []
    assert why in told(brought)


def test_of_two_keys_the_plain_one_counts_and_the_other_is_told() -> None:
    brought = read_token_manager(document(api_key="sk-or-v1-newer-0000"), KEY, PORT)
    assert [account.secret for account in brought.accounts] == ["sk-or-v1-newer-0000"]
    assert "the other key of OpenRouter (…ager)" in told(brought)
    assert brought.holds_open_keys


@pytest.mark.parametrize(
    "word", ["", "your_openrouter_key_here", "sk-test-key", "local-no-key-required", "key with spaces", "schlüssel"]
)
def test_what_is_no_key_is_left_out(word: str) -> None:
    brought = read_token_manager(document(api_key=word, api_key_encrypted=""), KEY, PORT)
    assert brought.accounts == []
    assert "OpenRouter" in told(brought)


@pytest.mark.parametrize(
    ("status", "enabled"),
    [("active", True), ("ProviderStatus.ACTIVE", True), ("exhausted", True), ("error", True), (None, True),
     ("disabled", False), ("inactive", False), ("ProviderStatus.DISABLED", False)],
)  # fmt: skip
def test_a_stale_ban_is_not_inherited_but_a_switch_is(status: str | None, enabled: bool) -> None:
    [account] = read_token_manager(document(status=status), KEY, PORT).accounts
    assert account.entry.enabled is enabled


def test_an_entry_that_leads_to_ourselves_is_never_taken_back() -> None:
    brought = read_token_manager(document(base_url=f"http://localhost:{PORT}/v1"), KEY, PORT)
    assert brought.is_empty
    assert "leads to Exo Bridge itself" in told(brought)


def test_local_servers_become_nodes_and_exo_is_found_without() -> None:
    exo = read_token_manager(document(name="Exo Local", base_url="http://localhost:8000"), KEY, PORT)
    other = read_token_manager(document(name="LM Studio", base_url="http://localhost:1234/v1"), KEY, PORT)
    assert exo.is_empty and "found by itself" in told(exo)
    assert other.nodes == [NodeSettings(name="LM-Studio", url="http://127.0.0.1:1234")]
    assert other.accounts == []


def test_old_addresses_of_providers_give_way_to_the_new_ones() -> None:
    hugging = document(name="Hugging Face", base_url="https://api-inference.huggingface.co", chat_endpoint="models")
    together = document(name="Together AI", base_url="https://api.together.xyz", chat_endpoint="v1/chat/completions")
    for text, provider in ((hugging, "huggingface"), (together, "together")):
        [account] = read_token_manager(text, KEY, PORT).accounts
        assert (account.entry.provider, account.entry.base_url) == (provider, "")


def test_an_own_address_stays_and_its_endpoint_is_part_of_it() -> None:
    text = document(name="My proxy", base_url="https://llm.example.org", chat_endpoint="openai/v1/chat/completions",
                    headers={"X-Forwarded-For": "127.0.0.1"}, rate_limit=1000)  # fmt: skip
    brought = read_token_manager(text, KEY, PORT)
    [account] = brought.accounts
    assert account.entry.name == "My-proxy"
    assert account.entry.base_url == "https://llm.example.org/openai/v1"
    assert "X-Forwarded-For" in told(brought)
    assert "limits of My proxy" in told(brought)


def test_the_keys_of_the_old_bridge_are_read_too() -> None:
    text = json.dumps({"openrouter": {"encrypted_key": TOKEN, "locked": True}, "unknown": {"encrypted_key": TOKEN}})
    brought = read_token_manager(text, KEY, PORT)
    assert [account.secret for account in brought.accounts] == [SECRET]
    assert "unknown: it has no address" in told(brought)


@pytest.mark.parametrize("text", ["", "nonsense", "[]", "{}", '{"providers": 3}', "[" * 100_000])
def test_what_is_no_file_of_it_is_said(text: str) -> None:
    with pytest.raises(NotReadable):
        read_token_manager(text, None, PORT)


@pytest.mark.parametrize("entry", ["text", None, 3, [], {}, {"name": None}, {"base_url": "http://[::1"}])
def test_a_broken_entry_costs_itself_only(entry: object) -> None:
    whole = json.loads(document())
    whole["providers"].insert(0, entry)
    assert len(read_token_manager(json.dumps(whole), KEY, PORT).accounts) == 1


SECOND_GENERATION = """\
exo: {primary_host: studio.local, primary_port: 8000, auto_discover: false, health_check_interval: 20, node_timeout: 30}
api_keys: {openrouter: sk-or-v1-in-the-open, huggingface: ""}
failover: {enabled: true, prefer_local: false, cloud_providers: [huggingface, openrouter]}
integration: {token_manager_config: ~/.token_manager_config.json, auto_add_exo_provider: true}
reliakit: {enabled: true}
logging: {level: WARNING, file: logs/bridge.log}
advanced: {request_timeout: 90, retry_attempts: 3}
mystery: {x: 1}
"""


def test_the_settings_of_the_older_bridge_are_taken_as_they_were_meant() -> None:
    brought = read_bridge_config(SECOND_GENERATION, PORT)
    assert brought.nodes == [NodeSettings(name="studio", url="http://studio.local:52415")]
    assert [(a.entry.name, a.secret) for a in brought.accounts] == [("openrouter", "sk-or-v1-in-the-open")]
    assert brought.values == {
        "discovery.enabled": False,
        "health.interval": 20.0,
        "log.level": "warning",
        "routing.mode": "cloud-first",
        "timeouts.plain_answer": 90.0,
    }
    assert brought.order == ("huggingface", "openrouter")
    assert brought.more_files == ["~/.token_manager_config.json"]
    assert brought.holds_open_keys
    assert "advanced.retry_attempts: every backend that may answer is tried" in told(brought)
    assert "mystery.x: it is not known here" in told(brought)


def test_without_failover_nothing_goes_to_a_cloud_now_either() -> None:
    text = "failover: {enabled: false, prefer_local: false}"
    assert read_bridge_config(text, PORT).values == {"routing.mode": "local-only"}


@pytest.mark.parametrize(
    ("exo", "left"),
    [
        ("{primary_host: localhost, primary_port: 8000}", "found by itself"),
        ("{primary_host: 127.0.0.1, primary_port: 52410}", "own port"),
        ("{primary_host: localhost, primary_port: many}", "is no port"),
        ("{health_check_interval: fast}", "is no number"),
        ("{health_check_interval: 0}", "is no number"),
    ],
)
def test_what_has_no_meaning_is_left_out_with_the_reason(exo: str, left: str) -> None:
    brought = read_bridge_config(f"exo: {exo}", PORT)
    assert brought.is_empty
    assert left in told(brought)


@pytest.mark.parametrize("text", ["", "- a\n- b", "a: [", "port: 1", "text"])
def test_other_yaml_is_no_settings_of_it(text: str) -> None:
    with pytest.raises(NotReadable):
        read_bridge_config(text, PORT)


def test_the_environment_file_gives_keys_and_a_node() -> None:
    text = """\
# keys
export OPENROUTER_API_KEY="sk-or-v1-quoted"   # mine
HUGGINGFACE_API_KEY=your_huggingface_key_here
HF_TOKEN=hf_abcdefgh # comment
EXO_HOST=192.168.1.20
EXO_PORT=52415
PREFER_LOCAL=false
LOG_LEVEL=DEBUG
TOKEN_MANAGER_CONFIG=~/x.json
HUD_PORT=8501
"""
    brought = read_dotenv(text, PORT)
    assert [(a.entry.provider, a.secret) for a in brought.accounts] == [
        ("openrouter", "sk-or-v1-quoted"),
        ("huggingface", "hf_abcdefgh"),
    ]
    assert brought.nodes == [NodeSettings(name="192.168.1.20", url="http://192.168.1.20:52415")]
    assert brought.values == {"routing.mode": "cloud-first", "log.level": "debug"}
    assert brought.more_files == ["~/x.json"]
    with pytest.raises(NotReadable):
        read_dotenv("nothing here", PORT)
