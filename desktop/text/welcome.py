"""The sentences of the first steps."""

from __future__ import annotations

import sys

from core.domain import HealthState, Snapshot
from desktop.text.face import IconState, icon_state, why_nothing
from desktop.text.facts import is_builtin, models, nodes, own_nodes
from desktop.text.translate import translate


def found_sentence(snapshot: Snapshot) -> str:
    """What was found so far, or where exo is looked for."""
    up = [s for s in own_nodes(snapshot) if s.health.state is HealthState.UP]
    if not up:
        return translate(
            "Welcome",
            "None answers yet. exo is found by itself, on this computer (port 52415) and on your network; "
            "so are Ollama, LM Studio and others on this computer.",
        )
    ready = len({m.id for s in up for m in s.models if m.may_answer})
    if not ready:
        return translate("Welcome", "{nodes} found, but no model is loaded. Choose one in exo's dashboard.").format(
            nodes=nodes(len(up))
        )
    return translate("Welcome", "{nodes} found, {models} ready. You can go on.").format(
        nodes=nodes(len(up)), models=models(ready)
    )


def proof_sentence(snapshot: Snapshot) -> str:
    """Who will answer the first request."""
    if icon_state(snapshot) is IconState.NONE:
        return why_nothing(snapshot)
    has_own = any(s.health.state is HealthState.UP for s in own_nodes(snapshot))
    if not has_own and any(is_builtin(s) for s in snapshot.backends):
        return translate(
            "Welcome", "One real request, as any app sends it. The small built-in model will answer, until a node does."
        )
    return translate("Welcome", "One real request, as any app sends it. The line above the answer says who gave it.")


def icon_place(platform: str = sys.platform) -> str:
    """Where the icon lives on this system."""
    match platform:
        case "darwin":
            return translate("Welcome", "Exo Bridge lives in the menu bar, at the top right.")
        case "win32":
            return translate(
                "Welcome", "Exo Bridge lives beside the clock. Windows may hide it behind the arrow ^: drag it out."
            )
        case _:
            return translate("Welcome", "Exo Bridge lives in the tray of your panel, beside the clock.")
