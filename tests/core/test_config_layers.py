"""core/config: broken files, the last good copy, and which layer counts."""

from __future__ import annotations

import random
import string
import sys
from pathlib import Path

import pytest

from core.config import file_stamp, load
from core.domain import Mode, Severity
from core.settings import (
    DiscoverySettings,
    LogSettings,
    NodeSettings,
    RoutingSettings,
    Settings,
    TimeoutSettings,
)
from tests.core.config_reading import CONTRACT, Read, words

# ---------------------------------------------------------------------------------------- broken files


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"port: [1\n", 2),
        (b"a: b: c\n", 1),
        (b"port: 1\n\tlog: x\n", 2),
        (b"port: *nowhere\n", 1),
        (b"a: 1\n---\nb: 2\n", 2),
        (b"- a\n- b\n", 1),
        (b"just words\n", 1),
        (b"nodes: &x [*x]\n", 1),
        (b"port: \xff\xfe\n", 0),
        (b"port: \x00\n", 0),
        (b"[" * 1500, 0),
        (b"#" * 200_001, 0),
    ],
)
def test_a_file_that_is_no_yaml_never_stops_the_program(read: Read, file: Path, content: bytes, line: int) -> None:
    loaded = read(content)
    assert loaded.settings == Settings()
    assert [each.title for each in loaded.complaints] == ["The settings file has an error"]
    assert loaded.complaints[0].detail.startswith(f"{file}, line {line}: " if line else f"{file}: ")
    assert loaded.complaints[0].hint == "Correct it. Until then the default settings are in use."
    assert file.read_bytes() == content


def test_instead_of_a_broken_file_the_last_good_one_counts(read: Read, file: Path, tmp_path: Path) -> None:
    good = read(CONTRACT).settings
    loaded = read("port: [\n")
    assert loaded.settings == good
    assert loaded.complaints[0].hint == "Correct it. Until then the last good settings are in use."
    assert file.read_text() == "port: [\n"
    assert read("log: {level: debug}").settings == Settings(log=LogSettings(level="debug"))


def test_a_bad_value_keeps_its_last_good_one_and_an_absent_one_its_default(read: Read) -> None:
    read("port: 1111\nlog: {level: debug}\nnodes: [{name: a, url: 'http://a'}]")
    loaded = read("port: abc\nnodes: oops")
    assert loaded.settings == Settings(port=1111, nodes=(NodeSettings(name="a", url="http://a"),))
    assert len(loaded.complaints) == 2


def test_only_a_file_without_errors_becomes_the_last_good_one(read: Read, tmp_path: Path) -> None:
    read("port: 1111")
    read("port: 2222\nlog: {level: loud}")
    assert read("port: abc").settings.port == 1111
    assert "port: 1111" in (tmp_path / "state" / "settings.last-good.yaml").read_text()


def test_a_warning_does_not_keep_a_file_from_being_good(read: Read) -> None:
    read("port: 1111\ncloud: [{name: a, provider: openai}]")
    assert read("port: abc").settings.port == 1111


def test_the_last_good_copy_of_another_file_is_not_ours(read: Read, tmp_path: Path) -> None:
    read("port: 1111")
    other = tmp_path / "other.yaml"
    other.write_text("port: abc")
    assert load(other, environment={"EXO_BRIDGE_HOME": str(tmp_path)}).settings.port == Settings().port


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_the_last_good_copy_is_private_and_written_only_when_it_changes(read: Read, tmp_path: Path) -> None:
    read("port: 1\r\n")
    copy = tmp_path / "state" / "settings.last-good.yaml"
    assert copy.stat().st_mode & 0o777 == 0o600
    before = copy.stat().st_ino
    read("port: 1\r\n")
    assert copy.stat().st_ino == before
    read("port: 2\r\n")
    assert copy.stat().st_ino != before


