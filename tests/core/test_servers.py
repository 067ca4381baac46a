"""Other local servers: each is known by what it answers, and tells what is loaded and what it would have to load."""

from __future__ import annotations

import pytest

from core.discovery.nodes import THIS_MACHINE, found_backend
from core.discovery.probe import Found, Probe
from core.domain import BackendKind, FailureKind, ModelState, ModelStatus
from core.errors import AttemptFailed
from core.http_client import HttpClient
from tests.fakes.local_servers import HELD, LOADED, LocalServer, local_server


async def check(server: LocalServer) -> Found:
    async with HttpClient(5.0) as client:
        return await Probe(client, 5.0).check(found_backend("127.0.0.1", server.port, THIS_MACHINE))


def ready(name: str = LOADED, length: int | None = None) -> ModelStatus:
    return ModelStatus(name, context_length=length)


def held(name: str = HELD, length: int | None = None) -> ModelStatus:
    return ModelStatus(name, ModelState.DOWNLOADED, None, "loads on first use", length, loads_on_use=True)


@pytest.mark.parametrize(
    ("product", "shown", "models"),
    [
        ("Ollama", "Ollama 0.12.6", (ready(length=4096), held())),
        ("LM Studio", "LM Studio", (ready(length=32768), held(length=32768))),
        ("llama.cpp", "llama.cpp b7200-1234567", (ready(length=131072),)),
        ("llama.cpp router", "llama.cpp b7500-1",
         (ready(), held(), ModelStatus("broken", ModelState.FAILED, detail="its last load failed"))),
        ("vLLM", "vLLM 0.11.0", (ready(length=40960),)),
        ("SGLang", "SGLang", (ready(length=40960),)),
        ("LocalAI", "LocalAI v3.7.0", (ready(), held())),
        ("mlx-lm", "mlx-lm", (held(LOADED), held())),
        ("Jan", "Jan", (ready(),)),
    ],
)  # fmt: skip
async def test_each_program_is_known_by_its_answers_and_tells_what_it_has_loaded(
    product: str, shown: str, models: tuple[ModelStatus, ...]
) -> None:
    async with local_server(product) as server:
        found = await check(server)
    assert (found.facts.product, found.models) == (shown, models)
    assert found.kind is (BackendKind.OLLAMA if product == "Ollama" else BackendKind.OPENAI)
    assert all(m.may_answer for m in found.models if m.state is not ModelState.FAILED)


@pytest.mark.parametrize("product", ["Ollama", "LM Studio", "llama.cpp", "vLLM", "SGLang", "LocalAI", "mlx-lm", "Jan"])
async def test_a_program_that_is_known_is_asked_in_its_own_way_only_and_never_made_to_work(product: str) -> None:
    async with local_server(product) as server:
        async with HttpClient(5.0) as client:
            probe = Probe(client, 5.0)
            backend = found_backend("127.0.0.1", server.port, THIS_MACHINE)
            await probe.check(backend)
            server.paths.clear()
            await probe.check(backend)
    assert 1 <= len(server.paths) <= 3
    assert not [path for path in server.paths if path.startswith("POST") or "health" in path]


async def test_an_unknown_server_is_only_its_model_list() -> None:
    async with local_server("something else") as server:
        found = await check(server)
    assert (found.kind, found.facts.product, found.models) == (BackendKind.OPENAI, "", (ready(),))


async def test_a_listed_exo_node_that_is_another_program_says_which() -> None:
    async with local_server("LM Studio") as server, HttpClient(5.0) as client:
        backend = found_backend("127.0.0.1", server.port, THIS_MACHINE, BackendKind.EXO)
        with pytest.raises(AttemptFailed) as failure:
            await Probe(client, 5.0).check(backend)
    assert failure.value.kind is FailureKind.WRONG_SERVER
    assert failure.value.detail == "it is LM Studio, not exo"
