"""core/log.py: what a line looks like, where it goes, and that no key is ever in it."""

from __future__ import annotations

import io
import logging
import re
import stat
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

import pytest

from core import log
from core.config import load
from core.domain import FailureKind
from core.settings_edit import SettingsEditor

KEYS = {
    "openai": "sk-proj-Ab12_cdEF-34567890",
    "openrouter": "sk-or-v1-0123456789abcdef0123",
    "huggingface": "hf_AbCdEfGhIjKlMnOpQr",
    "groq": "gsk_AbCdEfGh1234567890",
    "xai": "xai-AbCdEfGh1234567890",
    "cerebras": "csk-abcdefgh1234567890",
    "google": "AIzaSyA1234567890abcdef",
}


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


def test_a_line_is_time_level_subject_message_facts(stream: io.StringIO) -> None:
    log.configure("info", None, stream)
    logging.getLogger("relay").info("answered %s", log.facts(backend="studio", seconds=0.25))
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d INFO relay answered backend=studio seconds=0\.25\n",
        stream.getvalue(),
    )


def test_facts_are_quoted_where_they_would_be_torn() -> None:
    assert log.facts(a="x y", b='say "no"', c="a=b", d="", e=None, f="back\\slash") == (
        'a="x y" b="say \\"no\\"" c="a=b" d="" f="back\\\\slash"'
    )


def test_facts_show_values_the_short_way() -> None:
    assert log.facts(kind=FailureKind.NO_KEY, n=3, ok=True, s=2.0, ms=0.12345, path=Path("/a/b")) == (
        "kind=no_key n=3 ok=True s=2 ms=0.123 path=/a/b"
    )


def test_nobody_writes_a_line_of_our_log_by_a_line_break(stream: io.StringIO) -> None:
    log.configure("info", None, stream)
    logging.getLogger("relay").info("model %s", log.facts(name="x\nERROR port stolen"))
    logging.getLogger("relay").info("raw %s", "x\r\nERROR port stolen")
    assert len(stream.getvalue().splitlines()) == 2
    assert "\\nERROR port stolen" in stream.getvalue()


def test_another_level_counts_at_once(stream: io.StringIO) -> None:
    log.configure("info", None, stream)
    log.set_level("debug")
    logging.getLogger("port").debug("loud")
    log.set_level("warning")
    logging.getLogger("port").info("quiet")
    assert stream.getvalue().splitlines()[0].endswith("DEBUG port loud")
    assert "quiet" not in stream.getvalue()


def test_the_owner_changes_it_while_the_program_runs(stream: io.StringIO, tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text("log: {level: info}\n")
    log.configure("info", None, stream)
    SettingsEditor(load(file, environment={})).set_value("log.level", "debug")
    assert logging.getLogger("port").isEnabledFor(logging.DEBUG)


def test_the_level_counts_for_our_subjects(stream: io.StringIO) -> None:
    log.configure("warning", None, stream)
    for subject in log.SUBJECTS:
        logging.getLogger(subject).info("quiet %s", subject)
    log.configure("debug", None, stream)
    for subject in log.SUBJECTS:
        logging.getLogger(subject).debug("loud %s", subject)
    assert [line.split()[-2:] for line in stream.getvalue().splitlines()] == [["loud", s] for s in log.SUBJECTS]


@pytest.mark.allow_log("from abroad")
def test_libraries_speak_only_when_something_is_wrong(stream: io.StringIO) -> None:
    log.configure("debug", None, stream)
    for name in ("httpx", "httpcore.http11", "keyring.backend", "asyncio", "somebody.else"):
        logging.getLogger(name).info("GET https://x/?key=abc")
        logging.getLogger(name).warning("from abroad")
    assert stream.getvalue().count("from abroad") == 5
    assert "GET" not in stream.getvalue()


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS.keys())
@pytest.mark.parametrize("text", ["{}", "key {} refused", "'{}'", '{{"key":"{}"}}', "({})", "https://h/p/{}/x", "a={}"])
def test_what_looks_like_a_key_is_taken_out(text: str, key: str) -> None:
    line = log.redacted(text.format(key))
    assert key not in line
    assert key[4:-2] not in line
    assert log.SECRET in line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Authorization: Bearer abc.def-123", "Authorization: [secret]"),
        ("{'authorization': 'Bearer abc123', 'host': 'x'}", "{'authorization': '[secret]', 'host': 'x'}"),
        ('"x-api-key": "plainword"', '"x-api-key": "[secret]"'),
        ("sent bearer AbC123, then", "sent bearer [secret], then"),
        ("Proxy-Authorization: Basic dXNlcjpwYXNz", "Proxy-Authorization: [secret]"),
        ("GET /v1?key=abc&model=x HTTP", "GET /v1?key=[secret]&model=x HTTP"),
        ("GET /v1?a=1&api_key=abc", "GET /v1?a=1&api_key=[secret]"),
        ("http://user:pass@host:1/v1", "http://[secret]@host:1/v1"),
    ],
)
def test_headers_and_addresses_lose_their_secret_and_nothing_else(text: str, expected: str) -> None:
    assert log.redacted(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "backend up name=studio url=http://192.168.1.20:52415/v1",
        "model=mlx-community/Llama-3.2-1B-Instruct-4bit task-runner disk-cache",
        "why=key_refused backend=openrouter key=env:MY_KEY",
        "2026-01-02T03:04:05.678+01:00 INFO port open address=http://127.0.0.1:52410/v1",
    ],
)
def test_harmless_lines_stay_as_they_are(text: str) -> None:
    assert log.redacted(text) == text


