"""Now, on both clocks, for the pure words."""

from __future__ import annotations

import time

from desktop.face_bridge import FaceBridge
from desktop.text.facts import Moment


def moment(bridge: FaceBridge) -> Moment:
    """The moment of this call."""
    return Moment(at=bridge.clock(), wall=time.time(), utc_offset=time.localtime().tm_gmtoff)
