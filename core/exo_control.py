"""What the owner can do to the models of a cluster, through exo's own API: preview, place, unload, download, delete.

exo answers "Command received." to almost everything and may then do nothing (its issue 1089), so each act is
checked before (does it fit?) and after (did it happen? of a download its progress tells). What cannot be done is
refused with its reason.
Raises Refused, and AttemptFailed when the node does not answer. Sources: exo.md §2b, openapi.json of v1.0.71 and main.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote

from core.discovery import exo_cluster
from core.discovery.ask import Ask, words_of
from core.discovery.exo_downloads import size_in_words
from core.discovery.lenient import dict_of, in_bytes, inner, list_of, text_of, variant, whole_of
from core.domain import Seconds
from core.words.failing import with_why
from core.words.models import Denied, Doing

ACT_LIMIT: Seconds = 10.0
"""exo blocks every POST for about 3 s while it elects a master."""
APPEARS_WITHIN: Seconds = 8.0
LOOK_EVERY: Seconds = 0.25
_MEGABYTE = 1024 * 1024  # as exo counts `storage_size_megabytes`


T = TypeVar("T")


class Refused(Exception):
    """It cannot be done: what (title), why (detail), what to do (hint)."""

    def __init__(self, title: str, detail: str = "", hint: str = "") -> None:
        super().__init__(with_why(title, detail))
        self.title = title
        self.detail = detail
        self.hint = hint


@dataclass(frozen=True, slots=True)
class CatalogueModel:
    """A model that exo knows of; `size` in bytes."""

    id: str
    size: int


@dataclass(frozen=True, slots=True)
class Share:
    """What one machine would hold. `memory` is what that takes, `free` what it has now, in bytes."""

    node_id: str
    machine: str
    memory: int
    free: int | None


@dataclass(frozen=True, slots=True)
class Placement:
    """One way to load a model. `instance` is exo's own plan, sent back to it as it is."""

    model: str
    sharding: str
    kind: str
    shares: tuple[Share, ...]
    instance: Mapping[str, Any]

    @property
    def nodes(self) -> frozenset[str]:
        """The machines that would run it."""
        return frozenset(share.node_id for share in self.shares)

    def in_words(self) -> str:
        """For example `studio 12.0 GB (of 80.2 GB free), mini 8.0 GB (of 10.1 GB free)`."""
        return ", ".join(
            (Doing.SHARE_OF if s.free else Doing.SHARE).format(
                machine=s.machine, size=size_in_words(s.memory), free=size_in_words(s.free or 0)
            )
            for s in self.shares
        )


