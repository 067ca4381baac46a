"""core/config/editor.py: a change of the owner is written, and every other character of the file stays."""

from __future__ import annotations

import random
import stat
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from core.config import Change, ConfigError, PutEntry, RemoveEntry, SetValue, create_default, edit, file_stamp, load
from core.config.editor import _write
from core.domain import KeyName, KeyReference, KeySource, Mode
from core.settings import CloudSettings, NodeSettings, Settings

Edit = Callable[..., str]

STUDIO = NodeSettings(name="studio", url="http://s:1")
LAPTOP = NodeSettings(name="laptop", url="http://l:1", priority=2)
ROUTER = CloudSettings(
    name="router",
    provider="openrouter",
    key=KeyReference(KeySource.KEYRING, KeyName("router")),
    models=("*",),
)
MINE = CloudSettings(
    name="mine",
    provider="openai-compatible",
    base_url="https://x.test/v1",
    key=KeyReference(KeySource.ENVIRONMENT, KeyName("MY_KEY")),
    enabled=False,
)

FILE = """\
# my settings
port: 1234   # the old one

nodes:
  # upstairs
  - name: studio   # big
    url: "http://s:1"
    # quiet at night

  # downstairs
  - {name: attic, url: "http://a:1"}

# the cloud
cloud:
  - name: router
    provider: openrouter
    models:
      - a
      - b
    key: keyring
routing: {mode: local-first}   # careful
# the end
"""


@pytest.fixture
def edited(tmp_path: Path) -> Edit:
    """Write this text, make the changes, give the new text."""

    def edited(text: str, *changes: Change) -> str:
        file = tmp_path / "settings.yaml"
        file.write_bytes(text.encode())
        for change in changes:
            edit(file, change)
        return file.read_bytes().decode()

    return edited


def read(tmp_path: Path) -> Settings:
    """What the file of `edited` says; it must say it without a complaint."""
    loaded = load(tmp_path / "settings.yaml", environment={"EXO_BRIDGE_HOME": str(tmp_path)})
    assert loaded.complaints == ()
    return loaded.settings


def test_a_scalar_is_replaced_in_its_place(edited: Edit) -> None:
    assert edited(FILE, SetValue("port", 5)) == FILE.replace("1234", "5")
    assert edited(FILE, SetValue("routing.mode", Mode.CLOUD_ONLY)) == FILE.replace("local-first", "cloud-only")


def test_a_setting_that_is_not_there_yet_is_added_at_the_end(edited: Edit) -> None:
    assert edited("port: 1\n", SetValue("log.level", "debug")) == "port: 1\n\nlog:\n  level: debug\n"
    assert edited("# a\n", SetValue("port", 3)) == "# a\nport: 3\n"
    assert edited("", SetValue("port", 3)) == "port: 3\n"


def test_a_setting_joins_its_table(edited: Edit) -> None:
    assert edited("health:\n    interval: 5 # s\n# x\nport: 1", SetValue("health.timeout", 2.5)) == (
        "health:\n    interval: 5 # s\n    timeout: 2.5\n# x\nport: 1"
    )
    assert edited("health: {interval: 5}", SetValue("health.timeout", 2)) == "health: {interval: 5, timeout: 2}"
    assert edited("builtin: {}", SetValue("builtin.enabled", False)) == "builtin: {enabled: false}"
    assert edited("builtin:\n", SetValue("builtin.enabled", True)) == "builtin: {enabled: true}\n"


def test_an_entry_is_added_at_the_end_of_its_list(edited: Edit) -> None:
    new = '  - name: laptop\n    url: "http://l:1"\n    priority: 2\n'
    anchor = '  - {name: attic, url: "http://a:1"}\n'
    assert edited(FILE, PutEntry(LAPTOP)) == FILE.replace(anchor, anchor + new)


def test_a_comment_inside_the_last_entry_stays_with_it(edited: Edit) -> None:
    text = "nodes:\n  - name: a\n    url: http://a\n    # deeper: of a\n  # of the list\n"
    assert edited(text, PutEntry(STUDIO)) == text.replace("of a\n", 'of a\n  - name: studio\n    url: "http://s:1"\n')


