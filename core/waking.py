"""Which models a backend does not have ready, but could get ready for a request. Pure.

exo            on its disks, with nothing placed: it must be placed (`Healing.ensure_model`)
exo            loading: worth a wait
other servers  they load by themselves when asked; the first of several askers goes alone
"""

from __future__ import annotations

from core.domain import BackendStatus, HealthState, ModelState, ModelStatus


def wakeable(status: BackendStatus, model: str) -> ModelStatus | None:
    """The status of `model` when `Healing.ensure_model` may get it ready on this backend, else None."""
    if status.health.state is not HealthState.UP:
        return None
    known = next((m for m in status.models if m.id == model), None)
    if known is None or known.state not in (ModelState.DOWNLOADED, ModelState.LOADING):
        return None
    return known
