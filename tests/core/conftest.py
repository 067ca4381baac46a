"""The fixtures that several files here share."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from core.config import Loaded, load
from tests.core.config_reading import Read
from tests.fakes.tls_cloud import TlsCloud, tls_cloud
from tests.port.certificates import certificate


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


@pytest.fixture(params=[True, False], ids=["http2", "http1"])
async def far(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> AsyncIterator[TlsCloud]:
    """A cloud whose certificate this system trusts."""
    files = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(files[0]))
    async with tls_cloud(files, has_http2=request.param) as running:
        yield running
