"""The proof beside the search: what it tells, and when it is waited for."""

import threading
from typing import Any

import numpy as np
import pytest

from engine.portfolio import proving, solving
from engine.portfolio.course import Course
from engine.portfolio.program import Program, build_program
from engine.portfolio.proving import Proof
from engine.portfolio.relaxation import Relaxation, relax
from tests.engine.portfolio.make import make_case, make_plan


def made() -> tuple[Course, Program, Relaxation]:
    """Three plans of which two fit, and what the relaxation says of them."""
    loads = (("a", 5.0, 6), ("b", 4.0, 5), ("c", 3.0, 5))
    program = build_program(make_case(candidates=[make_plan(*each) for each in loads]))
    relaxation = relax(program, 10)
    assert relaxation is not None
    course = Course(60, None)
    course.bounded(relaxation.bound)
    return course, program, relaxation


def flags(*chosen: int) -> Any:
    return np.isin(np.arange(3), chosen)


def test_what_is_proven_ends_the_search_beside() -> None:
    course, program, relaxation = made()
    course.found(flags(0), 5.0)
    go_on = course.rounds(None, 1.0, 0.0)
    assert go_on(0.0) is not None
    proof = Proof(course, program, relaxation)
    proof.start()
    proof.wait()
    proof.end()
    assert (course.proven, course.value, course.bound) == (True, 7.0, 7.0)
    assert course.over()
    assert go_on(0.0) is None
    course.found(flags(0), 7.5)
    assert course.value == 7.0


def test_what_was_not_proven_leaves_its_set_and_its_bound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def found(course: Course, *_: Any) -> None:
        course.found(flags(1, 2), 7.0)
        course.bounded(7.25)

    def nothing(course: Course, *_: Any) -> None:
        course.bounded(7.5)

    course, program, relaxation = made()
    for end, value, bound in ((nothing, None, 7.5), (found, 7.0, 7.25)):
        monkeypatch.setattr(proving, "grow_cores", end)
        proof = Proof(course, program, relaxation)
        proof.start()
        proof.end()
        assert (course.proven, course.value, course.bound) == (False, value, bound)


def test_a_proof_is_waited_for_until_somebody_stops(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ending = threading.Event()
    monkeypatch.setattr(proving, "grow_cores", lambda *_: ending.wait())
    monkeypatch.setattr(proving, "LOOK", 0.0)
    monkeypatch.setattr("engine.portfolio.course.REPORT_EVERY", 0.0)
    course, program, relaxation = made()
    told: list[object] = []

    def progress(made: object) -> bool:
        told.append(made)
        return len(told) < 3

    course.progress = progress
    proof = Proof(course, program, relaxation)
    proof.start()
    proof.wait()
    assert len(told) == 3
    ending.set()
    proof.end()
    assert course.stopped


def test_nothing_is_searched_once_all_is_proven() -> None:
    course, program, relaxation = made()
    course.found(flags(1, 2), 7.0)
    course.settle()
    generator = np.random.default_rng(1)
    solving.search(course, program, relaxation, generator, 2)
    assert course.phase == "relaxation"


def test_the_first_rounds_may_be_all_that_there_is_time_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def settle(course: Course, *_: Any) -> None:
        course.settle()

    monkeypatch.setattr(solving, "look_around", settle)
    monkeypatch.setattr(solving, "search_and_prove", None)
    course, program, relaxation = made()
    solving.improve(course, program, relaxation, 1)
    assert course.proven


def test_where_proof_is_out_of_reach_the_search_takes_its_turns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    course, program, relaxation = made()
    polished: list[float] = []

    def look_around(course: Course, *_: Any) -> None:
        course.found(flags(0), 5.0)

    def polish(*arguments: Any) -> None:
        polished.append(arguments[-1])

    monkeypatch.setattr(solving, "look_around", look_around)
    monkeypatch.setattr(solving, "polish", polish)
    solving.search(course, program, relaxation, np.random.default_rng(1), 2)
    assert polished == pytest.approx([0.5, 1.0], abs=0.1)


def test_no_core_is_solved_when_the_time_is_over() -> None:
    course, program, relaxation = made()
    course.stopped = True
    proving.grow_cores(course, program, relaxation)
    assert (course.phase, course.chosen) == ("proof", None)
