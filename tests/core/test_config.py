"""core/config: loading. All errors at once, each with its place; what is right, wrong, secret and private."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.config import Loaded
from core.domain import BackendKind, Complaint, KeyName, KeyReference, KeySource, Mode, Severity
from core.settings import (
    CloudSettings,
    DiscoverySettings,
    LogSettings,
    NodeSettings,
    RoutingSettings,
    Settings,
    TimeoutSettings,
)
from tests.core.config_reading import CONTRACT, Read, words

SECRETS = (
    "sk-or-v1-0123456789abcdef0123",
    "hf_AbCdEfGhIjKlMnOpQr",
    "0123456789abcdef0123456789abcdef",
    "plain-old-password",
    "env:sk-abcdefgh12345678",
    "env:hf_AbCdEfGhIjKlMnOpQr",
    "env:A1b2C3d4E5f6G7h8I9j0K1l2",
    "keyring:sk-abcdefgh12345678",
    "${OPENAI_KEY:-abcdefgh}",
    "[sk-abcdefgh12345678]",
    "{value: sk-abcdefgh12345678}",
)

# ------------------------------------------------------------------------------------------ what is right


def test_the_contract_of_the_issue_is_read(read: Read) -> None:
    loaded = read(CONTRACT)
    assert loaded.complaints == ()
    assert loaded.settings == Settings(
        port=52410,
        discovery=DiscoverySettings(enabled=False),
        nodes=(NodeSettings(name="studio", url="http://127.0.0.1:52415", kind=BackendKind.AUTO),),
        cloud=(
            CloudSettings(
                name="openrouter",
                provider="openrouter",
                key=KeyReference(KeySource.KEYRING, KeyName("openrouter")),
                models=("*",),
            ),
            CloudSettings(
                name="mine",
                provider="openai-compatible",
                base_url="https://example.org/v1",
                key=KeyReference(KeySource.ENVIRONMENT, KeyName("MY_KEY")),
            ),
        ),
        routing=RoutingSettings(mode=Mode.LOCAL_FIRST),
    )


def test_without_a_file_the_defaults_hold_and_nothing_is_complained_of(read: Read, file: Path) -> None:
    assert read(None) == Loaded(Settings(), (), file)
    assert not file.exists()


@pytest.mark.parametrize("text", ["", "# only comments\n", "---\n", "~\n", "\ufeff", "port:\nnodes:\nrouting:\n"])
def test_a_file_that_says_nothing_means_the_defaults(read: Read, text: str) -> None:
    loaded = read(text)
    assert (loaded.settings, loaded.complaints) == (Settings(), ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_files_of_windows_editors_are_read(read: Read, encoding: str, line_break: str) -> None:
    loaded = read(f"# größe{line_break}nodes:{line_break}- {{name: büro, url: 'http://b:1'}}".encode(encoding))
    assert (loaded.settings.nodes, loaded.complaints) == ((NodeSettings(name="büro", url="http://b:1"),), ())


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("yes", True), ("ON", True), ("false", False), ("No", False), ("off", False), ('"off"', False)],
)
def test_a_switch_may_be_said_in_each_way_of_yaml(read: Read, text: str, value: bool) -> None:
    loaded = read(f"builtin: {{enabled: {text}}}")
    assert (loaded.settings.builtin.enabled, loaded.complaints) == (value, ())


@pytest.mark.parametrize("text", ["no", "1234", "1.50", "null x", "~x", "2024-01-01", "'yes'"])
def test_a_name_is_the_word_that_was_written(read: Read, text: str) -> None:
    loaded = read(f"nodes: [{{name: {text}, url: 'http://a'}}]")
    assert (loaded.settings.nodes[0].name, loaded.complaints) == (text.strip("'"), ())


@pytest.mark.parametrize(
    ("text", "value"), [("3", 3.0), ("0.25", 0.25), ("1e1", 10.0), ("'2'", 2.0), (".5", 0.5), ("6_0", 60.0)]
)
def test_numbers(read: Read, text: str, value: float) -> None:
    loaded = read(f"timeouts: {{silence: {text}}}")
    assert (loaded.settings.timeouts, loaded.complaints) == (TimeoutSettings(silence=value), ())


def test_an_address_loses_its_last_slash(read: Read) -> None:
    assert read("nodes: [{name: a, url: ' http://A.local:52415/ '}]").settings.nodes[0].url == "http://A.local:52415"


def test_an_alias_means_what_it_points_to(read: Read) -> None:
    loaded = read("nodes: [{name: a, url: &there http://x:1}, {name: b, url: *there}]")
    assert [node.url for node in loaded.settings.nodes] == ["http://x:1", "http://x:1"]


# ------------------------------------------------------------------------------------------ what is wrong


def test_all_errors_are_told_at_once_each_with_its_line(read: Read, file: Path) -> None:
    loaded = read(
        "prot: 1\n"
        "port: many\n"
        "nodes:\n"
        "  - {name: a, url: 'http://x:1'}\n"
        "  - {name: b, url: 'http://x:1', prioritiy: 3}\n"
        "cloud:\n"
        "  - name: c\n"
        "    provider: opnrouter\n"
        "log: {level: loud}\n"
    )
    assert [(each.title, each.detail.split(":")[0], each.hint) for each in loaded.complaints] == [
        ('Unknown setting "prot"', f"{file}, line 1", 'Did you mean "port"?'),
        ("Wrong setting: port", f"{file}, line 2", "Correct it; the change is noticed at once."),
        ('Unknown setting "nodes[b].prioritiy"', f"{file}, line 5", 'Did you mean "priority"?'),
        ("Wrong setting: cloud[c].provider", f"{file}, line 8", 'Did you mean "openrouter"?'),
        ("Wrong setting: log.level", f"{file}, line 9", "Correct it; the change is noticed at once."),
    ]
    assert all(each.severity is Severity.ERROR for each in loaded.complaints)
    assert loaded.settings == Settings(nodes=(NodeSettings(name="a", url="http://x:1"),))


def test_a_complaint_reads_like_a_sentence(read: Read, file: Path) -> None:
    assert read("port: 70000").complaints == (
        Complaint(
            "Wrong setting: port",
            f"{file}, line 1: port is 70000, the largest is 65535",
            "Correct it; the change is noticed at once.",
            Severity.ERROR,
        ),
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("port: abc", 'port is "abc", not a whole number'),
        ("port: 1.5", 'port is "1.5", not a whole number'),
        ("port: true", 'port is "true", not a whole number'),
        ("port: 1:30", 'port is "1:30", not a whole number'),
        ("port: -1", "port is -1, the smallest is 0"),
        ("port: [1]", "port must be one value, not several"),
        ("port: {a: 1}", "port must be one value, not several"),
        ("builtin: {enabled: 3}", 'builtin.enabled is "3", not true or false'),
        ("timeouts: {connect: 3s}", 'timeouts.connect is "3s", not a number'),
        ("timeouts: {connect: .inf}", 'timeouts.connect is ".inf", not a number'),
        ("timeouts: {connect: 1e999}", "timeouts.connect is 1e999, which is too large"),
        ("health: {interval: 0}", "health.interval is 0, the smallest is 1"),
        ("discovery: {ports: 52415}", "discovery.ports must be a list like [one, two]"),
        ("discovery: {ports: [1, x]}", 'discovery.ports is "x", not a whole number'),
        ("discovery: {ports: [0]}", "discovery.ports is 0, the smallest is 1"),
        ("discovery: true", "discovery must be indented lines like 'name: value' below it"),
        ("nodes: {name: a}", "nodes must be a list, each entry beginning with '-'"),
        ("nodes: [hello]", "nodes[1] must be lines like 'name: value'"),
        ("nodes: [{name: a}]", "nodes[a].url is missing"),
        ("nodes: [{url: 'http://a'}]", "nodes[1].name is missing"),
        ("nodes: [{name: , url: 'http://a'}]", "nodes[1].name is missing"),
        ("nodes: [{name: '', url: 'http://a'}]", "nodes[1].name must be one line of 1 to 64 letters"),
        ("nodes: [{name: a, url: 'ftp://a'}]", "does not begin with http:// or https://"),
        ("nodes: [{name: a, url: 'http://'}]", "names no machine"),
        ("nodes: [{name: a, url: 'http://a:99999'}]", "which is no web address"),
        ("nodes: [{name: a, url: 'http://a:0'}]", "names no machine"),
        ("nodes: [{name: a, url: 'http://a b/'}]", "names no machine"),
        ("nodes: [{name: a, url: 'http://a?x=1'}]", "nodes[a].url has a ? or # part"),
        ("nodes: [{name: a, url: 'http://u:p@a'}]", "nodes[a].url has a user name or password in it"),
        ("nodes: [{name: a, url: 'http://a', kind: exoo}]", 'nodes[a].kind is "exoo", not one of auto, exo'),
        ("nodes: [{name: a, url: 'http://a', kind: builtin}]", 'nodes[a].kind is "builtin", not one of auto, exo'),
        ("nodes: [{name: a, url: 'http://a', weight: -1}]", "nodes[a].weight is -1, the smallest is 0"),
        ("cloud: [{name: a, provider: openai-compatible, key: keyring}]", "cloud[a].base_url is missing"),
        ("cloud: [{name: a, provider: azure, key: keyring}]", "cloud[a].base_url is missing; azure has no address"),
        ("cloud: [{name: a, provider: openai, key: keyring, models: gpt}]", "cloud[a].models must be a list"),
        ("cloud: [{name: a, provider: openai, key: keyrng}]", "cloud[a].key is neither keyring nor env:NAME"),
        ("cloud: [{name: a, provider: openai, key: 'env:'}]", "cloud[a].key has no name of an environment variable"),
    ],
)
def test_a_wrong_value_costs_only_itself_and_says_why(read: Read, file: Path, text: str, problem: str) -> None:
    loaded = read(f"log: {{level: debug}}\n{text}\n")
    assert loaded.settings == Settings(log=LogSettings(level="debug"))
    assert len(loaded.complaints) == 1
    assert loaded.complaints[0].detail.startswith(f"{file}, line 2: ")
    assert problem in loaded.complaints[0].detail


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("nodes: [{name: a, url: '192.168.1.20:52415'}]", 'Did you mean "http://192.168.1.20:52415"?'),
        ("nodes: [{name: a, url: 'htp://a:1'}]", "It must begin with http:// or https://"),
        ("nodes: [{name: a, url: 'http://a', kind: olama}]", 'Did you mean "ollama"?'),
        ("cloud: [{name: a, provider: OpenAI, key: keyring}]", 'Did you mean "openai"?'),
        ("cloud: [{name: a, provider: acme, key: keyring}]", 'write "openai-compatible" and its base_url.'),
        ("cloud: [{name: a, provider: openai, key: keyrng}]", 'Did you mean "keyring"?'),
        ("timeouts: {connect: 3s}", "Write the plain number, without a unit."),
        ("discovery: true", "There may stand: enabled, network, other_servers, ports."),
        ("nodes: [{name: a}]", "Its address, for example http://192.168.1.20:52415"),
        ("nodes: {name: a}", "Each entry needs name and url."),
        ("Port: 3", 'Did you mean "port"?'),
        ("qqq: 3", "Known are: port, ollama_port, discovery, nodes, cloud"),
        ("timeouts: {first-token: 3}", 'Did you mean "first_token"?'),
    ],
)
def test_the_hint_says_what_to_do(read: Read, text: str, hint: str) -> None:
    assert hint in read(text).complaints[0].hint


def test_a_key_that_stands_twice_counts_once(read: Read, file: Path) -> None:
    loaded = read("port: 1\nlog: {level: debug}\nport: 2\n")
    assert loaded.settings.port == 1
    assert [each.detail for each in loaded.complaints] == [
        f"{file}, line 3: port stands here again, first in line 1",
    ]


def test_a_bad_entry_costs_only_this_entry(read: Read) -> None:
    loaded = read(
        "cloud:\n"
        "  - {name: a, provider: openai, key: keyring}\n"
        "  - {name: b, provider: openai, key: keyring, enabeld: false}\n"
        "  - {name: c, provider: openai, key: keyring}\n"
    )
    assert [entry.name for entry in loaded.settings.cloud] == ["a", "c"]
    assert [each.title for each in loaded.complaints] == ['Unknown setting "cloud[b].enabeld"']


@pytest.mark.parametrize("second", ["a", "A"])
def test_of_two_entries_with_one_name_the_first_counts(read: Read, second: str) -> None:
    loaded = read(f"nodes:\n  - {{name: a, url: 'http://a:1'}}\n  - {{name: {second}, url: 'http://b:1'}}\n")
    assert loaded.settings.nodes == (NodeSettings(name="a", url="http://a:1"),)
    assert loaded.complaints[0].detail.endswith(f'line 3: nodes[{second}] has the name "{second}" like another entry')


def test_a_node_and_an_account_of_one_name_are_kept_with_a_warning(read: Read) -> None:
    loaded = read("nodes: [{name: x, url: 'http://a'}]\ncloud: [{name: X, provider: openai, key: keyring}]")
    assert (len(loaded.settings.nodes), len(loaded.settings.cloud)) == (1, 1)
    assert [(each.title, each.severity) for each in loaded.complaints] == [
        ("Two backends have one name", Severity.WARNING)
    ]


def test_a_known_provider_without_a_key_is_kept_with_a_warning(read: Read) -> None:
    loaded = read("cloud: [{name: a, provider: openai}]")
    assert loaded.settings.cloud == (CloudSettings(name="a", provider="openai"),)
    assert [each.severity for each in loaded.complaints] == [Severity.WARNING]


@pytest.mark.parametrize(
    ("address", "warns"),
    [
        ("http://api.example.org/v1", True),
        ("http://8.8.8.8/v1", True),
        ("https://api.example.org/v1", False),
        ("http://127.0.0.1:9/v1", False),
        ("http://localhost:9/v1", False),
        ("http://192.168.1.2/v1", False),
        ("http://[fd00::1]/v1", False),
        ("http://[2001:4860:4860::8888]/v1", True),
        ("http://nas/v1", False),
        ("http://nas.local/v1", False),
    ],
)
def test_a_key_that_would_travel_in_the_open_is_warned_of(read: Read, address: str, warns: bool) -> None:
    loaded = read(f"cloud: [{{name: a, provider: openai-compatible, base_url: '{address}', key: env:K}}]")
    assert len(loaded.settings.cloud) == 1
    assert [each.title for each in loaded.complaints] == ["A key travels in the open"] * warns


# ----------------------------------------------------------------------------------------------- secrets


@pytest.mark.parametrize("secret", SECRETS)
def test_a_key_in_the_file_is_refused_and_never_repeated(read: Read, tmp_path: Path, secret: str) -> None:
    quote = "" if secret[0] in "[{" else '"'
    loaded = read(f"cloud: [{{name: a, provider: openai, key: {quote}{secret}{quote}}}]")
    assert loaded.settings.cloud == ()
    assert "keyring" in words(loaded)
    for piece in (secret, secret.partition(":")[2] or secret, "abcdefgh", "AbCdEfGh", "A1b2C3"):
        assert piece not in words(loaded) + repr(loaded)
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize(
    "text",
    [
        "port: {}",
        "log: {{level: {}}}",
        "routing: {{mode: {}}}",
        "nodes: [{{name: {}, url: 'http://a'}}]",
        "nodes: [{{name: a, url: {}}}]",
        "cloud: [{{name: a, provider: {}, key: keyring}}]",
        "cloud: [{{name: a, provider: openai-compatible, base_url: 'https://x/v1?key={}', key: keyring}}]",
        "nodes: [{{name: a, url: 'http://me:{}@host'}}]",
        "api_key: {}",
        "{}: 3",
        "port: *{}",
        "port: &x\n  {}: [\n",
        "key: '{}\n",
    ],
)
def test_a_key_in_the_wrong_place_is_never_repeated(read: Read, text: str) -> None:
    for secret in ("sk-or-v1-0123456789abcdef0123", "a0123456789abcdef0123abcd"):
        loaded = read(text.format(secret))
        assert loaded.complaints
        assert "0123456789" not in words(loaded)


# ---------------------------------------------------------------------------------------------- privacy


@pytest.mark.parametrize(
    "text",
    [
        "routing: {mode: local-onyl}",
        "routing: {mode: [local-only]}",
        "routing: {mdoe: local-only}",
        "routing: local-only",
        "routing: [local-only]",
        "roting: {mode: local-only}",
    ],
)
def test_a_mode_that_cannot_be_read_sends_nothing_to_the_cloud(read: Read, text: str) -> None:
    read("routing: {mode: cloud-first}")
    loaded = read(text)
    assert loaded.settings.routing.mode is Mode.LOCAL_ONLY
    assert loaded.complaints[-1].title == "Only your own machines may answer for now"


def test_a_mistyped_mode_in_the_environment_sends_nothing_to_the_cloud(read: Read) -> None:
    for environment in (
        {"EXO_BRIDGE_ROUTING_MODE": "local_only"},
        {"EXO_BRIDGE_ROUTNG_MODE": "local-only"},
        {"EXO_BRIDGE_MODE": "local-only"},
    ):
        assert read("routing: {mode: cloud-first}", environment).settings.routing.mode is Mode.LOCAL_ONLY


def test_a_higher_layer_that_can_be_read_ends_the_guard(read: Read) -> None:
    loaded = read("routing: {mode: local-onyl}", overrides={"routing.mode": "cloud-first"})
    assert loaded.settings.routing.mode is Mode.CLOUD_FIRST
    assert [each.title for each in loaded.complaints] == ["Wrong setting: routing.mode"]
