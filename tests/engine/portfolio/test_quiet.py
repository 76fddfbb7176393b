"""What the solver says to C's standard output stays off the process's."""

import os

import pytest

from engine.portfolio.quiet import quiet_solver


def test_what_is_written_meanwhile_goes_nowhere(
    capfd: pytest.CaptureFixture[str],
) -> None:
    os.write(1, b"before ")
    with quiet_solver():
        os.write(1, b"lost ")
    os.write(1, b"after")
    assert capfd.readouterr().out == "before after"
