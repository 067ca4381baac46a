"""The words of the window that connects an app, and what they are made of."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from core.domain import Seconds
from core.local_keys import LocalKey
from core.snippets import NO_KEY, App, Snippet
from desktop.text.facts import duration
from desktop.text.translate import looked_up, translate

NOTE = "SnippetNote"
"""The context under which the notes of the snippets are translated."""
SHELLS = ("sh", "powershell")
PLACEHOLDER = "your-key"
"""What stands in a snippet where a key is asked for and none can be shown."""
LONGEST_QUOTE = 80


def own_shell(system: str = sys.platform) -> str:
    """The shell of this system."""
    return "powershell" if system == "win32" else "sh"


def shell_name(shell: str) -> str:
    """`macOS and Linux`, as the choice shows it."""
    return "Windows (PowerShell)" if shell == "powershell" else translate("Connect", "macOS and Linux")


def has_shells(app: App) -> bool:
    """Whether the choice of a shell changes anything."""
    return any(snippet.language in SHELLS for snippet in app.snippets)


def snippets_for(app: App, shell: str) -> tuple[Snippet, ...]:
    """What is to be copied with this shell, in order."""
    return tuple(s for s in app.snippets if s.language not in SHELLS or s.language == shell)


def snippet_note(note: str) -> str:
    """A note of `resources/connect/apps.yaml` in the user's language."""
    return looked_up(NOTE, note) if note else ""


def snippet_head(snippet: Snippet) -> str:
    """Where it belongs: `~/.codex/config.toml`, `In Cline's settings`, or only what it is."""
    parts = [part for part in (snippet.note, snippet.file) if part]
    return " · ".join(parts) or _LANGUAGES.get(snippet.language, snippet.language)


_LANGUAGES = {"sh": "Terminal", "powershell": "PowerShell", "python": "Python", "javascript": "JavaScript"}


def key_of(app: App, keys: Iterable[LocalKey]) -> LocalKey | None:
    """The key that was made for this app, if there is one."""
    return next((key for key in keys if key.name == app.name), None)


def shown_key(secret: str, *, is_required: bool) -> str:
    """What stands in the snippets as key."""
    return secret or (PLACEHOLDER if is_required else NO_KEY)


def key_words(app: App, known: LocalKey | None, *, is_required: bool, is_new: bool) -> str:
    """How it stands with the key of this app."""
    if is_new:
        return translate("Connect", "The new key of {app} stands below. It is never shown again: copy it now.").format(
            app=app.name
        )
    if known is not None:
        return translate(
            "Connect", "{app} has a key already ({begin}…). Put it in, or replace it if it is lost."
        ).format(app=app.name, begin=known.begin)
    if is_required:
        return translate("Connect", "Every app needs a key of its own here; {app} has none yet.").format(app=app.name)
    return translate("Connect", "No key is asked for here, any text will do. A key of its own can be revoked later.")


def key_offer(app: App, known: LocalKey | None) -> str:
    """The caption of the button that makes a key."""
    if known is not None:
        return translate("Connect", "Replace the key…")
    return translate("Connect", "Make a key for {app}").format(app=app.name)


def trial_hint() -> str:
    """What the button beside it does."""
    return translate("Connect", "Sends one short request to this address with this model, as the app would.")


def tried_words(name: str, took: Seconds, words: str) -> str:
    """What came of a try: `studio answered in 0.41 s: “Hello!”`."""
    quote = " ".join(words.split())
    if len(quote) > LONGEST_QUOTE:
        quote = quote[: LONGEST_QUOTE - 1].rstrip() + "…"
    if not quote:
        return translate("Connect", "{name} answered in {time}.").format(name=name, time=duration(took))
    return translate("Connect", "{name} answered in {time}: “{words}”").format(
        name=name, time=duration(took), words=quote
    )
