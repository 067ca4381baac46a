"""The models page in words: one row a model and cluster, true states, only what can be done."""

from __future__ import annotations

from dataclasses import replace

from core.cluster import Copy, NodeFacts
from core.commands import ListedModel
from core.domain import FailureKind, ModelState, ModelStatus
from core.errors import AttemptFailed
from core.exo_control import Refused, Share
from desktop.text.models import (
    Action,
    CatalogueRow,
    ModelRow,
    catalogue_rows,
    disk_detail,
    holders,
    manageable,
    menu_models,
    model_count,
    model_rows,
    no_answer,
    placement_detail,
    placement_title,
    refusal,
)
from desktop.text.rows import Tone
from tests.desktop.building import builtin, cloud, down, folded, found, key, node, up
from tests.desktop.fake_nodes import COMING, MINI, PAIR, PLACEMENT, READY, STUDIO, pair, told

BOTH = found(node("studio"), node("mini", host="192.168.1.31"), cloud(), builtin())
S = node("studio").id


def with_model(state: ModelState, *copies: Copy, detail: str = "") -> ModelRow:
    facts = replace(PAIR, shards=(), copies=copies)
    [row] = model_rows(
        folded(*found(node("studio")), told("studio", facts, (ModelStatus(READY, state, None, detail),)))
    )
    return row


def test_a_cluster_is_one_row_a_model() -> None:
    snapshot = folded(*BOTH, *pair())
    ready, coming = model_rows(snapshot)
    assert model_count(snapshot) == 2
    assert (ready.model, ready.on, ready.state, ready.context) == (READY, "studio and mini", "ready", "8\u202f192")
    assert coming == ModelRow(
        backend=node("mini").id,
        model=COMING,
        on="studio",
        place="your network",
        tone=Tone.BUSY,
        state="downloading 40%",
        detail="4 GB of 10 GB",
        share=0.4,
        context="",
        actions=frozenset({Action.LOAD, Action.CANCEL}),
        coming_to=(STUDIO,),
        missing_on=(MINI,),
    )


def test_what_is_being_done_is_told_and_nothing_else_is_offered_meanwhile() -> None:
    snapshot = folded(*BOTH, *pair())
    [row] = [r for r in model_rows(snapshot, {(node("mini").id, READY): "unloading"}) if r.model == READY]
    assert (row.state, row.tone, row.actions) == ("unloading", Tone.BUSY, frozenset())


def test_only_what_exo_would_do_is_offered() -> None:
    here, there = Copy(READY, "s1", True), Copy(READY, "m1", True)
    assert with_model(ModelState.DOWNLOADED, here, there).actions == {Action.LOAD, Action.DELETE}
    assert with_model(ModelState.DOWNLOADED, here).actions == {Action.LOAD, Action.DELETE, Action.DOWNLOAD}
    broken = with_model(ModelState.FAILED, Copy(READY, "s1", failure="disk full"), detail="its download failed")
    assert broken.actions == {Action.LOAD, Action.DOWNLOAD, Action.DELETE}
    assert (broken.tone, broken.detail) == (Tone.BAD, "its download failed")
    loaded = model_rows(folded(*found(node("studio")), told("studio")))[0]
    assert loaded.actions == {Action.UNLOAD}
    assert (loaded.held_on, loaded.missing_on) == ((STUDIO, MINI), ())


def test_a_server_that_is_not_exo_has_nothing_to_be_commanded() -> None:
    old = NodeFacts(generation="gen0", product="exo 0.0.x")
    lazy = (ModelStatus("gemma3:27b", ModelState.DOWNLOADED, loads_on_use=True),)
    snapshot = folded(*found(node("old"), node("lazy"), cloud()), key(), told("old", old), told("lazy", old, lazy))
    assert manageable(snapshot) == ()
    assert {r.actions for r in model_rows(snapshot)} == {frozenset()}
    assert [r.detail for r in model_rows(snapshot) if r.model == "gemma3:27b"] == ["loads on use"]


def test_a_node_that_is_gone_can_do_nothing_with_its_models() -> None:
    snapshot = folded(*found(node("studio")), told("studio"), down("studio"))
    assert [(r.state, r.actions) for r in model_rows(snapshot)] == [("not reachable", frozenset())] * 2
    assert manageable(snapshot) == ()


def test_one_node_of_each_cluster_takes_the_commands() -> None:
    snapshot = folded(*BOTH, *pair(), down("mini"))
    assert [s.backend.name for s in manageable(snapshot)] == ["studio"]
    assert {r.backend for r in model_rows(snapshot)} == {S}
    assert holders(snapshot, (S, READY)) == (STUDIO, MINI)
    assert holders(snapshot, (S, "nothing")) == ()


def test_a_placement_says_which_machines_how_much_memory_and_what_comes_first() -> None:
    assert placement_title(PLACEMENT) == "studio and mini"
    assert placement_detail(PLACEMENT, (STUDIO,)) == (
        "studio: 11 GB of 56 GB free · mini: 4.7 GB of 17 GB free · Pipeline, MlxRing · is downloaded to mini first"
    )
    alone = replace(PLACEMENT, shares=(Share("s1", "studio", 12 * 10**9, None),))
    assert placement_detail(alone, (STUDIO,)) == "studio: 11 GB"


def test_a_disk_is_told_where_it_is_known() -> None:
    assert [disk_detail(m) for m in (STUDIO, MINI)] == ["400 GB free on its disk", ""]


def test_a_refusal_says_what_why_and_what_to_do() -> None:
    assert refusal(Refused("m does not fit", "it needs 8 GB", "Unload another.")) == (
        "m does not fit: it needs 8 GB. Unload another."
    )
    assert refusal(Refused("m is loaded")) == "m is loaded."
    words = no_answer("studio", AttemptFailed(FailureKind.CONNECT_REFUSED))
    assert words.startswith("studio refused the connection. ")


def test_the_catalogue_is_searched_by_words_and_sorted_by_size() -> None:
    listed = (
        ListedModel("mlx/Big-4bit", ModelState.KNOWN, 300 * 10**9),
        ListedModel("mlx/Small-4bit", ModelState.READY, 10**9),
        ListedModel("mlx/Odd-8bit", ModelState.FAILED),
    )
    assert catalogue_rows(listed, "4BIT mlx") == (
        CatalogueRow("mlx/Small-4bit", "1 GB", Tone.GOOD, "ready", may_load=False, may_download=False),
        CatalogueRow("mlx/Big-4bit", "300 GB", Tone.QUIET, "not downloaded", may_load=True, may_download=True),
    )
    assert [r.model for r in catalogue_rows(listed, "")][-1] == "mlx/Odd-8bit"


def test_the_tray_lists_what_can_be_loaded_and_what_is() -> None:
    facts = replace(PAIR, copies=(Copy(COMING, "s1", True),))
    models = (ModelStatus(COMING, ModelState.DOWNLOADED), ModelStatus(READY, ModelState.BUSY))
    snapshot = folded(*found(node("studio"), cloud()), key(), told("studio", facts, models), up("cloud"))
    assert [m.label for m in menu_models(snapshot)] == [
        "Llama-3.2-1B-Instruct-4bit: busy",
        "Qwen3-30B-A3B-4bit: not loaded",
    ]
