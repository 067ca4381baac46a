"""The program with its Python memory counted: `python -m tests.bench.counted VERB ...`.

For each line on its standard input it prints what it holds as one line of JSON: `traced` bytes (tracemalloc) and
`objects` (those that the garbage collector knows), both after a collection.
"""

from __future__ import annotations

import gc
import json
import sys
import threading
import tracemalloc

from core.__main__ import main


def _tell() -> None:
    for _ in sys.stdin:
        gc.collect()
        held = {"traced": tracemalloc.get_traced_memory()[0], "objects": len(gc.get_objects())}
        print(json.dumps(held), flush=True)


if __name__ == "__main__":
    tracemalloc.start()
    threading.Thread(target=_tell, name="counter", daemon=True).start()
    sys.exit(main())
