"""Connect an app: ready snippets for many apps, filled with the true address, a model and a key."""

from __future__ import annotations

import asyncio
import contextlib

import httpx
from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QHideEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QListWidget, QListWidgetItem, QScrollArea, QVBoxLayout, QWidget

from core.domain import Snapshot
from core.local_keys import LocalKey
from core.snippets import App, Connection, apps, context_of, ready_model
from desktop.app_keys import AppKeys, KeyTrouble
from desktop.chat_client import Began, ChatFailed, ChatRequest, Message, Text, stream_answer
from desktop.dialogs import Reply, ask
from desktop.model_box import ModelBox
from desktop.places import Places
from desktop.snippet_card import SnippetCard
from desktop.text.chat import problem_of_connection
from desktop.text.connect import (
    SHELLS,
    has_shells,
    key_of,
    key_offer,
    key_words,
    own_shell,
    shell_name,
    shown_key,
    snippet_note,
    snippets_for,
    trial_hint,
    tried_words,
)
from desktop.text.facts import Moment, name_shown_as
from desktop.text.translate import translate
from desktop.theme import CONTROL, EDGE, GROUP
from desktop.tools import Tools
from desktop.widgets import Button, in_order, label, row, title
from desktop.window import Window


class ConnectWindow(Window):
    """Apps at the left, what to paste at the right. New keys are kept for as long as the window is open."""

    def __init__(self, tools: Tools, places: Places) -> None:
        super().__init__(tools.bridge, places, "connect", QSize(860, 640), QSize(480, 320))
        self.setWindowTitle(translate("Connect", "Connect an app to Exo Bridge"))
        self._tools = tools
        self._keys = AppKeys(lambda: tools.bridge.app_keys)
        self._secrets: dict[str, str] = {}
        self._painted: tuple[App, str] | None = None
        self._is_model_chosen = False
        self.sidebar = QListWidget()
        self.sidebar.setObjectName("sidebar")
        self.sidebar.setAccessibleName(translate("Connect", "Apps"))
        for app in apps():
            QListWidgetItem(app.name, self.sidebar)
        self.name = title("")
        self.docs = Button(
            tools.theme, translate("Connect", "Documentation"), self._open_docs, icon="external-link", kind="flat"
        )
        self.model = ModelBox(tools.theme)
        self.model.activated.connect(self._choose_model)
        self.shell = QComboBox()
        self.shell.setAccessibleName(translate("Connect", "For"))
        for shell in SHELLS:
            self.shell.addItem(shell_name(shell), shell)
        self.shell.setCurrentIndex(SHELLS.index(own_shell()))
        self.shell.activated.connect(lambda _: self.refresh())
        self.key = label("", "quiet", wraps=True)
        self.make_key = Button(tools.theme, "", self._want_key, icon="key-round")
        self.cards: list[SnippetCard] = []
        self.list = QVBoxLayout()
        self.trial = Button(tools.theme, translate("Connect", "Try it"), self._try, icon="play")
        self.result = label(trial_hint(), "quiet", wraps=True)
        self._compose()
        self.sidebar.setCurrentRow(0)
        self.sidebar.currentRowChanged.connect(lambda _: self._turn())

    def _compose(self) -> None:
        self.sidebar.setFixedWidth(self.sidebar.sizeHintForColumn(0) + 36)
        choices = row(label(translate("Chat", "Model"), "quiet"))
        choices.addWidget(self.model, 1)
        choices.addSpacing(CONTROL)
        choices.addWidget(self.shell)
        keys = row()
        keys.addWidget(self.key, 1)
        keys.addWidget(self.make_key)
        tries = row(self.trial, CONTROL)
        tries.addWidget(self.result, 1)
        right = QVBoxLayout()
        right.setSpacing(CONTROL + 4)
        right.addLayout(row(self.name, None, self.docs))
        right.addLayout(choices)
        right.addLayout(keys)
        right.addWidget(_scrolling(self.list), 1)
        right.addLayout(tries)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(EDGE - 8, EDGE, EDGE, EDGE)
        layout.setSpacing(GROUP)
        layout.addWidget(self.sidebar)
        layout.addLayout(right, 1)

    # painting

    @property
    def app(self) -> App:
        """The app that is open."""
        return apps()[max(0, self.sidebar.currentRow())]

    @property
    def _is_required(self) -> bool:
        return self.bridge.settings.access.require_key

    def show_snapshot(self, snapshot: Snapshot, now: Moment) -> None:
        """Fill in what is true now; a card changes only when its text does."""
        self.model.show_snapshot(snapshot)
        if not self._is_model_chosen:
            self.model.setCurrentIndex(max(0, self.model.findText(ready_model(snapshot.backends)[0])))
        app, secret = self.app, self._secrets.get(self.app.id, "")
        self.name.setText(app.name)
        self.shell.setVisible(has_shells(app))
        known = self._known()
        self.key.setText(key_words(app, known, is_required=self._is_required, is_new=bool(secret)))
        self.make_key.setVisible(not secret)
        self.make_key.set_text(key_offer(app, known))
        self.trial.setEnabled(snapshot.port.is_open)
        filled = app.filled(self._connection(snapshot), snippet_note)
        if (filled, self.shell.currentData()) != self._painted:
            self._painted = (filled, self.shell.currentData())
            self._show_cards(filled)

    def _known(self) -> LocalKey | None:
        return key_of(self.app, self._keys.all)

    def _connection(self, snapshot: Snapshot) -> Connection:
        model = self.model.model_id
        key = shown_key(self._secrets.get(self.app.id, ""), is_required=self._is_required)
        return Connection(snapshot.port.address.removesuffix("/v1"), model, key, context_of(snapshot.backends, model))

    def _show_cards(self, filled: App) -> None:
        for card in self.cards:
            self.list.removeWidget(card)
            card.hide()
            card.deleteLater()
        shown = snippets_for(filled, self.shell.currentData())
        self.cards = [SnippetCard(self._tools.theme, filled.name, snippet) for snippet in shown]
        for card in self.cards:
            self.list.addWidget(card)
        in_order(self.make_key, *self.cards, self.trial)

    def _turn(self) -> None:
        self.result.setText(trial_hint())
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self._secrets.clear()
            self._painted = None
            self._show_cards(self.app)  # no key stays in a text that nobody sees
            self.result.setText(trial_hint())

    # commands

    def _choose_model(self) -> None:
        self._is_model_chosen = True
        self.refresh()

    def _open_docs(self) -> None:
        QDesktopServices.openUrl(QUrl(self.app.docs_url))

    def _want_key(self) -> None:
        """Make a key; a second one for the same app ends the first, so that is asked."""
        app = self.app
        if self._known() is None:
            self._start_key(app)
            return
        ask(
            self._tools.theme,
            self,
            translate("Connect", "Replace the key of {app}?").format(app=app.name),
            translate("Connect", "The old key ends at once; the app works again when it has the new one."),
            Reply(translate("Connect", "Replace"), lambda: self._start_key(app)),
            Reply(translate("Dialogs", "Cancel")),
        )

    def _start_key(self, app: App) -> None:
        self._tools.tasks.start(self._make_key(app), "app key")

    async def _make_key(self, app: App) -> None:
        try:
            self._secrets[app.id] = await self._keys.replace(app.name)
        except KeyTrouble as trouble:
            self.result.setText(translate("Connect", "The key could not be made: {why}").format(why=trouble))
        self.refresh()

    def _try(self) -> None:
        self.trial.setEnabled(False)
        self.result.setText(translate("Connect", "Asking…"))
        self._tools.tasks.start(self._ask(self.app, self.model.model_id), "try a connection")

    async def _ask(self, app: App, model: str) -> None:
        """One request as the app would send it: the same address, model and key."""
        key = self._secrets.get(app.id, "") or self.bridge.access.own_key
        address = self.bridge.snapshot.port.address
        request = ChatRequest(model, (Message("user", translate("Chat", "Say hello in one sentence.")),))
        loop = asyncio.get_running_loop()
        begin, name, words = loop.time(), "", ""
        try:
            async with contextlib.aclosing(stream_answer(address, request, key)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, Began):
                        name = name_shown_as(self.bridge.snapshot, piece.backend)
                    elif isinstance(piece, Text):
                        words += piece.text
            result = tried_words(name, loop.time() - begin, words)
        except ChatFailed as failure:
            result = f"{failure.problem.title} {failure.problem.hint}".strip()
        except httpx.HTTPError as error:
            result = problem_of_connection(self.bridge.snapshot, str(error) or type(error).__name__).title
        finally:
            self.trial.setEnabled(self.bridge.snapshot.port.is_open)
        if app is self.app:
            self.result.setText(result)


def _scrolling(cards: QVBoxLayout) -> QScrollArea:
    """A column of cards that scrolls when it is longer than the window."""
    inside = QWidget()
    inside.setObjectName("page")
    holder = QVBoxLayout(inside)
    holder.setContentsMargins(0, 0, 0, 0)
    cards.setSpacing(CONTROL)
    holder.addLayout(cards)
    holder.addStretch(1)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inside)
    return area
