"""Runs steps on a real KeyStore in a process of its own and prints what came of each as one line of JSON.

    python -m tests.fakes.key_store_child '[["store", "a", "sk-1"], ["read", "a"], ["cached", "a"]]' LIMIT

The bus is the one that the environment names. `fresh` goes on with a new KeyStore.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from core.domain import KeyName, KeyReference, KeySource
from core.keys import KeyStore, KeyStoreUnavailable


def new_store() -> KeyStore:
    """A KeyStore with the limits of the command line."""
    return KeyStore(read_limit=float(sys.argv[2]), write_limit=float(sys.argv[2]))


async def step(keys: KeyStore, verb: str, *words: str) -> Any:
    """What one step gives."""
    name = KeyName(words[0] if words else "")
    ref = KeyReference(KeySource.KEYRING, name)
    match verb:
        case "store":
            return await keys.store(name, words[1])
        case "read":
            return await keys.read(ref)
        case "remove":
            return await keys.remove(name)
        case "cached":
            return keys.cached(ref)
        case "state":
            return keys.state(ref)
        case "describe":
            return [await keys.describe(), keys.why_not]
        case "loaded":
            return name in sys.modules
    raise ValueError(verb)


async def run() -> None:
    """All steps, one after another."""
    keys = new_store()
    for verb, *words in json.loads(sys.argv[1]):
        if verb == "fresh":
            keys = new_store()
            continue
        try:
            result = await step(keys, verb, *words)
        except KeyStoreUnavailable as error:
            result = {"title": error.title, "hint": error.hint}
        sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    asyncio.run(run())
