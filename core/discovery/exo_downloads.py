"""How far each download of a cluster is, machine by machine. Pure reader of `/state/downloads`.

That part lists the whole catalogue once a machine (60 KB each), so it is read rarely. What exo tells of speed
and rest is nonsense early on (5 h after the first second, measured); bytes are believed, nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.cluster import Copy
from core.discovery.lenient import dict_of, in_bytes, inner, list_of, text_of, variant
from core.domain import ModelState, ModelStatus
from core.words.models import About, Doing


@dataclass(frozen=True, slots=True)
class Download:
    """One model on the disk of one machine: KNOWN (nothing there), DOWNLOADING, DOWNLOADED or FAILED."""

    node_id: str
    model: str
    state: ModelState
    done: int = 0
    total: int = 0
    detail: str = ""


_STATES = {
    "DownloadCompleted": ModelState.DOWNLOADED,
    "DownloadOngoing": ModelState.DOWNLOADING,
    "DownloadFailed": ModelState.FAILED,
    "DownloadPending": ModelState.KNOWN,
}


def downloads_of(document: object) -> tuple[Download, ...]:
    """Every entry that says more than that the model is in the catalogue."""
    found = []
    for node_id, entries in dict_of(document).items():
        for entry in list_of(entries):
            state = _STATES.get(variant(entry))
            if state not in (None, ModelState.KNOWN):
                found.append(_download(node_id, state, inner(entry)))
    return tuple(d for d in found if d.model)


def _download(node_id: str, state: ModelState, entry: Mapping[str, Any]) -> Download:
    card = dict_of(inner(entry.get("shardMetadata")).get("modelCard"))
    progress = dict_of(entry.get("downloadProgress")) or entry
    done, total = (
        in_bytes(progress.get(new)) or in_bytes(progress.get(old)) or 0  # the old names up to v1.0.67
        for new, old in (("downloaded", "downloadedBytes"), ("total", "totalBytes"))
    )
    reason = text_of(entry.get("errorMessage")).strip().partition("\n")[0][:120]
    directory = re.split(r"[/\\]", text_of(entry.get("modelDirectory")))[-1]
    model = text_of(card.get("modelId")) or directory.replace("--", "/", 1)
    return Download(node_id, model, state, done, total, reason)


def copies_of(downloads: tuple[Download, ...]) -> tuple[Copy, ...]:
    """The same in the words of the cluster, machine by machine."""
    return tuple(
        Copy(
            d.model,
            d.node_id,
            d.state is ModelState.DOWNLOADED,
            d.done,
            d.total,
            (d.detail or About.FAILED) if d.state is ModelState.FAILED else "",
        )
        for d in downloads
    )


def progress_of(downloads: tuple[Download, ...]) -> float | None:
    """0..1 over the machines that still download; None when no size is known."""
    ongoing = [d for d in downloads if d.state is ModelState.DOWNLOADING]
    total = sum(d.total for d in ongoing)
    return min(1.0, sum(d.done for d in ongoing) / total) if total else None


def disk_status(model: str, downloads: tuple[Download, ...], names: Mapping[str, str]) -> ModelStatus:
    """One model that has no instance, from its downloads; `names` are the machines' own."""
    by_state = {state: [d for d in downloads if d.state is state] for state in _STATES.values()}
    if ongoing := by_state[ModelState.DOWNLOADING]:
        done, total = sum(d.done for d in ongoing), sum(d.total for d in ongoing)
        words = About.COMING.format(
            done=size_in_words(done), total=size_in_words(total), machines=_names(ongoing, names)
        )
        return ModelStatus(model, ModelState.DOWNLOADING, progress_of(downloads), words)
    if held := by_state[ModelState.DOWNLOADED]:
        return ModelStatus(model, ModelState.DOWNLOADED, detail=Doing.ON.format(machines=_names(held, names)))
    failed = by_state[ModelState.FAILED]
    template = About.DOWNLOAD_FAILED_WHY if failed[0].detail else About.DOWNLOAD_FAILED
    words = template.format(machines=_names(failed, names), detail=failed[0].detail)
    return ModelStatus(model, ModelState.FAILED, detail=words)


def _names(downloads: list[Download], names: Mapping[str, str]) -> str:
    return ", ".join(sorted(names.get(d.node_id) or d.node_id[:8] for d in downloads))


def size_in_words(count: int) -> str:
    """Decimal units, as download pages write them."""
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"
