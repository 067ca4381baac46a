"""What core says in English is understood, all of it, and nothing else is touched."""

from __future__ import annotations

import importlib
import json
import pkgutil
import string
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import core.words
from core.config import load
from core.domain import (
    BackendId,
    Complaint,
    FailureKind,
    Health,
    HealthState,
    KeyState,
    Locality,
    Mode,
    ModelState,
    ModelStatus,
    RoutePlan,
    Snapshot,
)
from core.errors import CONSEQUENCES, sentence
from core.exo_control import Refused
from core.routing import failure_of, plan
from core.rules import Alias, Load, ModelRule, Rules
from core.words.failing import listed
from desktop.text import translate
from desktop.text.chat import Problem, problem_of_answer
from desktop.text.models import refusal
from desktop.text.problems import complaint_words
from desktop.text.rows import why_not
from desktop.text.said import SENTENCES, WORDS, said, understood
from tests.core.building import NOW, UP, ask, builtin, cloud, node, snapshot

TEMPLATES = [template for kind in SENTENCES for template in kind]
SAMPLES = {
    **dict.fromkeys(("reason", "more"), "the mode is cloud only"),
    "problem": "looks like a key",
    "detail": "in its own words",
    "seconds": "12.5",
    "status": "503",
    "count": "9",
    "percent": "40%",
    **dict.fromkeys(("size", "free", "done", "total"), "1.5 GB"),
    **{name: min(words) for name, (_, words) in WORDS.items()},
}


@pytest.fixture
def shouting() -> Iterator[None]:
    """A language that shouts: whatever is translated is in capitals, its values are not."""
    translate.install(
        lambda _, text: "".join(
            literal.upper() + (f"{{{name}}}" if name else "") for literal, name, _, _ in string.Formatter().parse(text)
        )
    )
    yield
    translate.install(None)


def names_of(template: str) -> list[str]:
    return [name for _, name, _, _ in string.Formatter().parse(template) if name]


def foreign_parts(text: str) -> list[str]:
    """What of a sentence was not understood: the whole, or details that nobody declared."""
    reading = understood(text)
    if reading is None:
        return [text]
    parts = [foreign_parts(value) for name, value in reading.values if name in ("reason", "more", "problem", "detail")]
    return [each for part in parts for each in part]


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_sentence_is_read_back_as_itself(template: str) -> None:
    values = {name: SAMPLES.get(name, f"the-{name}") for name in names_of(template)}
    reading = understood(template.format(**values))
    assert reading is not None
    assert (reading.template, dict(reading.values)) == (template, values)


def test_the_face_knows_every_kind_of_sentence_and_word() -> None:
    found = {
        kind
        for module in pkgutil.iter_modules(core.words.__path__, "core.words.")
        for kind in vars(importlib.import_module(module.name)).values()
        if isinstance(kind, type) and issubclass(kind, StrEnum) and kind is not StrEnum
    }
    words = {kind for kind in found if any(frozenset(kind) == known for _, known in WORDS.values())}
    assert found == set(SENTENCES) | words


@given(st.text(alphabet=st.sampled_from(" :;(),abc"), max_size=60) | st.text(max_size=60))
def test_in_english_every_text_stays_as_it_is(text: str) -> None:
    assert said(text) == text


@pytest.mark.usefixtures("shouting")
def test_the_words_of_others_are_not_translated() -> None:
    assert said("resting: answered with a server error (Boom: it burns)") == (
        "RESTING: ANSWERED WITH A SERVER ERROR (Boom: it burns)"
    )
    assert said("Boom: it burns") == "Boom: it burns"


@pytest.mark.usefixtures("shouting")
def test_a_place_in_a_file_is_told_from_the_setting_behind_it() -> None:
    detail = '/home/me/my files: a/settings.yaml, line 3: nodes[a b].url is "ftp://x", which names no machine'
    assert said(detail) == (
        '/home/me/my files: a/settings.yaml, LINE 3: nodes[a b].url IS "ftp://x", WHICH NAMES NO MACHINE'
    )


@pytest.mark.usefixtures("shouting")
def test_what_stands_inside_is_translated_too() -> None:
    assert said("studio: resting: refused the connection; mini: has no key") == (
        "studio: RESTING: REFUSED THE CONNECTION; mini: HAS NO KEY"
    )
    assert said("local-first: on this machine, as b; a stands in for the unknown c, which knows this conversation") == (
        "LOCAL-FIRST: ON THIS MACHINE, AS b; a STANDS IN FOR THE UNKNOWN c, WHICH KNOWS THIS CONVERSATION"
    )


@pytest.mark.usefixtures("shouting")
def test_the_windows_tell_what_core_says_in_the_users_language() -> None:
    error = {"message": "mini: the mode is cloud only", "hint": CONSEQUENCES[FailureKind.NO_BACKEND].hint}
    assert problem_of_answer(503, json.dumps({"error": error}).encode()) == Problem(
        "mini: THE MODE IS CLOUD ONLY", "START A NODE, OR ADD A CLOUD KEY IN THE SETTINGS."
    )
    complaint = Complaint(
        "The port is shared in a public network", "The Wi-Fi is open: everybody can join it.", "Boom."
    )
    assert complaint_words(complaint) == (
        "THE PORT IS SHARED IN A PUBLIC NETWORK. THE WI-FI IS OPEN: EVERYBODY CAN JOIN IT. Boom."
    )
    refused = Refused("a/b is loaded", "its files are in use", "Unload it first.")
    assert refusal(refused) == "a/b IS LOADED: ITS FILES ARE IN USE. UNLOAD IT FIRST."
    health = Health(HealthState.DOWN, NOW, NOW, 1, NOW, failure=FailureKind.SERVER_ERROR, detail="status 500")
    assert why_not(node("mini", health=health)) == "ANSWERED WITH A SERVER ERROR (STATUS 500)"


