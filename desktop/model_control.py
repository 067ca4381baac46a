"""What the owner does with models from the windows: load, unload, download, cancel, delete. Nothing here waits.

Each command is a task; while it runs its model says so (`doing`), and when it is refused the reason is told beside the
list (`problem`). A dialog that was closed while exo was asked is not touched again.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from core.cluster import Machine
from core.domain import BackendId
from core.errors import AttemptFailed
from core.exo_control import Placement, Refused
from desktop.choice_dialog import Choice, ChoiceDialog
from desktop.dialogs import Question, Reply, ask
from desktop.text.facts import machine_name
from desktop.text.menu import short_model
from desktop.text.models import (
    Action,
    Key,
    ModelRow,
    disk_detail,
    names_of,
    no_answer,
    placement_detail,
    placement_title,
    refusal,
)
from desktop.text.translate import translate
from desktop.tools import Tools

MOST_PLACEMENTS = 4


class ModelControl(QObject):
    """`parent_widget` is where its dialogs stand."""

    changed = Signal()
    problem = Signal(str)

    def __init__(self, tools: Tools, parent_widget: QWidget) -> None:
        super().__init__(parent_widget)
        self._tools = tools
        self._parent = parent_widget
        self.doing: dict[Key, str] = {}

    def do(self, action: Action, row: ModelRow) -> ChoiceDialog | Question | None:
        """Begin it; what must be asked first is asked. Returns the dialog, if there is one."""
        match action:
            case Action.LOAD:
                return self.open_load(row.backend, row.model, row.held_on)
            case Action.UNLOAD:
                return self._unload(row)
            case Action.DOWNLOAD:
                return self.open_download(row.backend, row.model, row.missing_on)
            case Action.CANCEL:
                return self._cancel(row)
            case Action.DELETE:
                return self._delete(row)

    # load

    def open_load(self, backend_id: BackendId, model: str, held_on: tuple[Machine, ...]) -> ChoiceDialog:
        """Show where it fits, and let one way be chosen."""
        placements: list[Placement] = []
        dialog = ChoiceDialog(
            self._tools.theme,
            self._parent,
            translate("Models", "Load {model}").format(model=short_model(model, 40)),
            translate("Models", "Load"),
            lambda place: self._load(backend_id, model, placements[place]),
        )
        dialog.show_note(translate("Models", "Asking exo where it fits…"))
        dialog.open()
        self._tools.tasks.start(self._look(dialog, placements, backend_id, model, held_on), "preview")
        return dialog

    async def _look(
        self,
        dialog: ChoiceDialog,
        placements: list[Placement],
        backend_id: BackendId,
        model: str,
        held_on: tuple[Machine, ...],
    ) -> None:
        try:
            found = await self._tools.bridge.nodes.preview(backend_id, model)
        except (Refused, AttemptFailed) as error:
            if dialog.is_open:
                dialog.refuse(self._words(error, backend_id))
            return
        placements += found[:MOST_PLACEMENTS]
        if dialog.is_open:
            choices = [Choice(placement_title(p), placement_detail(p, held_on)) for p in placements]
            dialog.show_choices(choices)

    def _load(self, backend_id: BackendId, model: str, placement: Placement) -> None:
        work = self._tools.bridge.nodes.load(backend_id, model, placement)
        self._start((backend_id, model), work, translate("Models", "asks exo to load it"))

    # the others

    def _unload(self, row: ModelRow) -> Question | None:
        def unload() -> None:
            work = self._tools.bridge.nodes.unload(row.backend, row.model)
            self._start(row.key, work, translate("Models", "unloading"))

        is_asked = any(r.model == row.model for r in self._tools.bridge.snapshot.live)
        if not (is_asked or row.is_busy):
            unload()
            return None
        return ask(
            self._tools.theme,
            self._parent,
            translate("Models", "Unload {model}?").format(model=short_model(row.model, 40)),
            translate("Models", "It is answering now; that answer ends."),
            Reply(translate("Models", "Unload"), unload),
            Reply(translate("Models", "Cancel")),
        )

    def open_download(self, backend_id: BackendId, model: str, machines: tuple[Machine, ...]) -> ChoiceDialog | None:
        """Ask for the machine where there are several."""

        def download(machine: str) -> None:
            work = self._tools.bridge.nodes.download(backend_id, model, machine)
            self._start((backend_id, model), work, translate("Models", "asks exo to download it"))

        heading = translate("Models", "Download {model}").format(model=short_model(model, 40))
        return self._at_machine(machines, heading, translate("Models", "Download"), download)

    def _cancel(self, row: ModelRow) -> ChoiceDialog | None:
        def cancel(machine: str) -> None:
            work = self._tools.bridge.nodes.cancel_download(row.backend, row.model, machine)
            self._start(row.key, work, translate("Models", "cancelling"))

        heading = translate("Models", "Cancel the download of {model}").format(model=short_model(row.model, 40))
        return self._at_machine(row.coming_to, heading, translate("Models", "Cancel download"), cancel)

    def _at_machine(
        self, machines: tuple[Machine, ...], heading: str, accept: str, act: Callable[[str], object]
    ) -> ChoiceDialog | None:
        """Do it at the only machine there is, or ask at which."""
        if len(machines) < 2:
            act(machines[0].id if machines else "")
            return None
        dialog = ChoiceDialog(self._tools.theme, self._parent, heading, accept, lambda place: act(machines[place].id))
        dialog.show_choices([Choice(machine_name(m.shown_name), disk_detail(m)) for m in machines])
        dialog.open()
        return dialog

    def _delete(self, row: ModelRow) -> ChoiceDialog | Question | None:
        def delete(machine: str) -> None:
            work = self._tools.bridge.nodes.delete(row.backend, row.model, machine)
            self._start(row.key, work, translate("Models", "deleting"))

        heading = translate("Models", "Delete {model}?").format(model=short_model(row.model, 40))
        machines = row.held_on or row.missing_on
        if len(machines) > 1:
            return self._at_machine(machines, heading, translate("Models", "Delete"), delete)
        return ask(
            self._tools.theme,
            self._parent,
            heading,
            translate("Models", "Its files are removed from {machine}; getting them back means a download.").format(
                machine=names_of(machines) or row.on
            ),
            Reply(translate("Models", "Delete"), lambda: delete(machines[0].id if machines else "")),
            Reply(translate("Models", "Cancel")),
        )

    # running

    def _start(self, key: Key, work: Coroutine[Any, Any, object], words: str) -> None:
        self.doing[key] = words
        self.problem.emit("")
        self.changed.emit()
        self._tools.tasks.start(self._run(key, work), f"models {key[1]}")

    async def _run(self, key: Key, work: Coroutine[Any, Any, object]) -> None:
        try:
            await work
        except (Refused, AttemptFailed) as error:
            self.problem.emit(self._words(error, key[0]))
        finally:
            self.doing.pop(key, None)
            self.changed.emit()

    def _words(self, error: Refused | AttemptFailed, backend_id: BackendId) -> str:
        if isinstance(error, Refused):
            return refusal(error)
        status = self._tools.bridge.snapshot.find(backend_id)
        return no_answer(status.backend.name if status is not None else "", error)
