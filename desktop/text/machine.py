"""What a machine tells of itself, in words: the drawing and the table say the same. Pure."""

from __future__ import annotations

from core.cluster import Machine
from desktop.text.facts import size
from desktop.text.translate import measured, translate


def memory_words(machine: Machine) -> str:
    """`36 GB of 96 GB in use`; only what is known."""
    total, free = machine.memory_total, machine.memory_available
    if not total:
        return translate("Cluster", "memory not told")
    if free is None:
        return translate("Cluster", "{size} memory").format(size=size(total))
    return translate("Cluster", "{used} of {all} in use").format(used=size(max(0, total - free)), all=size(total))


def short_memory(machine: Machine) -> str:
    """The same for a narrow column, empty where it is not known."""
    total, free = machine.memory_total, machine.memory_available
    if not total or free is None:
        return size(total) if total else ""
    return translate("Cluster", "{used} of {all}").format(used=size(max(0, total - free)), all=size(total))


def sensor_words(machine: Machine) -> str:
    """`54 °C · 38 W`; exo tells both on macOS only."""
    parts = []
    if machine.temperature is not None:
        parts.append(measured(f"{machine.temperature:.0f} °C"))
    if machine.power is not None:
        parts.append(measured(f"{machine.power:.0f} W"))
    return " · ".join(parts)
