"""The verb `app-key`: makes, lists and revokes local keys of apps; a running Exo Bridge takes it over in seconds."""

from __future__ import annotations

import argparse
import sys
import time
from datetime import date, datetime

from core.local_keys import KeyNameError, LocalKey, local_keys


def app_key(options: argparse.Namespace) -> int:
    """Do one of add, list, revoke; 0 done, 1 it could not be done, 2 wrong usage."""
    if options.action != "list" and not options.name:
        sys.stderr.write("app-key: a name is needed, for example: exo-bridge app-key add Zed\n")
        return 2
    if options.budget < 0:
        sys.stderr.write("app-key: a budget is a number of tokens above 0\n")
        return 2
    keys = local_keys()
    try:
        keys.refresh()
        if options.action == "add":
            secret = keys.create(
                options.name,
                time.time(),
                models=tuple(options.model),
                is_local_only=options.local_only,
                budget=options.budget,
            )
            sys.stdout.write(f"{secret}\n")
            sys.stderr.write("This key is shown only now. Put it into the app as its API key.\n")
        elif options.action == "revoke":
            keys.revoke(options.name)
            sys.stdout.write("revoked\n")
        else:
            sys.stdout.write("".join(f"{_line(key)}\n" for key in keys.all) or "no local keys\n")
    except (KeyNameError, OSError, ValueError) as error:
        sys.stderr.write(f"app-key: {error}\n")
        return 1
    return 0


def _line(key: LocalKey) -> str:
    used = "never used" if key.last_used is None else f"last used {_day(key.last_used)}"
    limits = [*key.models, *(["local only"] if key.is_local_only else [])]
    if key.budget:
        spent = key.spent if key.spent_on == date.today().toordinal() else 0
        limits.append(f"{spent:,} of {key.budget:,} cloud tokens used today")
    return f"{key.name:24} {key.begin}…  made {_day(key.created)}, {used}" + (
        f"  [{', '.join(limits)}]" if limits else ""
    )


def _day(wall: float) -> str:
    return datetime.fromtimestamp(wall).strftime("%Y-%m-%d %H:%M")
