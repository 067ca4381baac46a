"""Starts one fake cloud: `FAKE_CLOUD_KEY=… python -m tests.fakes.run_cloud --port 0 --model gpt-test`.

The key comes by the environment, so that a test may search process arguments for it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence

from core.simulation.exo_node import serve
from tests.fakes.cloud import DEFAULT_KEY, KEY_VARIABLE, CloudOptions, build_cloud


def main(argv: Sequence[str] | None = None) -> int:
    """Run one fake cloud until it is told to end. 2: bad arguments or the port is taken."""
    parser = argparse.ArgumentParser(prog="tests.fakes.run_cloud", description=__doc__)
    add = parser.add_argument
    add("--port", type=int, default=0)
    add("--model", action="append", default=[])
    add("--tokens", type=int)
    add("--token-delay", type=float, default=0.0)
    add("--fault", action="append", default=[])
    add("--allow-faults", action="store_true")
    add("--exit-with-parent", action="store_true")
    arguments = parser.parse_args(argv)
    models = tuple(arguments.model) or CloudOptions().models
    options = CloudOptions(os.environ.get(KEY_VARIABLE, DEFAULT_KEY), models, arguments.tokens, arguments.token_delay)
    server = build_cloud(options, allows_faults=arguments.allow_faults)
    try:
        asyncio.run(serve(server, arguments.port, arguments.fault, exits_with_parent=arguments.exit_with_parent))
    except (OSError, ValueError) as error:
        sys.stderr.write(f"fake cloud: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
