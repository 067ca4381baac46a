"""What went wrong, in plain words: what happened, then what to do."""

from __future__ import annotations

from core.domain import Complaint, PortStatus
from core.errors import sentences
from desktop.text.said import said
from desktop.text.translate import translate


def port_question(port: PortStatus) -> str:
    """`Port 52410 is used by ollama (pid 4120). Your apps cannot reach Exo Bridge.`"""
    if port.owner:
        what = translate("Problems", "Port {port} is used by {owner}.").format(port=port.port, owner=port.owner)
    else:
        what = translate("Problems", "Port {port} cannot be opened ({error}).").format(port=port.port, error=port.error)
    return f"{what} " + translate("Problems", "Your apps cannot reach Exo Bridge.")


def moved_words(port: PortStatus) -> str:
    """After a deliberate move: the apps do not know it yet."""
    return translate("Problems", "Exo Bridge now listens at {address}. Your apps must use this address.").format(
        address=port.address
    )


def complaint_words(complaint: Complaint) -> str:
    """Title, reason and advice as one text."""
    return problem_words(complaint.title, complaint.detail, complaint.hint)


def problem_words(*parts: str) -> str:
    """What core says went wrong, and what to do, as sentences in the user's language."""
    return sentences(*(said(part) for part in parts))
