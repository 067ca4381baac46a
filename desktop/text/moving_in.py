"""The words for taking over what older programs kept. Pure."""

from __future__ import annotations

from core.old_files import OldFiles
from desktop.text.said import said
from desktop.text.translate import translate


def offer_words() -> str:
    """Why the button is there."""
    return translate("Welcome", "ai-token-manager or an older bridge was used on this computer.")


def preview(found: OldFiles, *, has_store: bool) -> str:
    """What would be taken over, a line each, and how much would not."""
    lines = [translate("Welcome", "From {file}").format(file=file) for file, _ in found.files]
    lines += [_account(account.entry.name, has_store=has_store) for account in found.accounts]
    lines += [translate("Welcome", "• node {name} at {url}").format(name=n.name, url=n.url) for n in found.nodes]
    lines += [f"• {path}: {value}" for path, value in found.values.items()]
    if left := sum(len(brought.left_out) for _, brought in found.files):
        lines.append(
            translate("Welcome", "Without a place here: {n}. “exo-bridge import” names them, with the reasons.").format(
                n=left
            )
        )
    return "\n".join((*lines, *map(said, found.problems)))


def _account(name: str, *, has_store: bool) -> str:
    if has_store:
        return translate("Welcome", "• cloud account {name}, its key into the password store").format(name=name)
    return translate(
        "Welcome", "• cloud account {name}, its key until you quit: this computer has no password store"
    ).format(name=name)


def taken_words(found: OldFiles) -> str:
    """What became of it, and what the owner should do now."""
    words = translate("Welcome", "Taken over. The old files are as they were.")
    if not found.with_open_keys:
        return words
    files = ", ".join(str(file) for file in found.with_open_keys)
    still = translate("Welcome", "Keys stand, or may stand, in the open in {files}: remove them there.").format(
        files=files
    )
    return f"{words} {still}"


def nothing_words(found: OldFiles) -> str:
    """Nothing was taken, and why."""
    return " ".join((translate("Welcome", "There is nothing to take over."), *map(said, found.problems)))
