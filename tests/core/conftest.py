"""The fixtures that several files here share."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from core.config import Loaded, load
from tests.core.config_reading import Read


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The user's own settings file; not there yet."""
    return tmp_path / "settings.yaml"


@pytest.fixture
def read(tmp_path: Path, file: Path) -> Read:
    """Write this text (None: nothing) and load it like the user's own file."""

    def read(
        text: str | bytes | None,
        environment: Mapping[str, str] | None = None,
        overrides: Mapping[str, object] | None = None,
    ) -> Loaded:
        if text is not None:
            file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return load(environment={"EXO_BRIDGE_HOME": str(tmp_path), **(environment or {})}, overrides=overrides)

    return read
