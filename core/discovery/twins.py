"""Notices when two addresses lead to one node, and which of them is kept. Lives on the control loop."""

from __future__ import annotations

from core import events as ev
from core.discovery.nodes import is_discovered
from core.domain import Backend, BackendId, BackendStatus, Complaint, HealthState, Locality, Seconds
from core.store import Store
from core.words.owner import Complained


class Twins:
    """Knows which backend owns which node id. The one that is well stays; the owner's own entry wins."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._owners: dict[str, BackendId] = {}
        self.complaints: dict[BackendId, Complaint] = {}
        self.fresh_since: Seconds = 0.0
        """Since the last change of the network; what was seen before it may be elsewhere now."""

    def is_twin(self, backend: Backend, node_id: str) -> bool:
        """Whether this node, which just answered, is already known under another address that stays."""
        if not node_id:
            return False
        owner = self._owners.setdefault(node_id, backend.id)
        first = self._store.snapshot.find(owner)
        if owner == backend.id or first is None or first.facts.node_id != node_id or not self._is_there(first):
            self._owners[node_id] = backend.id
            self.complaints.pop(backend.id, None)
            self._drop_moved(owner, backend)
            return False
        if is_discovered(first.backend) and not is_discovered(backend):
            self._owners[node_id] = backend.id  # the owner's own name for it wins over the one we found
            self._store.dispatch(ev.BackendLost(owner))
            return False
        if not is_discovered(backend) and backend.id not in self.complaints:
            self.complaints[backend.id] = Complaint(
                Complained.SAME_NODE.format(name=backend.name, other=first.backend.name),
                Complained.SAME_ID.format(id=node_id, name=first.backend.name),
                Complained.REMOVE_ONE,
            )
        if self._store.snapshot.find(backend.id) is not None:
            self._store.dispatch(ev.BackendLost(backend.id))
        return True

    def forget(self, backend_id: BackendId) -> None:
        """This backend is no longer watched."""
        self._owners = {n: owner for n, owner in self._owners.items() if owner != backend_id}
        self.complaints.pop(backend_id, None)

    def _drop_moved(self, owner: BackendId, backend: Backend) -> None:
        """A discovered node that answers under a new address is no longer shown under the old one."""
        first = self._store.snapshot.find(owner)
        if owner != backend.id and first is not None and is_discovered(first.backend) and not self._is_there(first):
            self._store.dispatch(ev.BackendLost(owner))

    def _is_there(self, status: BackendStatus) -> bool:
        is_fresh = (status.checked_at or 0.0) >= self.fresh_since
        is_here = status.backend.locality is Locality.THIS_MACHINE
        return status.health.state is not HealthState.DOWN and (is_fresh or is_here)
