"""A page of the settings made from their declarations: a card for each section, a row for each setting."""

from __future__ import annotations

from enum import Enum

from PySide6.QtWidgets import QFrame, QWidget

from core.config import ConfigError
from core.config.schema import Kind, Setting
from core.domain import Snapshot
from core.settings import Settings
from desktop.setting_row import SettingRow
from desktop.settings_page import Page
from desktop.text.facts import Moment
from desktop.text.problems import problem_words
from desktop.text.settings import is_found, section_title, sections_of
from desktop.theme import CONTROL
from desktop.tools import Tools
from desktop.widgets import card, line, title


class DeclaredPage(Page):
    """Changes apply at once and are written into the owner's file, comments kept."""

    def __init__(self, tools: Tools, heading: str, sections: tuple[str, ...], sentence: str = "") -> None:
        super().__init__(tools, heading, sentence)
        self._settings: Settings | None = None
        self.rows: dict[str, SettingRow] = {}
        self._cards: list[tuple[QFrame, list[SettingRow]]] = []
        for section in sections_of(sections):
            fields = section.fields if section.kind is Kind.TABLE else (section,)
            self._add_card(section_title(section) if section.kind is Kind.TABLE else "", fields)

    def _add_card(self, heading: str, fields: tuple[Setting, ...]) -> None:
        frame, inside = card()
        inside.setSpacing(CONTROL)
        if heading:
            inside.addWidget(title(heading, 1.05))
        rows = []
        for i, setting in enumerate(fields):
            if i:
                inside.addWidget(line())
            made = SettingRow(self.tools.theme, setting, self.change)
            self.rows[setting.path] = made
            rows.append(made)
            inside.addWidget(made)
        self._cards.append((frame, rows))
        self.list.addWidget(frame)

    def add_card(self, widget: QWidget) -> None:
        """Something of the page's own, above the declared settings."""
        self.list.insertWidget(0, widget)
        widget.lower()  # a screen reader walks through the children from the lowest to the highest

    def show_snapshot(self, snapshot: Snapshot, now: Moment) -> None:
        """Paint the settings in force; an edit from outside shows like one from here."""
        settings = self.tools.bridge.settings
        if settings is self._settings:
            return
        self._settings = settings
        self.tools.theme.follow(settings.appearance.theme)
        for path, row in self.rows.items():
            row.show_value(_value_of(settings, path))

    def search(self, words: str) -> int:
        """Show only what holds the words; how many do."""
        count = 0
        for frame, rows in self._cards:
            found = [row for row in rows if is_found(row.setting, words)]
            for row in rows:
                row.setVisible(row in found)
            for rule in frame.findChildren(QFrame, "line"):
                rule.setVisible(len(found) == len(rows))
            frame.setVisible(bool(found))
            count += len(found)
        return count

    def change(self, setting: Setting, value: object) -> None:
        """Write what was chosen."""
        plain = value.value if isinstance(value, Enum) else "" if value is None else value
        assert isinstance(plain, str | int | float)
        self.tools.tasks.start(self._write(setting.path, plain), f"change {setting.path}")

    async def _write(self, path: str, value: str | float | bool) -> None:
        row = self.rows[path]
        try:
            await self.tools.bridge.change_setting(path, value)
        except ConfigError as error:
            row.show_problem(problem_words(error.title, error.hint).rstrip("."))
        else:
            row.show_problem("")
        row.show_value(_value_of(self.tools.bridge.settings, path))
        self.tools.theme.follow(self.tools.bridge.settings.appearance.theme)


def _value_of(settings: Settings, path: str) -> object:
    value: object = settings
    for name in path.split("."):
        value = getattr(value, name)
    return value