@pytest.mark.parametrize(
    "text",
    [
        "port: 70000", "port: x", "port: 1.5", "port: 0x10", "port: 1\nport: 2", "port: [1]", "prot: 1", "zzz: 1",
        "routing: {mode: lokal-only}", "routing: 3", "builtin: {enabled: maybe}", "health: {interval: 0}",
        "nodes: 3", "nodes: [3]", "nodes: [{name: a}]", "nodes: [{name: a, url: foo}]", "nodes: [{name: '', url: x}]",
        "nodes: [{name: a, url: 'http://u:p@h'}]", "nodes: [{name: a, url: 'http://h?x'}]", "nodes: [{name: a, url: 'http://'}]",
        "nodes: [{name: a, url: 'http://h'}, {name: A, url: 'http://i'}]", "nodes: [{name: a, url: 'http://[h'}]",
        "cloud: [{name: a, provider: nope}]", "cloud: [{name: a, provider: openrouter}]",
        "cloud: [{name: a, provider: openai-compatible}]", "cloud: [{name: a, provider: openrouter, key: keyrin}]",
        "cloud: [{name: a, provider: openrouter, key: sk-0123456789abcdef0123}]",
        "cloud: [{name: a, provider: openrouter, key: 'env:1'}]", "cloud: [{name: a, provider: openrouter, key: [x]}]",
        "cloud: [{name: a, provider: openai-compatible, base_url: 'http://api.example.com/v1', key: keyring}]",
        "nodes: [{name: a, url: 'http://h'}]\ncloud: [{name: A, provider: openrouter, key: keyring}]",
        "discovery: {ports: 3}", "discovery: {ports: [x]}", "- 1", "a: &a [*a]",
        "nodes: [{name: sk-0123456789abcdef0123, url: x}]",
    ],
)  # fmt: skip
def test_every_complaint_about_the_settings_is_understood(text: str, tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text(text)
    complaints = load(file, environment={"EXO_BRIDGE_PROT": "1", "EXO_BRIDGE_PORT": "x"}).complaints
    assert len(complaints) > 2
    for complaint in complaints:
        for part in (complaint.title, complaint.detail, complaint.hint):
            assert foreign_parts(part) == [], complaint


_models = st.sampled_from(["qwen", "llama", "mlx-community/Qwen3-30B", "auto"])
_words_of_others = st.sampled_from(["", "Boom (at line 3): it burns; really", "connection reset"])
_healths = st.builds(
    lambda state, until, kind, detail: Health(
        state, NOW - 1, NOW - 1, 0 if kind is None else 1, until, failure=kind, detail=detail
    ),
    st.sampled_from(HealthState),
    st.sampled_from([0.0, NOW - 1, NOW + 9]),
    st.sampled_from([None, *FailureKind]),
    _words_of_others,
)
_listed = st.lists(
    st.builds(ModelStatus, _models, st.sampled_from(ModelState), detail=_words_of_others), max_size=2
).map(tuple)
_statuses = st.builds(
    lambda status, number, health, models, where, key: replace(
        status,
        backend=replace(
            status.backend,
            id=BackendId(f"n{number}"),
            name=f"n{number}",
            locality=where if status.backend.locality.is_local else Locality.CLOUD,
        ),
        health=health,
        models=models,
        checked_at=None if not models else NOW,
        key_state=key,
    ),
    st.sampled_from([node("a"), cloud("b"), cloud("b", "qwen*"), builtin()]),
    st.integers(0, 9),
    _healths | st.just(UP),
    _listed,
    st.sampled_from([Locality.THIS_MACHINE, Locality.LOCAL_NETWORK]),
    st.sampled_from(KeyState),
)
_snapshots = st.builds(
    lambda statuses, mode: snapshot(*{s.backend.id: s for s in statuses}.values(), mode=mode),
    st.lists(_statuses, max_size=5),
    st.sampled_from(Mode),
)
_rules = st.builds(
    Rules,
    aliases=st.sampled_from([(), (Alias("gpt-4o", ("qwen", "llama")),), (Alias("any", ("qwen", "llama"), True),)]),
    unknown_model=st.sampled_from(["", "qwen"]),
    per_model=st.sampled_from(
        [(), (ModelRule(("q*",), backends=("n1", "n2")),), (ModelRule(("*",), Mode.CLOUD_ONLY),)]
    ),
)
_asked = st.sampled_from(["qwen", "gpt-4o", "local/qwen", "cloud/qwen", "n1/qwen", "unheard-of", "auto"])


def sentences_of(routed: RoutePlan) -> list[str]:
    """Everything that is said of a plan, and what would be said had all its rejected ones been tried."""
    chosen, out = [c.reason for c in routed.candidates], [r.reason for r in routed.rejected]
    tried = listed(sentence(r.name, r.failure, "connection reset") for r in routed.rejected)
    return [text for text in (*chosen, *out, failure_of(routed)[1], tried) if text]


@given(_snapshots, _rules, _asked, st.sampled_from(Locality), st.booleans())
def test_every_reason_of_a_plan_is_understood(
    snap: Snapshot, rules: Rules, asked: str, farthest: Locality, is_known: bool
) -> None:
    ids: list[BackendId] = [s.backend.id for s in snap.backends]
    pin = ids[0] if ids and is_known else None
    absent = frozenset({(i, "qwen") for i in ids[1:2]} | {(i, "chat/completions") for i in ids[2:3]})
    routed = plan(ask(asked, farthest), snap, NOW, None, rules, Load(pin=pin, absent=absent))
    for text in sentences_of(routed):
        assert set(foreign_parts(text)) <= {"Boom (at line 3): it burns; really", "connection reset"}, text
