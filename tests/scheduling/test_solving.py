"""A plan's tasks worked out: what is fixed, what is shared, and how sure the end is."""

from datetime import date

import pytest

from core.workdays import day_of, last_day, workday
from planner.scheduling.facts import Move, PlanFacts
from planner.scheduling.solving import NotSchedulable, work_out
from planner.scheduling.worked import Worked, read_worked
from tests.scheduling.plans import MONDAY, PACKING, packing, plan, task

FIRST = workday(MONDAY)


def worked(facts: PlanFacts, *moves: Move) -> Worked:
    found = work_out(facts, moves)
    assert found is not None
    return found


def spans(found: Worked) -> dict[int, tuple[int, int]]:
    """Return start and finish of every task, in working days from the first."""
    return {t.pk: (t.start - FIRST, t.finish - FIRST) for t in found.tasks}


def test_tasks_follow_each_other_by_their_links() -> None:
    found = worked(
        plan(
            task(1),
            task(2, after=((1, "FS", 1),)),
            task(3, after=((2, "SS", 0),)),
            task(4, after=((2, "FF", 3),)),
        )
    )

    assert spans(found) == {1: (0, 2), 2: (3, 5), 3: (3, 5), 4: (6, 8)}
    assert found.end - FIRST == 8


def test_a_weekend_is_not_worked() -> None:
    found = worked(plan(task(1, days=(6.0, 6.0, 6.0))))

    (only,) = found.tasks
    assert day_of(only.start) == MONDAY
    assert last_day(only.start, only.finish) == date(2026, 1, 12)


def test_a_schedule_made_on_a_saturday_begins_on_monday() -> None:
    found = worked(plan(task(1), as_of=date(2026, 1, 3)))

    assert day_of(found.tasks[0].start) == MONDAY


def test_a_finished_task_holds_others_only_until_it_was_finished() -> None:
    done = task(
        1, state="done", started_on=date(2025, 12, 1), finished_on=date(2026, 1, 6)
    )
    found = worked(plan(done, task(2, after=((1, "FS", 1),)), task(3)))

    assert spans(found) == {2: (3, 5), 3: (0, 2)}


def test_a_task_under_way_goes_on_today_with_what_is_left_of_it() -> None:
    running = task(
        1,
        state="under_way",
        days=(10.0, 10.0, 10.0),
        progress=60,
        started_on=date(2025, 12, 22),
        people=(1,),
    )
    found = worked(plan(running, task(2, people=(1,)), task(3, people=(2,))))

    assert spans(found) == {1: (0, 4), 2: (4, 6), 3: (0, 2)}


def test_a_task_does_not_start_before_it_may() -> None:
    found = worked(plan(task(1, not_before=date(2026, 1, 10))))

    assert spans(found) == {1: (5, 7)}


def test_tasks_share_what_is_left_of_a_capability() -> None:
    heavy = {"needs": ((PACKING, 30.0),), "days": (2.0, 2.0, 2.0)}
    found = worked(plan(task(1, **heavy), task(2, **heavy)))

    assert sorted(spans(found).values()) == [(0, 2), (2, 4)]
    (conflict,) = found.conflicts
    assert (conflict.kind, conflict.levelled, conflict.capability) == (
        "capability",
        True,
        PACKING,
    )
    assert (conflict.needed, conflict.left, conflict.short) == (60.0, 40.0, 20.0)
    assert set(conflict.tasks) == {1, 2}


def test_what_is_committed_in_a_week_keeps_tasks_out_of_it() -> None:
    found = worked(
        plan(
            task(1, needs=((PACKING, 30.0),)),
            capabilities=(packing(0.0, 100.0),),
        )
    )

    assert spans(found) == {1: (5, 7)}


def test_the_weeks_of_a_capability_begin_on_monday_whatever_the_day() -> None:
    found = worked(
        plan(
            task(1, needs=((PACKING, 30.0),)),
            capabilities=(packing(0.0, 100.0),),
            as_of=date(2026, 1, 7),
        )
    )

    assert spans(found) == {1: (5, 7)}


def test_a_task_that_needs_more_a_day_than_there_is_takes_longer() -> None:
    found = worked(plan(task(1, needs=((PACKING, 100.0),))))

    assert spans(found) == {1: (0, 5)}
    (conflict,) = found.conflicts
    assert (conflict.kind, conflict.left, conflict.needed) == ("stretched", 2.0, 5.0)


def test_a_task_for_which_nothing_is_left_is_named_not_hidden() -> None:
    found = worked(
        plan(task(1, needs=((PACKING, 10.0),)), capabilities=(packing(0.0),))
    )

    (conflict,) = found.conflicts
    assert (conflict.kind, conflict.tasks) == ("hopeless", (1,))


def test_a_person_does_one_task_at_a_time() -> None:
    found = worked(plan(task(1, people=(1,)), task(2, people=(1, 2))))

    assert sorted(spans(found).values()) == [(0, 2), (2, 4)]
    (conflict,) = found.conflicts
    assert (conflict.kind, conflict.person, conflict.short) == ("person", 1, 2.0)
    assert conflict.levelled


def test_a_person_may_be_left_to_do_several_at_once_and_is_named() -> None:
    found = worked(
        plan(task(1, people=(1,)), task(2, people=(1,)), one_at_a_time=False)
    )

    assert spans(found) == {1: (0, 2), 2: (0, 2)}
    (conflict,) = found.conflicts
    assert (conflict.kind, conflict.levelled) == ("person", False)


