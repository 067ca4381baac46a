"""core/providers.py: the shipped files are right, and a wrong one says what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from core.config import load
from core.dialects.adapting import Effort
from core.dialects.names import Dialect
from core.providers import (
    OPENAI_COMPATIBLE,
    KeyStyle,
    ProviderError,
    ProviderSpec,
    cloud_base_url,
    key_check_url,
    key_headers,
    models_url,
    offering,
    parse_provider,
    provider,
    provider_ids,
    providers,
    take_own,
)
from core.settings import CloudSettings

GOOD = "name: Acme\nbase_url: https://api.acme.test/v1\nkey_url: https://acme.test/keys\ndocs_url: https://acme.test\n"


EVERYTHING = """
dialect: anthropic
also_speaks: openai responses
key_style: x-api-key
key_check: me
offers: audio images
effort: always
limit_field: max_completion_tokens
takes_reasoning: yes
"""


def test_these_providers_are_known() -> None:
    assert provider_ids() == (
        "anthropic",
        "azure",
        "bedrock",
        "cerebras",
        "deepseek",
        "fireworks",
        "gemini",
        "groq",
        "huggingface",
        "mistral",
        "openai",
        "openrouter",
        "perplexity",
        "together",
        "xai",
        "openai-compatible",
    )
    assert tuple(spec.id for spec in providers()) == provider_ids()[:-1]


@pytest.mark.parametrize("spec", providers(), ids=lambda spec: spec.id)
def test_a_provider_is_complete_and_no_two_share_an_address(spec: ProviderSpec) -> None:
    assert spec.name
    assert [other.id for other in providers() if other.base_url == spec.base_url] == [spec.id]
    assert all(urlsplit(url).scheme == "https" for url in (spec.base_url, spec.key_url, spec.docs_url))
    assert provider(spec.id) == spec


@pytest.mark.parametrize("spec", providers(), ids=lambda spec: spec.id)
def test_a_provider_file_names_its_source(spec: ProviderSpec) -> None:
    text = (resources.files("resources") / "providers" / f"{spec.id}.yaml").read_text("utf-8")
    assert text.startswith(("# Source: https://", "# Sources: https://"))


def test_an_unknown_provider_is_none() -> None:
    assert provider("acme") is None


def test_any_compatible_server_is_a_provider_without_addresses() -> None:
    spec = provider(OPENAI_COMPATIBLE)
    assert spec is not None
    assert (spec.base_url, spec.key_style, spec.dialect) == ("", KeyStyle.BEARER, Dialect.OPENAI)


@pytest.mark.parametrize(
    ("provider_id", "headers"),
    [
        ("openai", {"authorization": "Bearer k"}),
        ("anthropic", {"x-api-key": "k", "anthropic-version": "2023-06-01"}),
        ("gemini", {"x-goog-api-key": "k"}),
        ("azure", {"api-key": "k"}),
        ("", {"authorization": "Bearer k"}),
    ],
)
def test_a_key_travels_in_the_header_that_its_provider_reads(provider_id: str, headers: dict[str, str]) -> None:
    assert key_headers(provider_id, "k") == headers


def test_it_is_known_who_could_do_what_a_node_cannot() -> None:
    assert "OpenAI" in offering("images")
    assert "Groq" in offering("audio")
    assert offering("rerank") == ("Together AI",)


def test_an_account_at_azure_must_name_its_own_address() -> None:
    assert [spec.id for spec in providers() if spec.needs_own_address] == ["azure"]
    other = provider(OPENAI_COMPATIBLE)
    assert other is not None and other.needs_own_address


def test_addresses_of_an_account() -> None:
    known = CloudSettings(name="a", provider="openai")
    assert cloud_base_url(known) == "https://api.openai.com/v1"
    assert models_url(known) == key_check_url(known) == "https://api.openai.com/v1/models"


def test_an_own_address_wins_and_loses_its_last_slash() -> None:
    own = CloudSettings(name="a", provider=OPENAI_COMPATIBLE, base_url="https://x.test/v1/")
    assert (cloud_base_url(own), models_url(own)) == ("https://x.test/v1", "https://x.test/v1/models")
    other = CloudSettings(name="a", provider="openai", base_url="https://eu.test/v1")
    assert cloud_base_url(other) == "https://eu.test/v1"


def test_a_key_is_checked_where_a_wrong_one_is_refused() -> None:
    """OpenRouter and Hugging Face list their models to everybody."""
    assert key_check_url(CloudSettings(name="a", provider="openrouter")) == "https://openrouter.ai/api/v1/key"
    assert key_check_url(CloudSettings(name="a", provider="huggingface")) == "https://huggingface.co/api/whoami-v2"


@pytest.mark.parametrize(("provider_id", "path"), [("openrouter", "key"), ("huggingface", "models")])
def test_with_an_own_address_the_key_goes_nowhere_else(provider_id: str, path: str) -> None:
    entry = CloudSettings(name="a", provider=provider_id, base_url="http://127.0.0.1:9/v1")
    assert key_check_url(entry) == f"http://127.0.0.1:9/v1/{path}"


def test_an_account_of_an_unknown_provider_has_no_address() -> None:
    with pytest.raises(LookupError, match="acme"):
        cloud_base_url(CloudSettings(name="a", provider="acme"))


def test_a_provider_file_is_read() -> None:
    assert parse_provider("acme", GOOD + EVERYTHING) == ProviderSpec(
        id="acme",
        name="Acme",
        base_url="https://api.acme.test/v1",
        key_url="https://acme.test/keys",
        docs_url="https://acme.test",
        dialect=Dialect.ANTHROPIC,
        also_speaks=(Dialect.OPENAI, Dialect.RESPONSES),
        key_style=KeyStyle.X_API_KEY,
        key_check="me",
        offers=("audio", "images"),
        effort=Effort.ALWAYS,
        limit_field="max_completion_tokens",
        takes_reasoning=True,
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            GOOD + "base_ulr: https://x.test\n",
            r"acme\.yaml, line 5: unknown field 'base_ulr', did you mean 'base_url'\?",
        ),
        ("# ours\n\n" + GOOD + "zzz: 1\n", r"acme\.yaml, line 7: unknown field 'zzz'$"),
        (GOOD + "name: Again\n", "line 5: name stands there twice"),
        (GOOD + "id: other\n", "unknown field 'id'"),
        (GOOD + "models_path: 3\n", "models_path must be text"),
        (GOOD.replace("https://api", "http://api"), "base_url must begin with https://"),
        (GOOD.replace("test/v1", "test/v1/"), "base_url must begin with https:// and have no slash at its end"),
        ("name: Acme\nbase_url: https://a.test\n", "key_url, docs_url missing"),
        (GOOD + "dialect: klingon\n", "dialect must be one of openai"),
        ("- a\n", "expected lines like"),
        ("", "expected lines like"),
        ("name: Acme\na: [\n", r"acme\.yaml, line 3: not YAML"),
        ("a: !!python/object:os.system {}\n", r"acme\.yaml, line 1: not YAML"),
        ("name: a\x00b\n", "not YAML"),
    ],
)
def test_a_wrong_provider_file_says_what_is_wrong(text: str, message: str) -> None:
    with pytest.raises(ProviderError, match=message):
        parse_provider("acme", text)


@pytest.mark.parametrize("name", ["openai-compatible", "Acme", "a b", "-a", ""])
def test_a_provider_needs_a_plain_name_that_is_free(name: str) -> None:
    with pytest.raises(ProviderError, match="its name must be"):
        parse_provider(name, GOOD)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "providers"
    folder.mkdir()
    yield folder
    take_own({})


def test_the_owners_files_are_providers_too_and_stand_before_ours(own: Path) -> None:
    assert take_own({"acme": GOOD.encode(), "groq": GOOD.replace("Acme", "Groq by way of Acme").encode()}) == ()
    assert cloud_base_url(CloudSettings(name="a", provider="acme")) == "https://api.acme.test/v1"
    assert "acme" in provider_ids()
    groq = provider("groq")
    assert groq is not None
    assert groq.name == "Groq by way of Acme"
    assert take_own({}) == ()
    assert provider("acme") is None


def test_a_wrong_file_of_the_owner_is_told_and_the_others_hold(own: Path) -> None:
    (own / "acme.yaml").write_text(GOOD, "utf-8")
    (own / "broken.yaml").write_text(GOOD + "dilaect: openai\n", "utf-8")
    (own / "folder.yaml").mkdir()
    (own / "torn.yaml").write_bytes(b"name: \xff\n")
    settings = own.parent / "settings.yaml"
    settings.write_text("cloud:\n  - {name: a, provider: acme, key: keyring}\n", "utf-8")
    loaded = load(settings, environment={"EXO_BRIDGE_HOME": str(own.parent)})
    assert [entry.provider for entry in loaded.settings.cloud] == ["acme"]
    told = [complaint.detail for complaint in loaded.complaints]
    assert told[0].startswith("folder.yaml: cannot be read")
    assert told[1:] == [
        "broken.yaml, line 5: unknown field 'dilaect', did you mean 'dialect'?",
        "torn.yaml: not UTF-8: invalid start byte",
    ]
    assert str(own) in loaded.complaints[0].hint
