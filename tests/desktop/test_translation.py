"""Every word can be translated: Qt's lupdate sees only calls with two literals, outside of f-strings."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCES = sorted((Path(__file__).parents[2] / "desktop").rglob("*.py"))


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    for found in ast.walk(tree):
        if isinstance(found, ast.Call) and isinstance(found.func, ast.Name) and found.func.id == "translate":
            yield found


@pytest.mark.parametrize("file", SOURCES, ids=lambda f: f.name)
def test_lupdate_finds_every_text_of(file: Path) -> None:
    tree = ast.parse(file.read_text("utf-8"))
    wrong = [
        call.lineno
        for call in calls(tree)
        if call.keywords
        or len(call.args) != 2
        or not all(isinstance(a, ast.Constant) and isinstance(a.value, str) for a in call.args)
    ]
    inside = [call.lineno for text in ast.walk(tree) if isinstance(text, ast.JoinedStr) for call in calls(text)]
    assert (wrong, inside) == ([], [])


@pytest.mark.parametrize("file", SOURCES, ids=lambda f: f.name)
def test_every_value_of_a_text_is_filled_in(file: Path) -> None:
    tree = ast.parse(file.read_text("utf-8"))
    filled = {
        call.func.value: {k.arg for k in call.keywords}
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "format"
    }
    for call in calls(tree):
        text = call.args[1]
        assert isinstance(text, ast.Constant) and isinstance(text.value, str)
        names = {name for _, name, _, _ in string.Formatter().parse(text.value) if name}
        assert filled.get(call, set()) == names, f"{file.name}:{call.lineno}"
