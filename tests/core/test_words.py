"""What people read of core is declared in `core.words`, so that the face can say it in their language."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import string
from enum import StrEnum
from pathlib import Path

import pytest

import core
import core.words

TOLD = {
    "AttemptFailed": (1,),
    "Refused": (0, 1, 2),
    "Complaint": (0, 1, 2),
    "KeyTest": (1, 2),
    "KeyStoreUnavailable": (0, 1),
    "SecretRefused": (0, 1),
    "ConfigError": (0, 1),
    "Unreadable": (0,),
    "Wrong": (0, 1),
    "NotReadable": (0,),
    "KeyNameError": (0,),
    "_rejected": (1,),
    "Rejected": (2,),
    "Candidate": (2,),
    "ModelStatus": (3,),
    "Copy": (5,),
    "step": (3,),
    "tell": (0,),
    "complain": (0, 2, 3),
    "_wrong": (2,),
    "_fail": (0,),
}
"""Whose arguments people read, and which of them."""
KEYWORDS = ("title", "detail", "hint", "problem", "reason", "warning", "lost")

CORE = Path(core.__file__).parent
NOT_FOR_WINDOWS = ("simulation/", "cli", "doctor_checks.py", "node_world.py")
"""What only the command line shows, or nobody."""

FILES = [
    file for file in sorted(CORE.rglob("*.py")) if not file.relative_to(CORE).as_posix().startswith(NOT_FOR_WINDOWS)
]
KINDS = [
    kind
    for module in pkgutil.iter_modules(core.words.__path__, "core.words.")
    for kind in vars(importlib.import_module(module.name)).values()
    if isinstance(kind, type) and issubclass(kind, StrEnum) and kind is not StrEnum
]
SENTENCES = frozenset(str(sentence) for kind in KINDS for sentence in kind)


def literals(argument: ast.expr) -> list[str]:
    """The words that are written out in an argument; a declared sentence may be, where a file must import nothing."""
    texts = [n.value for n in ast.walk(argument) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return [text for text in texts if " " in text and re.search(r"[a-z]{2}", text) and text not in SENTENCES]


def written(function: ast.AST) -> dict[str, list[ast.expr]]:
    """What the local names of a function are given."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            for name in (n.id for target in node.targets for n in ast.walk(target) if isinstance(n, ast.Name)):
                found.setdefault(name, []).append(node.value)
        elif isinstance(node, ast.NamedExpr):
            found.setdefault(node.target.id, []).append(node.value)
    return found


def told_in(file: Path) -> list[str]:
    """Sentences in the calls of `TOLD` that nobody declared, or in the names given to them, with their lines."""
    found = []
    tree = ast.parse(file.read_text("utf-8"))
    for function in (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)):
        local = written(function)
        for call in (n for n in ast.walk(function) if isinstance(n, ast.Call)):
            name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
            if name not in TOLD:
                continue
            wanted = [call.args[place] for place in TOLD[name] if place < len(call.args)]
            wanted += [each.value for each in call.keywords if each.arg in KEYWORDS]
            given = [v for w in wanted for n in ast.walk(w) if isinstance(n, ast.Name) for v in local.get(n.id, ())]
            found += [f"{call.lineno}: {text}" for argument in (*wanted, *given) for text in literals(argument)]
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.relative_to(CORE).as_posix())
def test_no_sentence_is_written_out_where_it_is_said(file: Path) -> None:
    assert told_in(file) == [], "declare it in core/words"


def test_no_two_sentences_are_declared_alike() -> None:
    every = [str(sentence) for kind in KINDS for sentence in kind.__members__.values()]
    assert len(every) == len(SENTENCES)


@pytest.mark.parametrize("sentence", sorted(SENTENCES))
def test_a_value_has_a_name_and_no_form(sentence: str) -> None:
    for _, name, form, conversion in string.Formatter().parse(sentence):
        assert name is None or (name.isidentifier() and not form and conversion is None)
