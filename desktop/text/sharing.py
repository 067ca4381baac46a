"""What it means to share the port with other machines, before it is done."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.text.translate import translate


def share_words(addresses: Sequence[str], *, shares_cloud: bool, public: str) -> str:
    """The addresses for other machines, and what the owner should know. `public` says why the network may be one."""
    parts = [
        translate("Sharing", "Other machines of your network reach it at {addresses}, each with a key.").format(
            addresses=", ".join(addresses) or translate("Sharing", "no address yet: there is no network")
        )
    ]
    if not all(address.startswith("https:") for address in addresses):
        parts.append(translate("Sharing", "Prompts, answers and keys cross the network unencrypted (no certificate)."))
    parts.append(
        translate("Sharing", "They may use your cloud accounts, too.")
        if shares_cloud
        else translate("Sharing", "They may use your own machines only, no cloud.")
    )
    if public:
        parts.append(translate("Sharing", "This may be a public network: better not here."))
    return "\n\n".join(parts)