def test_a_list_that_is_missing_empty_or_commented_out_is_made(edited: Edit) -> None:
    entry = 'name: studio\n    url: "http://s:1"\n'
    assert edited("port: 1\n#nodes:\n", PutEntry(STUDIO)) == f"port: 1\n#nodes:\n\nnodes:\n  - {entry}"
    assert edited("nodes:\nport: 1\n", PutEntry(STUDIO)) == f"nodes:\n  - {entry}port: 1\n"
    assert edited("nodes: []\n", PutEntry(STUDIO)) == 'nodes: [{name: studio, url: "http://s:1"}]\n'
    assert edited("{}", PutEntry(STUDIO)) == '{nodes: [{name: studio, url: "http://s:1"}]}'


def test_an_entry_is_written_with_its_needs_and_its_differences_only(edited: Edit) -> None:
    assert edited("port: 1\n", PutEntry(ROUTER), PutEntry(MINE)) == (
        "port: 1\n\ncloud:\n"
        '  - name: router\n    provider: openrouter\n    key: keyring\n    models: ["*"]\n'
        '  - name: mine\n    provider: openai-compatible\n    base_url: "https://x.test/v1"\n'
        "    key: env:MY_KEY\n    enabled: false\n"
    )


def test_an_entry_of_the_same_name_is_changed_in_its_place(edited: Edit) -> None:
    assert edited(FILE, PutEntry(NodeSettings(name="studio", url="http://t:2", region="lab"))) == FILE.replace(
        '"http://s:1"\n', '"http://t:2"\n    region: lab\n'
    )
    assert edited(FILE, PutEntry(NodeSettings(name="attic", url="http://a:1", enabled=False))) == FILE.replace(
        '"http://a:1"}', '"http://a:1", enabled: false}'
    )


def test_a_block_of_models_becomes_one_line_only_when_it_changes(edited: Edit) -> None:
    same = CloudSettings(name="router", provider="openrouter", key=ROUTER.key, models=("a", "b"))
    assert edited(FILE, PutEntry(same)) == FILE
    assert edited(FILE, PutEntry(ROUTER)) == FILE.replace("models:\n      - a\n      - b\n", 'models: ["*"]\n')


def test_a_value_that_went_back_to_its_default_is_said(edited: Edit, tmp_path: Path) -> None:
    key = KeyReference(KeySource.KEYRING, KeyName("mine"))
    text = "cloud: [{name: mine, provider: openai, key: keyring, enabled: false, base_url: 'https://x.test'}]"
    assert edited(text, PutEntry(CloudSettings(name="mine", provider="openai", key=key))) == (
        'cloud: [{name: mine, provider: openai, key: keyring, enabled: true, base_url: ""}]'
    )
    assert read(tmp_path).cloud == (CloudSettings(name="mine", provider="openai", key=key),)


def test_an_entry_can_get_a_new_name(edited: Edit) -> None:
    renamed = NodeSettings(name="loft", url="http://a:1")
    assert edited(FILE, PutEntry(renamed, replaces="attic")) == FILE.replace("attic", "loft")


@pytest.mark.parametrize("change", [PutEntry(NodeSettings(name="Studio", url="http://x")), PutEntry(STUDIO, "attic")])
def test_a_name_that_another_entry_has_is_refused(edited: Edit, change: Change) -> None:
    with pytest.raises(ConfigError, match="There is already an entry called"):
        edited(FILE, change)


def test_an_entry_is_removed_and_the_comments_around_it_stay(edited: Edit) -> None:
    assert edited(FILE, RemoveEntry("nodes", "studio")) == FILE.replace(
        '  - name: studio   # big\n    url: "http://s:1"\n', ""
    )
    assert edited(FILE, RemoveEntry("nodes", "attic")) == FILE.replace('  - {name: attic, url: "http://a:1"}\n', "")


@pytest.mark.parametrize(
    ("text", "name", "left"),
    [
        ("nodes: [{name: a, url: u}, {name: b, url: u}]", "a", "nodes: [{name: b, url: u}]"),
        ("nodes: [{name: a, url: u}, {name: b, url: u}]", "b", "nodes: [{name: a, url: u}]"),
        ("nodes: [{name: a, url: u}]", "a", "nodes: []"),
        ("nodes:\n- name: a\n  url: u", "a", "nodes:\n"),
        ("nodes:\n  -\n    # my-note - x\n    name: a\n  - name: b\n", "a", "nodes:\n  - name: b\n"),
        ("nodes:\n- name: a\n  url: >-\n    u\n\n- name: b\n", "a", "nodes:\n\n- name: b\n"),
        ("nodes:\r\n- name: a\r\n  url: u\r\n- name: b\r\n", "a", "nodes:\r\n- name: b\r\n"),
    ],
)
def test_removing_in_every_style(edited: Edit, text: str, name: str, left: str) -> None:
    assert edited(text, RemoveEntry("nodes", name)) == left


