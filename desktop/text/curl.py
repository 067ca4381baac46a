"""The same request as a command line, for a shell of this system."""

from __future__ import annotations

import json
from collections.abc import Mapping


def curl_command(url: str, body: Mapping[str, object], *, is_windows: bool = False) -> str:
    """A command that can be pasted: the body is a here-document, so nothing in it needs quoting or has a limit.

    No line of the JSON can end the document: its lines begin with a brace, a bracket, a quotation mark or a space.
    ASCII only, because PowerShell 5 would spoil other letters on their way.
    """
    text = json.dumps(body, indent=2)
    options = f"-N {url} -H 'content-type: application/json'"
    if is_windows:
        return f"@'\n{text}\n'@ | curl.exe {options} --data-binary '@-'\n"
    return f"curl {options} --data-binary @- <<'JSON'\n{text}\nJSON\n"