def test_a_missed_deadline_is_named_with_the_days() -> None:
    found = worked(
        plan(task(1, days=(4.0, 4.0, 4.0), deadline=date(2026, 1, 6)), task(2))
    )

    (conflict,) = found.conflicts
    assert (conflict.kind, conflict.tasks, conflict.short) == ("deadline", (1,), 2.0)
    assert found.by_pk[1].in_time == 0.0


def test_a_deadline_may_take_its_whole_day() -> None:
    found = worked(plan(task(1, deadline=date(2026, 1, 6))))

    assert found.conflicts == ()
    assert found.by_pk[1].in_time == 1.0


def test_the_end_is_as_uncertain_as_the_durations() -> None:
    found = worked(
        plan(
            task(1, days=(5.0, 10.0, 30.0)),
            task(2, days=(5.0, 10.0, 30.0), after=((1, "FS", 0),)),
        )
    )

    assert found.p10 < found.p50 < found.p90
    assert sum(share for _, share in found.ends) == pytest.approx(1.0)
    assert 0 < (found.in_time or 0) <= 1


def test_the_launch_waits_for_what_has_a_deadline_before_it() -> None:
    found = worked(
        plan(
            task(1, deadline=date(2026, 2, 27)),
            task(2, days=(90.0, 90.0, 90.0)),
        )
    )

    assert found.goal == workday(date(2026, 3, 2))
    assert found.goal_is_launch
    assert found.in_time == 1.0


def test_after_the_launch_the_last_deadline_counts() -> None:
    found = worked(
        plan(
            task(1, deadline=date(2026, 2, 27)),
            starts_on=date(2026, 1, 5),
        )
    )

    assert not found.goal_is_launch
    assert found.goal == workday(date(2026, 3, 2))


def test_a_moved_task_stays_on_its_day_and_others_make_room() -> None:
    found = worked(
        plan(task(1, people=(1,)), task(2, people=(1,), after=((1, "FS", 0),))),
        Move(task=1, starts=date(2026, 1, 8)),
    )

    assert spans(found) == {1: (3, 5), 2: (5, 7)}


def test_a_task_moved_before_what_it_waits_for_starts_as_soon_as_it_can() -> None:
    found = worked(
        plan(task(1), task(2, after=((1, "FS", 0),))),
        Move(task=2, starts=MONDAY),
    )

    assert spans(found) == {1: (0, 2), 2: (2, 4)}
    (conflict,) = found.conflicts
    assert (conflict.kind, conflict.tasks, conflict.short) == ("moved", (2,), 2.0)


def test_a_task_moved_onto_what_is_taken_says_what_is_short() -> None:
    running = task(1, state="under_way", started_on=MONDAY, needs=((PACKING, 40.0),))
    found = worked(
        plan(running, task(2, needs=((PACKING, 40.0),))), Move(task=2, starts=MONDAY)
    )

    assert spans(found) == {1: (0, 2), 2: (0, 2)}
    (conflict,) = found.conflicts
    assert (conflict.kind, conflict.levelled, conflict.short) == (
        "overdrawn",
        False,
        40.0,
    )


def test_other_working_days_stretch_the_estimate_in_proportion() -> None:
    found = worked(plan(task(1, days=(2.0, 4.0, 6.0))), Move(task=1, days=8.0))

    assert spans(found) == {1: (0, 8)}
    assert found.by_pk[1].p90 - FIRST > 8


def test_a_task_that_overruns_keeps_the_next_one_of_the_same_person_waiting() -> None:
    running = task(
        1, state="under_way", days=(1.0, 2.0, 20.0), started_on=MONDAY, people=(1,)
    )
    found = worked(plan(running, task(2, people=(1,))))

    after, before = found.by_pk[2], found.by_pk[1]
    assert after.p90 == before.p90 + 2


def test_the_chain_names_what_decides_the_end() -> None:
    found = worked(
        plan(
            task(1, people=(1,)),
            task(2, people=(1,), days=(3.0, 3.0, 3.0)),
            task(3, after=((2, "FS", 0),), days=(5.0, 5.0, 5.0)),
        )
    )

    assert found.chain[-2:] == (2, 3)
    assert found.by_pk[3].critical


def test_nothing_is_left_to_schedule_when_everything_is_done() -> None:
    done = task(1, state="done", started_on=MONDAY, finished_on=MONDAY, progress=100)

    assert work_out(plan(done)) is None


def test_a_schedule_is_the_same_after_it_was_stored() -> None:
    found = worked(plan(task(1, people=(1,)), task(2, people=(1,))))

    assert read_worked(found.document()) == found


def test_links_that_go_round_are_refused_in_words() -> None:
    with pytest.raises(NotSchedulable, match="cannot be scheduled"):
        work_out(plan(task(1, after=((2, "FS", 0),)), task(2, after=((1, "FS", 0),))))


def test_what_a_schedule_is_worked_out_from_has_one_hash() -> None:
    facts = plan(task(1))
    planned = plan(task(1, planned=(MONDAY, MONDAY)))

    assert facts.digest() == plan(task(1)).digest() == planned.digest()
    assert facts.digest() != plan(task(1, progress=10)).digest()
