"""The log tells of each backend once when it breaks and once when it heals, and nothing in between."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from core.cluster import Machine, NodeFacts
from core.domain import BackendStatus
from core.transitions import log_transitions
from tests.core.building import down, node, snapshot

WHOLE = NodeFacts(machines=(Machine("a", "studio"), Machine("b", "mini")))
LOST = NodeFacts(machines=(Machine("a", "studio"), Machine("b", "mini", lost="left the cluster")))
WORSE = NodeFacts(machines=(Machine("a", "studio"), Machine("b", "mini", lost="has no memory left")))


@pytest.mark.allow_log("backend down", "cluster degraded")
def test_what_breaks_and_heals_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    studio = node("studio")
    broken, degraded = replace(studio, health=down()), replace(studio, facts=LOST)
    states: list[tuple[BackendStatus, ...]] = [
        (),
        (studio,),
        (replace(studio, checked_at=1001.0),),
        (broken,),
        (replace(broken, checked_at=1002.0),),
        (studio,),
        (degraded,),
        (replace(degraded, facts=WORSE),),
        (replace(studio, facts=WHOLE),),
    ]
    with caplog.at_level("INFO", "bridge"):
        for before, after in pairwise(states):
            log_transitions(snapshot(*before), snapshot(*after))
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("INFO", "backend up name=studio models=1"),
        ("WARNING", "backend down name=studio why=connect_refused"),
        ("INFO", "backend up name=studio models=1"),
        ("WARNING", 'cluster degraded name=studio lost="mini: left the cluster"'),
        ("INFO", "cluster whole name=studio"),
    ]


@pytest.mark.allow_log("cluster degraded")
def test_a_node_that_is_found_with_a_broken_cluster_is_told_with_both(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", "bridge"):
        log_transitions(snapshot(), snapshot(replace(node("studio"), facts=LOST)))
    assert [record.getMessage().split(" name")[0] for record in caplog.records] == ["backend up", "cluster degraded"]


@pytest.mark.allow_log("cluster degraded")
def test_the_nodes_of_one_cluster_tell_its_loss_and_its_return_once(caplog: pytest.LogCaptureFixture) -> None:
    members = ("a", "b", "c")
    whole = [
        replace(node(name), facts=replace(WHOLE, node_id=member, members=members))
        for name, member in (("studio", "a"), ("mini", "b"))
    ]
    lost = [replace(status, facts=replace(status.facts, machines=LOST.machines)) for status in whole]
    states = [whole, [lost[0], whole[1]], lost, [whole[0], lost[1]], whole]
    with caplog.at_level("INFO", "bridge"):
        for before, after in pairwise(states):
            log_transitions(snapshot(*before), snapshot(*after))
    assert [record.getMessage() for record in caplog.records] == [
        'cluster degraded name=studio,mini lost="mini: left the cluster"',
        "cluster whole name=studio,mini",
    ]
