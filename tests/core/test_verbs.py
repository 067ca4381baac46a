"""What the command line says to a slip of the finger."""

from __future__ import annotations

import pytest

from core.__main__ import main


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["statsu"], "no verb 'statsu'; did you mean 'status'?"),
        (["ls"], "no verb 'ls'; there are serve, status, doctor,"),
        (["share", "--of"], "unrecognized arguments: --of"),
        (["serve", "--port", "70000"], "'70000' is no port"),
        (["models", "lst"], "invalid choice: 'lst'"),
    ],
)
def test_a_slip_is_answered_with_2_and_the_right_word(
    typed: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(typed)
    assert (end.value.code, said in capsys.readouterr().err) == (2, True)
