"""Chaos: clients ask while nodes are killed, frozen and restarted at random; nobody may get a wrong byte or hang.

    python -m tests.bench.chaos [--seconds 600] [--seed 1] [--clients 8] [--nodes 3]

The bridge is `python -m core serve` as a process, the nodes are simulated ones. One node is always left alone
(which one changes), so that an allowed backend lives at any moment. Wrong: other text than the node gives
when asked directly, an answer without end, a failure before content. Allowed: an answer that broke off after
content and said so inside its stream.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import psutil

from tests.fakes import simulated_exo
from tests.fakes.servers import FakeProcess
from tests.whole.serving import Serving, serving

MODEL = "chaos"
HUNG_AFTER = 60.0
PROMPTS = [f"Question number {n}, please." for n in range(20)]
BARE = "discovery: {enabled: false}\nbuiltin: {enabled: false}\nlog: {level: error}\n"
LIMITS = "timeouts: {connect: 1, first_byte: 4, first_token: 5, silence: 4, plain_answer: 6, total: 60}\n"


def words(answer: httpx.Response) -> tuple[str, bool]:
    """The text of a streamed or plain answer, and whether it is whole."""
    if answer.headers["content-type"].startswith("application/json"):
        return str(answer.json()["choices"][0]["message"]["content"]), True
    events = [line[6:] for line in answer.text.splitlines() if line.startswith("data: ")]
    text = ""
    for event in events:
        if event == "[DONE]":
            return text, True
        chunk = json.loads(event)
        if "error" in chunk:
            return text, False
        text += chunk["choices"][0]["delta"].get("content") or ""
    raise AssertionError("a stream ended without an end")


async def ask(client: httpx.AsyncClient, url: str, prompt: str, is_stream: bool) -> httpx.Response:
    body = {"model": MODEL, "stream": is_stream, "messages": [{"role": "user", "content": prompt}]}
    async with asyncio.timeout(HUNG_AFTER):
        return await client.post(url + "/chat/completions", json=body)


async def one_client(
    url: str, truth: dict[str, str], until: float, chance: random.Random, counts: Counter[str], slowest: list[float]
) -> None:
    async with httpx.AsyncClient(trust_env=False, timeout=HUNG_AFTER) as client:
        while time.monotonic() < until:
            prompt, is_stream = chance.choice(PROMPTS), chance.random() < 0.7
            began = time.monotonic()
            try:
                answer = await ask(client, url, prompt, is_stream)
            except TimeoutError:
                counts["HUNG"] += 1
                continue
            slowest.append(time.monotonic() - began)
            if answer.status_code != 200:
                counts[f"FAILED {answer.status_code} {answer.json()['error']['code']}"] += 1
                continue
            text, is_whole = words(answer)
            if not is_whole:
                counts["broke off after content, and said so" if text else "FAILED before content"] += 1
                wrong = not truth[prompt].startswith(text)
            else:
                counts["served"] += 1
                wrong = text != truth[prompt]
            counts["WRONG BYTES"] += wrong


async def trouble(nodes: list[FakeProcess], until: float, chance: random.Random, counts: Counter[str]) -> None:
    """Hurt the nodes, but never all at once; heal what was hurt before choosing anew."""
    safe = 0
    while time.monotonic() < until:
        victims = [n for k, n in enumerate(nodes) if k != safe and chance.random() < 0.7]
        for node in victims:
            act = chance.choice(["kill", "freeze"])
            counts[f"({act})"] += 1
            if act == "kill":
                await node.kill()
            else:
                node.freeze()
        await asyncio.sleep(chance.uniform(0.5, 4.0))
        for node in victims:
            if node.is_running:
                node.thaw()
            else:
                await node.restart()
        await asyncio.sleep(chance.uniform(5.5, 7.0))  # until the healed ones are seen as well again
        safe = chance.randrange(len(nodes))


async def run(options: argparse.Namespace) -> bool:
    chance = random.Random(options.seed)
    counts: Counter[str] = Counter()
    slowest: list[float] = []
    async with AsyncExitStack() as stack:
        flags = ("--token-delay", "0.01")
        nodes = [
            await stack.enter_async_context(simulated_exo(*flags, models=[MODEL], name=f"node{n}"))
            for n in range(options.nodes)
        ]
        listed = "".join(f"  - {{name: node{k}, url: '{n.url}'}}\n" for k, n in enumerate(nodes))
        settings = f"{BARE}{LIMITS}nodes:\n{listed}"
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="eb-chaos-")))
        bridge: Serving = await stack.enter_async_context(serving(settings, home))
        async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
            truth = {p: words(await ask(client, nodes[0].base_url, p, True))[0] for p in PROMPTS}
            assert words(await ask(client, bridge.url, PROMPTS[0], True))[0] == truth[PROMPTS[0]]
        process = psutil.Process(bridge.process.pid)
        before = process.memory_info().rss
        until = time.monotonic() + options.seconds
        async with asyncio.TaskGroup() as group:
            group.create_task(trouble(nodes, until, chance, counts))
            for _ in range(options.clients):
                seed = random.Random(chance.random())
                group.create_task(one_client(bridge.url, truth, until, seed, counts, slowest))
        grown = (process.memory_info().rss - before) / 1e6
    for name, count in sorted(counts.items()):
        print(f"{count:8}  {name}")
    slowest.sort()
    p99 = slowest[int(len(slowest) * 0.99)]
    print(f"slowest answer {slowest[-1]:.2f} s, p99 {p99:.2f} s; memory grew {grown:.1f} MB")
    bad = sum(count for name, count in counts.items() if name.isupper() or name.startswith(("FAILED", "WRONG", "HUNG")))
    print("ok" if not bad else f"{bad} BAD")
    return not bad


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--nodes", type=int, default=3)
    return 0 if asyncio.run(run(parser.parse_args())) else 1


if __name__ == "__main__":
    sys.exit(main())