class ExoControl:
    """The API of one node at `root`; commands go to its whole cluster."""

    def __init__(
        self, ask: Ask, root: str, clock: Callable[[], Seconds], *, appears_within: Seconds = APPEARS_WITHIN
    ) -> None:
        self._ask = ask
        self._root = root
        self._clock = clock
        self._appears_within = appears_within

    async def catalogue(self) -> tuple[CatalogueModel, ...]:
        """Every model that exo knows of, loaded or not."""
        reply = await self._ask.get(self._root + "/v1/models")
        entries = map(dict_of, list_of(dict_of(reply.document).get("data")))
        return tuple(
            CatalogueModel(text_of(e.get("id")), (whole_of(e.get("storage_size_megabytes")) or 0) * _MEGABYTE)
            for e in entries
            if text_of(e.get("id"))
        )

    async def preview(self, model: str) -> tuple[Placement, ...]:
        """The ways to load `model` now, fewest machines first; raises Refused with the reason when there is none."""
        size = await self._known_size(model)
        names, free = await self._machines()
        reply = await self._ask.send(
            "GET", f"{self._root}/instance/previews?model_id={quote(model, safe='')}", limit=ACT_LIMIT
        )
        if reply.status != 200:
            raise Refused(Denied.CANNOT_LOAD.format(model=model), words_of(reply))
        previews = [dict_of(p) for p in list_of(dict_of(reply.document).get("previews"))]
        placements = [_placement(p, names, free) for p in previews if dict_of(p.get("instance"))]
        if placements:
            return tuple(sorted(placements, key=_rank))
        raise _does_not_fit(model, size, [text_of(p.get("error")) for p in previews], names, free)

    async def place(self, placement: Placement) -> str:
        """Load as previewed; returns the id of the instance once it exists (it is not ready yet)."""
        reply = await self._ask.send(
            "POST", self._root + "/instance", {"instance": placement.instance}, limit=ACT_LIMIT
        )
        if reply.status != 200:
            raise Refused(Denied.NOT_LOADED.format(model=placement.model), words_of(reply))
        found = await self._until(lambda: self.instances_of(placement.model))
        if not found:
            raise Refused(
                Denied.NOT_LOADED.format(model=placement.model),
                Denied.PLACED_NOTHING,
                Denied.LESS_MEMORY,
            )
        return found[0]

    async def instances_of(self, model: str) -> tuple[str, ...]:
        """The ids of the instances of a model."""
        found = []
        for instance_id, instance in dict_of(await self._part("instances")).items():
            if exo_cluster.shard_assignments(instance).get("modelId") == model:
                found.append(instance_id)
        return tuple(found)

    async def unload(self, model: str) -> int:
        """Take every instance of the model out of memory; how many there were."""
        found = await self.instances_of(model)
        if not found:
            raise Refused(Denied.IS_NOT_LOADED.format(model=model), Denied.NOTHING_TO_UNLOAD)
        for instance_id in found:
            reply = await self._ask.send("DELETE", f"{self._root}/instance/{quote(instance_id)}", limit=ACT_LIMIT)
            if reply.status not in (200, 404):  # 404: it went by itself in the meantime
                raise Refused(Denied.NOT_UNLOADED.format(model=model), words_of(reply))

        async def is_gone() -> bool:
            return not set(found) & set(await self.instances_of(model))

        if not await self._until(is_gone):
            raise Refused(Denied.NOT_UNLOADED.format(model=model), Denied.IGNORED, Denied.LOOK_AT_LOG)
        return len(found)

    async def download(self, model: str, node_id: str) -> None:
        """Download a model of the catalogue to one machine, or go on with a download that broke off."""
        entry = await self._download_entry(model, node_id)
        if variant(entry) == "DownloadCompleted":
            raise Refused(Denied.DOWNLOADED_ALREADY.format(model=model), Denied.NOTHING_DONE)
        body = {"targetNodeId": node_id, "shardMetadata": inner(entry)["shardMetadata"]}
        await self._act("POST", "/download/start", body, Denied.DOWNLOAD_NOT_STARTED.format(model=model))

    async def cancel_download(self, model: str, node_id: str, *, is_expected: bool = False) -> None:
        """Stop a download; what came so far stays on the disk.

        One that `is_expected` may not have begun to show: exo first fetches the list of files.
        """
        is_waiting = is_expected and await self._disk_state(model, node_id) == "DownloadPending"
        if not is_waiting and await self._disk_state(model, node_id) != "DownloadOngoing":
            raise Refused(Denied.NOT_DOWNLOADING.format(model=model), Denied.NOTHING_TO_STOP)
        title = Denied.DOWNLOAD_NOT_STOPPED.format(model=model)
        await self._act("POST", "/download/cancel", {"targetNodeId": node_id, "modelId": model}, title)

        async def has_stopped() -> bool:
            return await self._disk_state(model, node_id) != "DownloadOngoing"

        if not await self._until(has_stopped):
            raise Refused(title, Denied.IGNORED, Denied.LOOK_AT_LOG)

    async def delete(self, model: str, node_id: str) -> None:
        """Delete the files of a model from one machine; refused while it is loaded, and where there are none."""
        if await self.instances_of(model):
            raise Refused(Denied.IS_LOADED.format(model=model), Denied.FILES_IN_USE, Denied.UNLOAD_FIRST)
        entry = await self._download_entry(model, node_id)
        if variant(entry) == "DownloadPending" and not in_bytes(inner(entry).get("downloaded")):
            raise Refused(Denied.NOT_ON_DISK.format(model=model), Denied.NOTHING_TO_DELETE)
        path = f"/download/{quote(node_id, safe='')}/{quote(model, safe='')}"
        await self._act("DELETE", path, None, Denied.NOT_DELETED.format(model=model))

        async def is_gone() -> bool:
            return await self._disk_state(model, node_id) != "DownloadCompleted"

        if not await self._until(is_gone):
            raise Refused(Denied.NOT_DELETED.format(model=model), Denied.IGNORED, Denied.LOOK_AT_LOG)

    async def cancel_generation(self, command_id: str) -> bool:
        """Stop a generation by the id that its answer carries (exo >= 1.0.69); whether there was one."""
        path = f"{self._root}/v1/cancel/{quote(command_id, safe='')}"
        return (await self._ask.send("POST", path, limit=ACT_LIMIT)).status == 200

    async def _until(self, condition: Callable[[], Awaitable[T]]) -> T:
        """The first answer that is true, or the last one when that takes too long."""
        until = self._clock() + self._appears_within
        while not (found := await condition()) and self._clock() < until:  # noqa: ASYNC110  exo tells nothing by itself
            await asyncio.sleep(LOOK_EVERY)
        return found

    async def _disk_state(self, model: str, node_id: str) -> str:
        """What exo says of the model's files on one machine."""
        return variant(await self._download_entry(model, node_id))

    async def _act(self, method: str, path: str, body: object, title: str) -> None:
        reply = await self._ask.send(method, self._root + path, body, limit=ACT_LIMIT)
        if reply.status in (404, 405) and not dict_of(reply.document).get("error"):
            raise Refused(title, Denied.VERSION_CANNOT, Denied.UPDATE)
        if reply.status != 200:
            raise Refused(title, words_of(reply))

    async def _known_size(self, model: str) -> int:
        """Asking exo about a name it does not know sends it to Hugging Face for 17 s (measured)."""
        for known in await self.catalogue():
            if known.id == model:
                return known.size
        raise Refused(Denied.NOT_IN_CATALOGUE.format(model=model), "", Denied.SEE_CATALOGUE)

    async def _download_entry(self, model: str, node_id: str) -> object:
        downloads = dict_of(await self._part("downloads"))
        for entry in list_of(downloads.get(node_id)):
            card = dict_of(inner(inner(entry).get("shardMetadata")).get("modelCard"))
            if card.get("modelId") == model:
                return entry
        if node_id not in downloads:
            raise Refused(Denied.CANNOT_DOWNLOAD.format(model=model), Denied.MACHINE_NOT_THERE)
        await self._known_size(model)
        raise Refused(Denied.CANNOT_DOWNLOAD.format(model=model), Denied.MACHINE_OFFERS_NOT)

    async def _machines(self) -> tuple[dict[str, str], dict[str, int | None]]:
        """Name and free memory of each machine."""
        names = ("topology", "nodeIdentities", "nodeMemory", "nodeProfiles")  # the last up to 1.0.63
        state = {name: await self._part(name) for name in names}
        machines = exo_cluster.machines_of(state, state)
        return {m.id: m.name for m in machines}, {m.id: m.memory_available for m in machines}

    async def _part(self, name: str) -> object:
        """One part of the state; versions before 1.0.70 give only the whole."""
        reply = await self._ask.get(f"{self._root}/state/{name}")
        if reply.is_good:
            return reply.document
        return (await self._ask.parts(self._root + "/state", frozenset({name})) or {}).get(name)


