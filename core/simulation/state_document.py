"""The /state document of exo 1.x, written from a simulated cluster in exo's own structure and order."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime
from typing import Any

from core.simulation.cluster import Cluster, Machine, Placement
from core.simulation.model_cards import ModelCard

_DISK = 270_553_174_016


def snake(value: Any) -> Any:
    """The same document with snake_case keys, as /instance/await writes it. Type names and ids stay."""
    if isinstance(value, list):
        return [snake(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {_snake_key(key): snake(item) for key, item in value.items()}


def _snake_key(key: str) -> str:
    return re.sub(r"(?<=[a-z])[A-Z]", lambda m: "_" + m[0].lower(), key) if key[:1].islower() else key


class StateDocument:
    """Writes the document for generation 1 or 2."""

    def __init__(self, cluster: Cluster, generation: int) -> None:
        self._cluster = cluster
        self._generation = generation

    def card(self, card: ModelCard) -> dict[str, Any]:
        """A model card."""
        return card.as_card(self._generation)

    def shard(self, card: ModelCard, rank: int = 0, world: int = 1) -> dict[str, Any]:
        """The share of a model that the machine of this rank holds."""
        return {
            "PipelineShardMetadata": {
                "modelCard": self.card(card),
                "deviceRank": rank,
                "worldSize": world,
                "immediateException": False,
                "shouldTimeout": None,
                "startLayer": card.layers * rank // world,
                "endLayer": card.layers * (rank + 1) // world,
                "nLayers": card.layers,
            }
        }

    def instance(self, placement: Placement) -> dict[str, Any]:
        """An instance with its type name."""
        runners, port = placement.runners, placement.ring_port
        world = len(runners)
        hosts = {m.id: m.host for m in self._cluster.machines}
        return {
            "MlxRingInstance": {
                "instanceId": placement.instance_id,
                "shardAssignments": {
                    "modelId": placement.card.id,
                    "runnerToShard": {
                        runner: self.shard(placement.card, rank, world) for rank, runner in enumerate(runners.values())
                    },
                    "nodeToRunner": dict(runners),
                },
                "hostsByNode": {
                    node: [{"ip": "0.0.0.0" if other == node else hosts[other], "port": port} for other in runners]
                    for node in runners
                },
                "ephemeralPort": port,
            }
        }

    def runner(self, placement: Placement) -> dict[str, Any]:
        """How far the runners of an instance have come."""
        cluster = self._cluster
        if placement.failure:
            return {"RunnerFailed": {"errorMessage": placement.failure, "diagnostics": []}}
        left = cluster.ready_in(placement)
        if left > cluster.load_seconds:
            return {"RunnerIdle": {}}
        if left > 0:
            return self._loading(placement, 1 - left / cluster.load_seconds)
        if cluster.is_generating(placement):
            return {"RunnerRunning": {}}
        return {"RunnerReady": {"prefillServerPort": None} if self._generation == 2 else {}}

    def _loading(self, placement: Placement, share: float) -> dict[str, Any]:
        """The states on the way to ready, in their true order; the shares of time are ours."""
        if share < 0.1 and len(placement.runners) > 1:
            return {"RunnerConnecting": {}}
        if share < 0.8:
            total = placement.card.layers
            return {"RunnerLoading": {"layersLoaded": int(total * share / 0.8), "totalLayers": total}}
        return {"RunnerLoaded": {}} if share < 0.9 else {"RunnerWarmingUp": {}}

    def _runners(self) -> dict[str, Any]:
        killed = {"errorMessage": "Terminated (signal=9 (Killed))", "diagnostics": []}
        stale: dict[str, Any] = {
            runner: {name: killed if name == "RunnerFailed" else {}}
            for runner, name in self._cluster.stale_runners.items()
        }
        for placement in self._cluster.placements.values():
            stale |= dict.fromkeys(placement.runners.values(), self.runner(placement))
        return stale

    def _download(self, machine: Machine, card: ModelCard) -> dict[str, Any]:
        download = self._cluster.downloads.get(card.id)
        download = download if download is not None and download.is_on(machine.id) else None
        share = self._cluster.downloaded_share(card.id) if download is not None else None
        common = {
            "nodeId": machine.id,
            "shardMetadata": self.shard(card),
            "modelDirectory": f"/simulated/models/{card.id.replace('/', '--')}",
        }
        if download is not None and download.failure:
            return {"DownloadFailed": {**common, "errorMessage": download.failure}}
        if share is None:
            return {"DownloadPending": {**common, "downloaded": {"inBytes": 0}, "total": {"inBytes": 0}}}
        if share >= 1:
            return {"DownloadCompleted": {**common, "total": {"inBytes": card.size}, "readOnly": not card.is_custom}}
        return {"DownloadOngoing": {**common, "downloadProgress": self._progress(card, share)}}

    def _progress(self, card: ModelCard, share: float) -> dict[str, Any]:
        seconds = self._cluster.download_seconds

        def progress(total: int, done: int, files: dict[str, Any], counts: tuple[int, int]) -> dict[str, Any]:
            return {
                "total": {"inBytes": total},
                "downloaded": {"inBytes": done},
                "downloadedThisSession": {"inBytes": done},
                "completedFiles": counts[0],
                "totalFiles": counts[1],
                "speed": total / seconds,
                "etaMs": int((1 - share) * seconds * 1000) if done < total else 0,
                "files": files,
            }

        done = int(card.size * share)
        files = {
            "config.json": progress(378, 378, {}, (1, 1)),
            "model.safetensors": progress(card.size, done, {}, (0, 1)),
        }
        return progress(card.size + 378, done + 378, files, (1, 2))

    def _tasks(self) -> dict[str, Any]:
        tasks: dict[str, Any] = {}
        for placement in self._cluster.placements.values():
            for node, runner in placement.runners.items():
                tasks |= self._placing_tasks(placement, node, runner)
        for generation in self._cluster.generations.values():
            body = generation.body
            tasks[generation.task_id] = {
                "TextGeneration": {
                    "taskId": generation.task_id,
                    "taskStatus": "Running",
                    "instanceId": generation.instance_id,
                    "commandId": generation.command_id,
                    "taskParams": _task_parameters(body),
                    "errorType": None,
                    "errorMessage": None,
                }
            }
        return tasks

    def _placing_tasks(self, placement: Placement, node: str, runner: str) -> dict[str, Any]:
        def task(name: str, **more: Any) -> dict[str, Any]:
            task_id = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{name} {runner}"))
            common = {"taskId": task_id, "taskStatus": "Complete", "instanceId": placement.instance_id}
            return {task_id: {name: common | more}}

        bound = {"instance": self.instance(placement), "boundRunnerId": runner, "boundNodeId": node}
        download = self._cluster.downloads.get(placement.card.id)
        was_downloaded = download is not None and download.at >= self._cluster.started
        return (
            task("CreateRunner", boundInstance=bound)
            | (task("DownloadModel", shardMetadata=self.shard(placement.card)) if was_downloaded else {})
            | (task("ConnectToGroup") if len(placement.runners) > 1 else {})
            | task("LoadModel")
            | task("StartWarmup")
        )

    def _connections(self) -> dict[str, Any]:
        present = self._cluster.present
        return {
            source.id: {
                sink.id: [
                    {
                        "sinkMultiaddr": {
                            "address": f"/ip4/{sink.host}/tcp/{sink.port}",
                            "address_type": "ip4",
                            "ip_address": sink.host,
                            "port": sink.port,
                        }
                    }
                ]
                for sink in present
                if sink.id != source.id
            }
            for source in present
            if len(present) > 1
        }

    def whole(self) -> dict[str, Any]:
        """The whole document."""
        cluster, present = self._cluster, self._cluster.present
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        document: dict[str, Any] = {
            "instances": {p.instance_id: self.instance(p) for p in cluster.placements.values()},
            "runners": self._runners(),
            "downloads": {m.id: [self._download(m, card) for card in cluster.cards.values()] for m in present},
            "tasks": self._tasks(),
            "lastSeen": {m.id: now for m in present},
            "topology": {"nodes": [m.id for m in present], "connections": self._connections()},
            "lastEventAppliedIdx": cluster.event_index,
            "nodeIdentities": {m.id: _identity(m) for m in cluster.machines},
            "nodeMemory": {m.id: _memory(m, cluster) for m in present},
            "nodeDisk": {m.id: {"total": {"inBytes": _DISK}, "available": {"inBytes": _DISK // 4}} for m in present},
            "nodeSystem": {},
            "nodeNetwork": {
                m.id: {"interfaces": [{"name": "lo", "ipAddress": m.host, "interfaceType": "unknown"}]} for m in present
            },
            "nodeThunderbolt": {},
            "nodeThunderboltBridge": {},
            "nodeRdmaCtl": {},
            "nodeBackends": {m.id: ["MlxCpu"] for m in present},
            "thunderboltBridgeCycles": [],
            "instanceLinks": {},
            "prefillServerPorts": {},
            "customModelCards": {},
        }
        if self._generation == 1:
            for name in ("nodeBackends", "instanceLinks", "prefillServerPorts", "customModelCards"):
                del document[name]
        return document


def _identity(machine: Machine) -> dict[str, Any]:
    return {
        "modelId": machine.kind,
        "chipId": machine.chip,
        "friendlyName": machine.name,
        "osVersion": "simulated",
        "osBuildVersion": "simulated",
    }


def _memory(machine: Machine, cluster: Cluster) -> dict[str, Any]:
    placed = sum(p.card.size // max(1, len(p.runners)) for p in cluster.placements.values() if machine.id in p.runners)
    available = max(0, machine.memory - placed - machine.memory // 10)
    none = {"inBytes": 0}
    return {
        "ramTotal": {"inBytes": machine.memory},
        "ramAvailable": {"inBytes": available},
        "swapTotal": none,
        "swapAvailable": none,
    }


def _float(number: Any) -> float | None:
    return None if number is None else float(number)


def _task_parameters(body: dict[str, Any]) -> dict[str, Any]:
    messages = body.get("messages", [])
    stop = body.get("stop")
    return {
        "model": body.get("model"),
        "input": messages,
        "instructions": None,
        "max_output_tokens": body.get("max_tokens"),
        "temperature": _float(body.get("temperature")),
        "top_p": _float(body.get("top_p")),
        "stream": body.get("stream", False),
        "tools": body.get("tools"),
        "bench": False,
        "use_prefix_cache": False,
        "top_k": body.get("top_k"),
        "stop": [stop] if isinstance(stop, str) else stop,
        "seed": body.get("seed"),
        "chat_template_messages": messages,
        "reasoning_effort": body.get("reasoning_effort"),
        "enable_thinking": body.get("enable_thinking"),
        "logprobs": bool(body.get("logprobs", False)),
        **dict.fromkeys(
            ("top_logprobs", "min_p", "repetition_penalty", "repetition_context_size", "presence_penalty",
             "frequency_penalty")
        ),
        "images": [],
        "image_hashes": {},
        "prefill_endpoint": None,
    }  # fmt: skip