def test_a_list_whose_dash_does_not_begin_its_line_is_refused(edited: Edit) -> None:
    with pytest.raises(ConfigError, match="without touching other lines"):
        edited("port: 1\n? nodes\n: - name: a\n    url: u\n", RemoveEntry("nodes", "a"))


def test_removing_what_is_not_there_changes_nothing(edited: Edit) -> None:
    assert edited(FILE, RemoveEntry("cloud", "nobody"), RemoveEntry("nodes", "router")) == FILE


def test_line_breaks_of_windows_are_kept(edited: Edit) -> None:
    text = "port: 1\r\nnodes:\r\n- {name: a, url: 'http://a'} # x\r\n# y\r\n"
    assert edited(text, PutEntry(STUDIO), SetValue("log.level", "debug")) == (
        "port: 1\r\nnodes:\r\n- {name: a, url: 'http://a'} # x\r\n- name: studio\r\n  url: \"http://s:1\"\r\n"
        "# y\r\n\r\nlog:\r\n  level: debug\r\n"
    )


@pytest.mark.parametrize(
    "name", ["no", "null", "~", "1234", "a: b", "# x", "- y", "größe", 'quo"te', "back\\slash", "*"]
)
def test_a_name_that_means_something_in_yaml_stays_a_name(edited: Edit, tmp_path: Path, name: str) -> None:
    entry = NodeSettings(name=name, url="http://a")
    for text in ("nodes:\n- name: first\n  url: http://f\n", "nodes: [{name: first, url: http://f}]\n"):
        edited(text, PutEntry(entry))
        assert read(tmp_path).nodes[1] == entry


def test_a_missing_file_is_made_from_the_template(tmp_path: Path) -> None:
    file = tmp_path / "new" / "settings.yaml"
    edit(file, PutEntry(ROUTER))
    create_default(tmp_path / "settings.yaml")
    assert file.read_text().startswith((tmp_path / "settings.yaml").read_text())
    assert load(file, environment={"EXO_BRIDGE_HOME": str(tmp_path)}).settings == Settings(cloud=(ROUTER,))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_the_mode_of_the_file_stays(tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text(FILE)
    file.chmod(0o640)
    edit(file, SetValue("port", 5))
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("port: [\n", "The settings file has an error, so nothing was saved"),
        ("- a\n", "The settings file has an error, so nothing was saved"),
        ("port: \x00", "The settings file has an error, so nothing was saved"),
        # the end of the document, an alias, a key that stands twice: the change would land elsewhere
        ("port: 1\n...\n", "This change cannot be made without touching other lines, so nothing was saved"),
        (
            "a: &x 1\nlog: {level: *x}\n",
            "This change cannot be made without touching other lines, so nothing was saved",
        ),
        (
            "log: {level: info}\nlog: {}\n",
            "This change cannot be made without touching other lines, so nothing was saved",
        ),
        ("log: words\n", "This change cannot be made without touching other lines, so nothing was saved"),
    ],
)
def test_a_file_that_could_suffer_is_refused_and_left_as_it_is(tmp_path: Path, text: str, title: str) -> None:
    file = tmp_path / "settings.yaml"
    file.write_bytes(text.encode())
    with pytest.raises(ConfigError) as caught:
        edit(file, SetValue("log.level", "debug"))
    assert caught.value.title == title
    assert str(file) in caught.value.hint
    assert file.read_bytes() == text.encode()


