"""What stands across the status window when there is something to do: port taken, complaints, demo, no tray."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.domain import BackendId, Complaint, Severity, Snapshot
from desktop.copy_button import CopyButton
from desktop.doors import Doors
from desktop.text.menu import DemoSwitch, demo_switches
from desktop.text.problems import complaint_words, moved_words, port_question
from desktop.text.rows import Tone
from desktop.text.translate import translate
from desktop.theme import CONTROL, Theme
from desktop.widgets import Banner, Button, in_order

MOST_COMPLAINTS = 2


class Banners(QWidget):
    """A column of banners; only those that apply are shown."""

    def __init__(self, theme: Theme, doors: Doors) -> None:
        super().__init__()
        self._theme = theme
        self._doors = doors
        self._next_port: int | None = None
        self._taken_port: int | None = None
        self._address = ""
        self._switches: dict[BackendId, Button] = {}
        self._shown_switches: tuple[DemoSwitch, ...] = ()
        self._shown_complaints: tuple[Complaint, ...] = ()
        self._complaints: list[Banner] = []
        self.port = self._port_banner()
        self.moved = self._moved_banner()
        self.demo = Banner(theme, Tone.CLOUD, "info", translate("Banners", "Demo: the two exo nodes are simulated."))
        self.no_tray = Banner(
            theme,
            Tone.QUIET,
            "info",
            translate(
                "Banners",
                "This desktop shows no tray icons, so Exo Bridge stays in its window; closing it keeps serving.",
            ),
        )
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(CONTROL)
        for banner in (self.port, self.moved, self.no_tray, self.demo):
            self._layout.addWidget(banner)
            banner.hide()
        self.hide()

    def _port_banner(self) -> Banner:
        banner = Banner(self._theme, Tone.BAD, "circle-alert")
        self.use_next = Button(self._theme, "", self._use_next, kind="primary")
        again = Button(self._theme, translate("Banners", "Try again"), lambda: self._doors.use_port(None))
        leave = Button(self._theme, translate("Banners", "Quit"), self._doors.quit)
        banner.add(self.use_next, again, leave)
        return banner

    def _moved_banner(self) -> Banner:
        banner = Banner(self._theme, Tone.OWNER, "info")
        banner.add(
            CopyButton(self._theme, lambda: self._address),
            Button(self._theme, "", self._moved_seen, icon="x", kind="flat", name=translate("Banners", "Close")),
        )
        return banner

    def _moved_seen(self) -> None:
        self.moved.hide()
        self._settle()

    def switches(self) -> list[Button]:
        """The switches of the demo, in the order of the nodes."""
        return [self._switches[s.id] for s in self._shown_switches]

    def complaints(self) -> list[Banner]:
        """The banners of what the owner should fix."""
        return list(self._complaints)

    def _use_next(self) -> None:
        self._doors.use_port(self._next_port)

    def show_no_tray(self, is_missing: bool) -> None:
        """Say, or stop saying, that there is no tray here."""
        self.no_tray.setVisible(is_missing)
        self._settle()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show what applies."""
        self._show_port(snapshot)
        self._show_demo(snapshot)
        self._show_complaints(snapshot)
        self._settle()

    def _settle(self) -> None:
        banners = (self.port, self.moved, self.demo, self.no_tray, *self._complaints)
        self.setVisible(any(not b.isHidden() for b in banners))

    def _show_port(self, snapshot: Snapshot) -> None:
        port = snapshot.port
        self._address = port.address
        is_taken = bool(port.error) and not port.is_open
        if port.is_open and self._taken_port is not None and port.port != self._taken_port:
            self.moved.set_text(moved_words(port))
            self.moved.show()
        self._taken_port = port.port if is_taken else None
        self.port.setVisible(is_taken)
        if not is_taken:
            return
        self._next_port = port.next_free
        self.port.set_text(port_question(port))
        self.use_next.setVisible(port.next_free is not None)
        self.use_next.set_text(translate("Banners", "Use {port} instead").format(port=port.next_free))

    def _show_demo(self, snapshot: Snapshot) -> None:
        self.demo.setVisible(snapshot.is_demo)
        switches = demo_switches(snapshot) if snapshot.is_demo else ()
        if switches == self._shown_switches:
            return
        self._shown_switches = switches
        for switch in switches:
            if switch.id not in self._switches:
                button = Button(self._theme, switch.label)
                button.clicked.connect(lambda _=False, i=switch.id: self._flip(i))
                self._switches[switch.id] = button
                self.demo.add(button)
            button = self._switches[switch.id]
            button.set_text(switch.label)
            button.set_icon("power")
            button.setEnabled(True)
        in_order(self.moved, *(self._switches[s.id] for s in switches))

    def _flip(self, backend_id: BackendId) -> None:
        switch = next((s for s in self._shown_switches if s.id == backend_id), None)
        if switch is not None:
            self._switches[backend_id].setEnabled(False)  # until the snapshot tells what became of it
            self._doors.set_demo_node(backend_id, not switch.is_alive)

    def _show_complaints(self, snapshot: Snapshot) -> None:
        if snapshot.complaints == self._shown_complaints:
            return
        self._shown_complaints = snapshot.complaints
        for banner in self._complaints:
            self._layout.removeWidget(banner)
            banner.hide()
            banner.deleteLater()
        self._complaints = [self._complaint_banner(c) for c in snapshot.complaints[:MOST_COMPLAINTS]]
        more = len(snapshot.complaints) - MOST_COMPLAINTS
        if more > 0:
            self._complaints[-1].set_text(
                self._complaints[-1].words.text()
                + " "
                + translate("Banners", "And {n} more, see the log.").format(n=more)
            )

    def _complaint_banner(self, complaint: Complaint) -> Banner:
        tone = Tone.BAD if complaint.severity is Severity.ERROR else Tone.OWNER
        banner = Banner(self._theme, tone, "triangle-alert", complaint_words(complaint))
        self._layout.addWidget(banner)
        return banner