def _placement(preview: Mapping[str, Any], names: Mapping[str, str], free: Mapping[str, int | None]) -> Placement:
    instance = dict_of(preview.get("instance"))
    nodes = dict_of(exo_cluster.shard_assignments(instance).get("nodeToRunner"))
    deltas = dict_of(preview.get("memory_delta_by_node"))
    shares = tuple(
        Share(node, names.get(node) or node[:8], whole_of(deltas.get(node)) or 0, free.get(node)) for node in nodes
    )
    return Placement(
        text_of(preview.get("model_id")),
        text_of(preview.get("sharding")),
        text_of(preview.get("instance_meta")),
        shares,
        instance,
    )


def _rank(placement: Placement) -> tuple[int, bool, bool]:
    """Fewest machines first: each more is a link that can break. Then what exo itself proposes first."""
    return len(placement.shares), placement.sharding != "Pipeline", placement.kind != "MlxRing"


def _does_not_fit(
    model: str, size: int, errors: list[str], names: Mapping[str, str], free: Mapping[str, int | None]
) -> Refused:
    """The reason in the owner's terms. exo's own words tell neither what is needed nor what there is."""
    about_memory = next((e for e in errors if "memory" in e.lower()), "")
    if not about_memory:
        return Refused(Denied.CANNOT_LOAD.format(model=model), next((e for e in errors if e), Denied.NO_WAY))
    there = ", ".join(f"{names.get(i) or i[:8]} {size_in_words(f)}" for i, f in sorted(free.items()) if f is not None)
    detail = Denied.NEEDS.format(size=size_in_words(size), machines=there) if there and size else about_memory
    return Refused(Denied.DOES_NOT_FIT.format(model=model), detail, Denied.MAKE_ROOM)