def test_a_key_that_looks_like_nothing_is_taken_out_because_we_hold_it(stream: io.StringIO) -> None:
    log.configure("info", None, stream)
    log.redact("pa/ss word+1")
    logging.getLogger("keys").info("got %s and %s", "pa/ss word+1", "pa%2Fss%20word%2B1")
    assert stream.getvalue().endswith("got [secret] and [secret]\n")


def test_of_two_keys_the_longer_is_taken_out_whole() -> None:
    log.redact("abcd1234")
    log.redact("abcd1234-and-more")
    assert log.redacted("<abcd1234-and-more>") == "<[secret]>"


def test_a_word_of_three_letters_is_no_key() -> None:
    log.redact("the")
    assert log.redacted("the other") == "the other"


@pytest.mark.allow_log("broken")
def test_a_key_in_an_exception_is_taken_out_of_the_traceback(stream: io.StringIO) -> None:
    log.configure("info", None, stream)
    log.redact("correct-horse-battery")
    try:
        raise ValueError("refused correct-horse-battery and sk-abcdefgh12345")
    except ValueError:
        logging.getLogger("bridge").exception("broken")
    text = stream.getvalue()
    assert "Traceback (most recent call last)" in text
    assert "ValueError: refused [secret] and [secret]" in text
    assert "horse" not in text


@pytest.mark.allow_log("%d")
def test_arguments_that_do_not_fit_cost_the_facts_not_the_line(
    stream: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    log.configure("info", None, stream)
    record = logging.getLogger("relay").makeRecord(
        "relay", logging.INFO, "f", 1, "%d of sk-abcdefgh12345", ("x",), None
    )
    log._handlers[0].handle(record)
    assert stream.getvalue().endswith("INFO relay %d of [secret]\n")
    assert capsys.readouterr().err == ""


def test_without_a_stream_the_log_goes_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("info", None)
    logging.getLogger("port").info("open")
    assert capsys.readouterr().err.endswith("INFO port open\n")


def test_a_program_without_standard_error_can_still_log(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    log.configure("info", tmp_path)
    logging.getLogger("port").info("open")
    assert (tmp_path / log.LOG_FILE).read_text().endswith("INFO port open\n")


def test_the_file_gets_the_same_lines_without_secrets(tmp_path: Path, stream: io.StringIO) -> None:
    log.configure("info", tmp_path / "deep" / "logs", stream)
    logging.getLogger("port").info("open sk-abcdefgh12345 größe")
    file = tmp_path / "deep" / "logs" / log.LOG_FILE
    assert file.read_text("utf-8") == stream.getvalue()
    assert "open [secret] größe" in stream.getvalue()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_log_files_are_for_the_owner_only(tmp_path: Path) -> None:
    log.configure("info", tmp_path / "logs", io.StringIO())
    directory = tmp_path / "logs"
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (directory, directory / log.LOG_FILE)]
    assert modes == [0o700, 0o600]


def test_five_files_of_one_megabyte_are_kept(tmp_path: Path) -> None:
    log.configure("info", tmp_path, io.StringIO())
    handler = log._handlers[-1]
    assert isinstance(handler, RotatingFileHandler)
    assert handler.maxBytes == 1_000_000
    for number in range(7):
        logging.getLogger("port").info("number %s", number)
        handler.doRollover()
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == [log.LOG_FILE, *(f"{log.LOG_FILE}.{number}" for number in range(1, 5))]
    assert (tmp_path / f"{log.LOG_FILE}.4").read_text().endswith("number 3\n")


@pytest.mark.allow_log("no log file")
def test_a_directory_that_cannot_be_written_costs_only_the_file(tmp_path: Path, stream: io.StringIO) -> None:
    (tmp_path / "logs").write_text("a file where the directory should be")
    log.configure("info", tmp_path / "logs", stream)
    assert "WARNING bridge no log file" in stream.getvalue()


def test_configuring_again_replaces_the_handlers(stream: io.StringIO) -> None:
    before = len(logging.getLogger().handlers)
    log.configure("info", None, stream)
    log.configure("info", None, stream)
    logging.getLogger("port").info("once")
    assert stream.getvalue().count("once") == 1
    assert len(logging.getLogger().handlers) == before + 1
