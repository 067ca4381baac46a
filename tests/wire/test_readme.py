"""The mapping table: every row names golden files that exist, and every golden file stands in a row."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.wire.golden import GOLDEN

README = Path(__file__).resolve().parents[2] / "core" / "dialects" / "README.md"


def rows() -> list[tuple[str, list[str]]]:
    """(what, golden names) of both mapping tables."""
    found = []
    for line in README.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == 7 and cells[0] not in ("what", "---"):
            found.append((cells[0], cells[-1].split()))
    return found


def exists(name: str) -> bool:
    return (GOLDEN / "streams" / name).exists() or (GOLDEN / "requests" / f"{name}.json").exists()


@pytest.mark.parametrize(("what", "names"), rows(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_row_of_the_table_has_its_golden_files(what: str, names: list[str]) -> None:
    assert names
    assert [name for name in names if not exists(name)] == []


def test_every_stream_stands_in_a_row() -> None:
    named = {name for _, names in rows() for name in names}
    sources = {name.partition(".to.")[0] for name in named}
    streams = {file.name for file in (GOLDEN / "streams").iterdir() if ".to." not in file.name}
    assert streams - sources == set()


def test_every_golden_file_names_its_source() -> None:
    for file in (GOLDEN / "streams").iterdir():
        if ".to." not in file.name:
            assert file.read_bytes().startswith(b": source: "), file.name
    for file in (GOLDEN / "requests").iterdir():
        assert '"source"' in file.read_text("utf-8"), file.name
