"""How pytest's processes get their tests, and what a run says while it goes on."""

import time
from itertools import groupby
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.parts import home_of

HANDFUL = 6
SECONDS_BETWEEN_LINES = 20


def handfuls(tests: list[str]) -> dict[str, str]:
    """Name for each test the first of the few neighbours that it is dealt out with.

    What is built once for its folder stays in one handful.
    """
    dealt: dict[str, str] = {}
    for home, neighbours in groupby(tests, key=home_of):
        together = list(neighbours)
        size = len(together) if home.endswith("/") else HANDFUL
        dealt |= {
            test: together[place - place % size] for place, test in enumerate(together)
        }
    return dealt


class Dealer(LoadScopeScheduling):  # type: ignore[misc]
    """Deal the tests out in handfuls, in their order, to whoever is about to be idle."""

    dealt: dict[str, str]

    def schedule(self) -> None:
        tests = next(iter(self.registered_collections.values()))
        self.dealt = handfuls(tests)
        super().schedule()

    def _split_scope(self, nodeid: str) -> str:
        return self.dealt[nodeid]

    def mark_test_complete(
        self, node: Any, item_index: int, duration: float = 0
    ) -> None:
        super().mark_test_complete(node, item_index, duration)
        # xdist would go through all that is done after every single test.
        handful = self.dealt[self.registered_collections[node][item_index]]
        if all(self.assigned_work[node][handful].values()):
            del self.assigned_work[node][handful]


class Progress:
    """Say now and then how far the run is, so that one that is ended said where."""

    def __init__(self, terminal: Any) -> None:
        self.terminal = terminal
        self.began = self.said = time.monotonic()
        self.done = 0
        self.failed = 0
        self.under_way: dict[str, float] = {}

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.under_way[nodeid] = time.monotonic()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed += report.failed
        if report.when != "teardown":
            return
        self.done += 1
        self.under_way.pop(report.nodeid, None)
        if time.monotonic() - self.said >= SECONDS_BETWEEN_LINES:
            self.said = time.monotonic()
            self.terminal.write_line(f"\n{self.line()}")

    def line(self) -> str:
        spent = time.monotonic() - self.began
        words = [f"{spent:.0f} s: {self.done:,} tests done"]
        words += [f"{self.failed} failed"] if self.failed else []
        words += [f"at {test}" for test in self.under_way]
        return ", ".join(words)