@pytest.mark.allow_log("no copy of the settings")
def test_a_state_directory_that_cannot_be_written_costs_only_the_copy(read: Read, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("in the way")
    loaded = read("port: 1111")
    assert (loaded.settings.port, loaded.complaints) == (1111, ())


def test_a_broken_last_good_copy_is_ignored(read: Read, tmp_path: Path) -> None:
    read("port: 1111")
    copy = tmp_path / "state" / "settings.last-good.yaml"
    copy.write_text(copy.read_text() + "\n[")
    assert read("port: abc").settings.port == Settings().port


def test_a_file_that_was_asked_for_and_is_not_there_is_complained_of(tmp_path: Path) -> None:
    loaded = load(tmp_path / "nowhere.yaml", environment={"EXO_BRIDGE_HOME": str(tmp_path)})
    assert loaded.settings == Settings()
    assert [each.title for each in loaded.complaints] == ["The settings file is not there"]


def test_a_directory_in_the_place_of_the_file_is_complained_of(file: Path, read: Read) -> None:
    file.mkdir()
    assert [each.title for each in read(None).complaints] == ["The settings file cannot be read"]


def test_aliases_of_aliases_do_not_eat_the_memory(read: Read) -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    assert len(read("\n".join([*lines, "port: 1111"])).complaints) == 60


def test_no_file_makes_loading_raise(read: Read) -> None:
    """Five hundred files from the same letters as real ones, each loaded whole."""
    dice = random.Random(7)
    pieces = [
        *CONTRACT.split(),
        *string.punctuation,
        "\n",
        "\n  ",
        "\t",
        "- ",
        ": ",
        "é",
        "&a ",
        "*a",
        "|",
        ">",
        "!!x ",
    ]
    for _ in range(500):
        loaded = read("".join(dice.choice(pieces) + dice.choice(["", " ", "\n"]) for _ in range(dice.randint(1, 40))))
        assert isinstance(loaded.settings, Settings)


# ----------------------------------------------------------------------------------------------- layers


def test_command_line_beats_environment_beats_file_beats_default(read: Read) -> None:
    file, environment, overrides = "port: 1001", {"EXO_BRIDGE_PORT": "1002"}, {"port": 1003}
    assert read(None).settings.port == 52410
    assert read(file).settings.port == 1001
    assert read(file, environment).settings.port == 1002
    assert read(file, environment, overrides).settings.port == 1003


def test_every_scalar_can_be_set_by_the_environment(read: Read) -> None:
    loaded = read(
        None,
        {
            "EXO_BRIDGE_DISCOVERY_ENABLED": "0",
            "EXO_BRIDGE_ROUTING_MODE": "local-only",
            "EXO_BRIDGE_TIMEOUTS_FIRST_TOKEN": "7.5",
            "EXO_BRIDGE_LOG_LEVEL": " debug ",
            "EXO_BRIDGE_PORT": "",
        },
    )
    assert loaded.complaints == ()
    assert loaded.settings == Settings(
        discovery=DiscoverySettings(enabled=False),
        routing=RoutingSettings(mode=Mode.LOCAL_ONLY),
        timeouts=TimeoutSettings(first_token=7.5),
        log=LogSettings(level="debug"),
    )


def test_a_bad_variable_leaves_the_file_its_word(read: Read) -> None:
    loaded = read("port: 1001", {"EXO_BRIDGE_PORT": "many"})
    assert loaded.settings.port == 1001
    assert [(each.detail, each.severity) for each in loaded.complaints] == [
        ('EXO_BRIDGE_PORT: port is "many", not a whole number', Severity.ERROR)
    ]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("EXO_BRIDGE_PROT", 'Did you mean "EXO_BRIDGE_PORT"?'),
        ("EXO_BRIDGE_MODE", 'Did you mean "EXO_BRIDGE_ROUTING_MODE"?'),
        ("EXO_BRIDGE_HOEM", 'Did you mean "EXO_BRIDGE_HOME"?'),
        ("EXO_BRIDGE_NODES", "A list can only be set in the settings file."),
        ("EXO_BRIDGE_X", "Take it out of the environment."),
    ],
)
def test_an_unknown_variable_is_warned_of_without_its_value(read: Read, name: str, hint: str) -> None:
    loaded = read(None, {name: "tell-nobody"})
    first = loaded.complaints[0]
    assert (first.title, first.severity) == ("Unknown environment variable", Severity.WARNING)
    assert name in loaded.complaints[0].detail
    assert hint in loaded.complaints[0].hint
    assert "tell-nobody" not in words(loaded)


def test_variables_that_are_no_settings_are_left_alone(read: Read) -> None:
    text = "cloud: [{name: a, provider: openai, key: env:EXO_BRIDGE_OPENAI}]"
    assert read(text, {"EXO_BRIDGE_OPENAI": "k", "EXO_BRIDGE_NO_UPDATE": "1", "PORT": "3"}).complaints == ()


def test_the_command_line_may_set_what_the_file_may(read: Read) -> None:
    overrides = {"port": 0, "routing.mode": Mode.CLOUD_ONLY, "discovery.ports": [1, 2], "builtin.enabled": False}
    loaded = read(None, None, {**overrides, "nodes": [{"name": "a", "url": "http://a"}], "log.level": None})
    assert loaded.complaints == ()
    assert loaded.settings.port == 0
    assert loaded.settings.routing.mode is Mode.CLOUD_ONLY
    assert loaded.settings.discovery.ports == (1, 2)
    assert loaded.settings.builtin.enabled is False
    assert loaded.settings.nodes == (NodeSettings(name="a", url="http://a"),)


def test_a_wrong_word_on_the_command_line_is_complained_of(read: Read) -> None:
    loaded = read("port: 1001", None, {"prot": 1, "port": "many"})
    assert loaded.settings.port == 1001
    assert [(each.title, each.detail, each.hint) for each in loaded.complaints] == [
        ('Unknown setting "prot"', 'command line: "prot" is no setting', 'Did you mean "port"?'),
        (
            "Wrong setting: port",
            'command line: port is "many", not a whole number',
            "Correct it.",
        ),
    ]


# ------------------------------------------------------------------------------------------------ stamp


def test_the_stamp_changes_when_somebody_edits_the_file(file: Path) -> None:
    assert file_stamp(file) is None
    file.write_text("port: 1")
    first = file_stamp(file)
    assert first == file_stamp(file) is not None
    file.write_text("port: 12")
    assert file_stamp(file) != first
