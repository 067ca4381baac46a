"""core/settings.py as the rest of the program reads it: declarations, template file, list for people and scripts."""

from __future__ import annotations

import json
import re
import stat
import sys
from pathlib import Path

import pytest

from core.config import create_default, describe, load
from core.config.schema import Kind, Setting, by_path, root, walk
from core.config.template import default_text
from core.domain import KeyName, KeyReference, KeySource
from core.settings import AliasSettings, CloudSettings, ModelRuleSettings, NodeSettings, RoutingSettings, Settings

ALL = [each for setting in walk() for each in (setting, *setting.fields)]


@pytest.mark.parametrize("setting", ALL, ids=lambda each: each.path)
def test_every_setting_has_a_help_that_is_a_sentence(setting: Setting) -> None:
    assert setting.help
    assert setting.help[0].isupper() or setting.help.startswith(("keyring", "local-first"))


@pytest.mark.parametrize("setting", ALL, ids=lambda each: each.path)
def test_every_default_keeps_its_own_limits(setting: Setting) -> None:
    values = setting.default if setting.kind is Kind.LIST else [setting.default]
    for value in values:
        assert not setting.choices or value in setting.choices
        assert setting.minimum is None or value >= setting.minimum
        assert setting.maximum is None or value <= setting.maximum


def test_the_tree_knows_what_may_stand_where() -> None:
    kinds = {path: setting.kind for path, setting in by_path().items()}
    assert kinds["port"] is Kind.INTEGER
    assert kinds["discovery.enabled"] is Kind.BOOLEAN
    assert kinds["discovery.ports"] is Kind.LIST
    assert kinds["nodes"] is Kind.ENTRIES
    assert kinds["routing.mode"] is Kind.STRING
    assert kinds["health.interval"] is Kind.NUMBER
    assert {field.name: field.kind for field in by_path()["cloud"].fields}["key"] is Kind.KEY
    assert root().build is Settings


def test_the_environment_names_of_settings_are_unambiguous() -> None:
    names = [setting.variable for setting in walk() if setting.is_scalar]
    assert len(set(names)) == len(names)
    assert by_path()["routing.mode"].variable == "EXO_BRIDGE_ROUTING_MODE"


def test_describe_tells_all_that_a_script_needs() -> None:
    described = {each["name"]: each for each in describe()}
    assert described["port"] == {
        "name": "port",
        "type": "integer",
        "default": 52410,
        "help": "The port on 127.0.0.1 that your apps use.",
        "minimum": 0,
        "maximum": 65535,
        "environment": "EXO_BRIDGE_PORT",
    }
    assert described["routing.mode"]["choices"] == ["local-first", "local-only", "cloud-first", "cloud-only"]
    assert described["routing.mode"]["default"] == "local-first"
    assert (described["nodes"]["type"], described["nodes"]["default"]) == ("list", [])
    assert described["nodes[].url"]["required"] is True
    assert "environment" not in described["nodes[].url"]
    assert (described["discovery.ports"]["type"], described["discovery.ports"]["default"]) == (
        "list of integer",
        [52415],
    )
    assert described["cloud[].key"]["type"] == "key"


def test_describe_can_be_printed_as_json_and_every_entry_has_type_default_and_help() -> None:
    printed = json.loads(json.dumps(describe()))
    assert len(printed) == len(ALL)
    assert all({"name", "type", "default", "help"} <= set(each) for each in printed)


def test_the_template_changes_nothing_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    create_default(file)
    loaded = load(file, environment={"EXO_BRIDGE_HOME": str(tmp_path)})
    assert (loaded.settings, loaded.complaints) == (Settings(), ())


def test_the_template_without_its_signs_says_every_default(tmp_path: Path) -> None:
    """So whatever a newcomer switches on is right, indented right, and the default that it claims to be."""
    file = tmp_path / "settings.yaml"
    file.write_text(re.sub(r"^#", "", default_text(), flags=re.MULTILINE), encoding="utf-8")
    loaded = load(file, environment={"EXO_BRIDGE_HOME": str(tmp_path)})
    assert loaded.complaints == ()
    assert loaded.settings == Settings(
        nodes=(NodeSettings(name="studio", url="http://192.168.1.20:52415"),),
        cloud=(
            CloudSettings(
                name="openrouter",
                provider="openrouter",
                key=KeyReference(KeySource.KEYRING, KeyName("openrouter")),
                models=("*",),
            ),
        ),
        routing=RoutingSettings(
            aliases=(AliasSettings("gpt-4o", ("qwen3-30b", "openai/gpt-4o")),),
            per_model=(ModelRuleSettings("private", ("*-private",), "local-only"),),
        ),
    )


def test_the_template_shows_every_setting_with_its_help() -> None:
    text = default_text()
    for setting in ALL:
        assert re.search(rf"^#[ -]*{setting.name}:", text, re.MULTILINE), setting.path
        assert setting.help in text


def test_every_line_of_the_template_is_switched_off() -> None:
    assert all(line == "" or line.startswith("#") for line in default_text().splitlines())
    assert all(line == line.rstrip() for line in default_text().splitlines())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_the_template_is_for_its_owner_only(tmp_path: Path) -> None:
    create_default(tmp_path / "new" / "settings.yaml")
    assert stat.S_IMODE((tmp_path / "new" / "settings.yaml").stat().st_mode) == 0o600


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text("port: 1\n")
    create_default(file)
    assert file.read_text() == "port: 1\n"
