"""The snippets of "Connect an app": complete, filled, and safe whatever a server calls its models."""

from __future__ import annotations

import ast
import json
import shlex
import tomllib
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from core.domain import (
    ANY_MODEL,
    Backend,
    BackendId,
    BackendKind,
    BackendStatus,
    Health,
    HealthState,
    Locality,
    ModelState,
    ModelStatus,
)
from core.snippets import NO_KEY, App, Connection, Snippet, apps, ready_model

HERE = Connection("http://127.0.0.1:52415", "mlx-community/Qwen3-4B", "ebk-abc", 40960)
WANTED = (
    "curl", "python", "node", "claude-code", "codex", "continue", "cline", "zed", "open-webui", "aider", "librechat",
    "langchain", "llm", "n8n",
)  # fmt: skip


def snippets_of(app_id: str, connection: Connection = HERE) -> list[Snippet]:
    return list(next(app for app in apps() if app.id == app_id).filled(connection).snippets)


def snippet(app_id: str, language: str, connection: Connection = HERE) -> str:
    return next(found.text for found in snippets_of(app_id, connection) if found.language == language)


def test_every_app_of_the_issue_has_its_tab() -> None:
    assert tuple(app.id for app in apps()) == WANTED


@pytest.mark.parametrize("app", apps(), ids=lambda app: app.id)
def test_everything_is_filled_with_what_is_true_here(app: App) -> None:
    filled = app.filled(HERE).snippets
    told = "\n".join(found.text for found in filled)
    assert "⟨" not in told
    assert "$root" not in told
    assert HERE.model in told or app.id == "open-webui"  # it asks for the models itself
    assert HERE.key in told
    assert "127.0.0.1:52415" in told or "host.docker.internal:52415" in told
    assert app.docs_url.startswith("https://")


@pytest.mark.parametrize("app", apps(), ids=lambda app: app.id)
@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_every_system_has_something_to_copy_and_no_foreign_shell(app: App, system: str) -> None:
    found = {snippet.language for snippet in app.snippets if snippet.is_for(system)}
    assert found
    assert ("sh" if system == "win32" else "powershell") not in found
    assert {"sh", "powershell"} & {s.language for s in app.snippets} in (set(), {"sh", "powershell"})


@pytest.mark.parametrize("app", apps(), ids=lambda app: app.id)
def test_files_are_sound_in_their_language(app: App) -> None:
    for found in app.filled(HERE).snippets:
        match found.language:
            case "json":
                json.loads(found.text)
            case "yaml":
                yaml.safe_load(found.text)
            case "toml":
                tomllib.loads(found.text)
            case "python":
                ast.parse(found.text)


def test_containers_get_an_address_that_they_can_reach() -> None:
    assert "http://host.docker.internal:52415/v1" in snippet("librechat", "yaml")
    shared = Connection("http://192.168.1.5:52415")
    assert "http://192.168.1.5:52415/v1" in snippet("librechat", "yaml", shared)


def test_an_unknown_context_gets_a_usual_one() -> None:
    def tokens(connection: Connection) -> int:
        models = json.loads(snippet("zed", "json", connection))["language_models"]["openai_compatible"]["exo-bridge"]
        found: int = models["available_models"][0]["max_tokens"]
        return found

    assert (tokens(HERE), tokens(Connection("http://127.0.0.1:1"))) == (40960, 32768)


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@given(NAMES)
def test_no_name_of_a_model_can_say_anything_in_a_shell(name: str) -> None:
    words = shlex.split(snippet("claude-code", "sh", Connection("http://127.0.0.1:1", name)))
    assert words[words.index("export", 5) + 1] == f"ANTHROPIC_MODEL={name}"
    body = shlex.split(snippet("curl", "sh", Connection("http://127.0.0.1:1", name)))[-1]
    assert json.loads(body)["model"] == name


@given(NAMES)
def test_no_name_of_a_model_can_say_anything_in_powershell(name: str) -> None:
    text = snippet("aider", "powershell", Connection("http://127.0.0.1:1", name))
    literal = text.partition("--model ")[2].rstrip("\n")
    quotes = "'\u2018\u2019\u201a\u201b"
    inside = literal[1:-1]
    assert literal[0] == literal[-1] == "'"
    for quote in quotes:
        inside = inside.replace(quote * 2, "")
    assert not set(inside) & set(quotes)


@given(NAMES)
def test_every_language_reads_the_name_as_it_is(name: str) -> None:
    connection = Connection("http://127.0.0.1:1", name)
    toml: dict[str, Any] = tomllib.loads(snippet("codex", "toml", connection))
    assert toml["model"] == name
    assert yaml.safe_load(snippet("llm", "yaml", connection))[0]["model_name"] == name
    tree = ast.parse(snippet("python", "python", connection))
    literals = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    assert name in literals


def status(name: str, locality: Locality, *models: ModelStatus, simulated: bool = False) -> BackendStatus:
    backend = Backend(BackendId(name), name, BackendKind.EXO, "http://x/v1", locality, simulated=simulated)
    return BackendStatus(backend, health=Health(HealthState.UP), models=models)


def test_the_nearest_model_that_is_loaded_is_named() -> None:
    asleep = ModelStatus("asleep", ModelState.DOWNLOADED)
    awake = ModelStatus("awake", ModelState.READY, context_length=8192)
    here, there = Locality.THIS_MACHINE, Locality.CLOUD
    assert ready_model([status("a", here, asleep), status("b", there, awake)]) == ("awake", 8192)
    assert ready_model([status("a", there, ModelStatus("far")), status("b", here, awake)]) == ("awake", 8192)
    toy = status("demo", here, ModelStatus("toy"), simulated=True)
    assert ready_model([toy, status("b", there, awake)]) == ("awake", 8192)
    assert ready_model([toy]) == ("toy", 0)
    assert ready_model([]) == (ANY_MODEL, 0)
    assert Connection("x").key == NO_KEY