@pytest.mark.parametrize(
    ("change", "title", "hint"),
    [
        (SetValue("prot", 3), 'There is no single value "prot"', 'Did you mean "port"?'),
        (SetValue("nodes", "x"), 'There is no single value "nodes"', "Known are: port, "),
        (SetValue("port", 70000), "port is 70000, the largest is 65535", ""),
        (SetValue("routing.mode", "local"), 'routing.mode is "local", not one of', 'Did you mean "local-'),
        (PutEntry(NodeSettings(name="a", url="a:1")), 'Not saved: a.url is "a:1"', 'Did you mean "http://a:1"?'),
        (PutEntry(NodeSettings(name="", url="http://a")), "Not saved: entry.name must be one line", ""),
        (PutEntry(CloudSettings(name="a", provider="opnai")), 'Not saved: a.provider is "opnai"', "openai"),
        (PutEntry(CloudSettings(name="a", provider="openai-compatible")), "Not saved: a.base_url is missing", ""),
    ],
)
def test_a_wrong_change_is_refused_with_what_to_do(tmp_path: Path, change: Change, title: str, hint: str) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text(FILE)
    with pytest.raises(ConfigError) as caught:
        edit(file, change)
    assert caught.value.title.startswith(title)
    assert hint in caught.value.hint
    assert file.read_text() == FILE


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text("port: 1")
    stamp = file_stamp(file)
    file.write_text("port: 22")
    with pytest.raises(ConfigError, match="changed meanwhile"):
        _write(file, "port: 3", stamp)
    assert file.read_text() == "port: 22"


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "in-the-way").write_text("")
    with pytest.raises(ConfigError, match="The settings file cannot be written"):
        _write(tmp_path / "in-the-way" / "settings.yaml", "port: 3", None)


def test_a_directory_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="The settings file cannot be read"):
        edit(tmp_path, SetValue("port", 3))


def test_whatever_is_changed_in_whatever_order_the_file_says_it(edited: Edit, tmp_path: Path) -> None:
    """Twelve walks of random changes against a model of the settings, from four styles of files."""
    dice = random.Random(11)
    styles = (FILE, "", "nodes: []\ncloud: []\n", "{port: 1234}\n")
    for walk in range(12):
        edited(styles[walk % 4])
        expected = read(tmp_path)
        for _ in range(6):
            change, expected = _random_change(dice, expected)
            edit(tmp_path / "settings.yaml", change)
            assert read(tmp_path) == expected
        if walk % 4 == 0:
            text = (tmp_path / "settings.yaml").read_text()
            assert [
                c
                for c in ("# my", "# the old", "# upst", "# downst", "# the cl", "# careful", "# the e")
                if c not in text
            ] == []


def test_no_file_makes_an_edit_do_anything_else_than_its_change_or_refuse(tmp_path: Path) -> None:
    """Three hundred files from the same letters as real ones."""
    dice = random.Random(3)
    pieces = [*FILE.split(), "\n", "\n  ", "- ", ": ", "&a ", "*a", "|", ">", "[", "]", "{", "}", "#", "nodes:", "{}"]
    file = tmp_path / "settings.yaml"
    for _ in range(300):
        text = "".join(dice.choice(pieces) + dice.choice(["", " ", "\n"]) for _ in range(dice.randint(1, 20)))
        file.write_text(text)
        changes: list[Change] = [SetValue("log.level", "debug"), SetValue("port", 5), PutEntry(STUDIO)]
        change = dice.choice(changes)
        try:
            edit(file, change)
        except ConfigError:
            assert file.read_text() == text


def _random_change(dice: random.Random, settings: Settings) -> tuple[Change, Settings]:
    """A change, and the settings that hold after it."""
    name = dice.choice(["studio", "attic", "b", "c"])
    node = NodeSettings(
        name=name, url=f"http://h{dice.randint(1, 9)}", region=dice.choice(["", "x y"]), enabled=dice.random() < 0.5
    )
    match dice.randint(0, 3):
        case 0:
            port = dice.randint(1, 9999)
            return SetValue("port", port), replace(settings, port=port)
        case 1:
            mode = dice.choice(list(Mode))
            return SetValue("routing.mode", mode), replace(settings, routing=replace(settings.routing, mode=mode))
        case 2:
            kept = [node if each.name == name else each for each in settings.nodes]
            nodes = kept if node in kept else [*kept, node]
            return PutEntry(node), replace(settings, nodes=tuple(nodes))
        case _:
            return RemoveEntry("nodes", name), replace(
                settings, nodes=tuple(each for each in settings.nodes if each.name != name)
            )
