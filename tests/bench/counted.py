"""The program with its Python memory counted: `python -m tests.bench.counted VERB ...`.

It is asked by lines on its standard input, and answers each with one line of JSON:

    count    `traced` bytes (tracemalloc) and `objects` (those that the garbage collector knows), after a collection
    mark     the same, and what is held now is remembered
    grown    the places in the code that hold most more than at the last `mark`, as sentences
"""

from __future__ import annotations

import gc
import json
import sys
import threading
import tracemalloc

from core.__main__ import main

MOST_PLACES = 12


def _count() -> dict[str, int]:
    gc.collect()
    return {"traced": tracemalloc.get_traced_memory()[0], "objects": len(gc.get_objects())}


def _grown(marked: tracemalloc.Snapshot) -> list[str]:
    ours = [tracemalloc.Filter(False, tracemalloc.__file__), tracemalloc.Filter(False, __file__)]
    now = tracemalloc.take_snapshot().filter_traces(ours)
    return [str(place) for place in now.compare_to(marked.filter_traces(ours), "lineno")[:MOST_PLACES]]


def _answer() -> None:
    marked = tracemalloc.take_snapshot()
    for line in sys.stdin:
        word = line.strip()
        if word == "grown":
            print(json.dumps(_grown(marked)), flush=True)
            continue
        print(json.dumps(_count()), flush=True)
        if word == "mark":
            marked = tracemalloc.take_snapshot()


if __name__ == "__main__":
    tracemalloc.start()
    threading.Thread(target=_answer, name="counter", daemon=True).start()
    sys.exit(main())
