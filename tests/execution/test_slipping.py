"""A plan whose tasks slip changes its own score, and those of the plans beside it."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from accounts.models import User
from operations.models import Capability, Initiative
from planner.execution import services
from planner.execution.models import Task
from planner.plans.models import LateStart, Plan, PlanVersion, TaskLoad
from planner.plans.queries import plan_content
from planner.scores import runs
from planner.scores.assembly import build_case, build_load_case
from planner.scores.models import Score, ScoringRun
from planner.scores.pages import page_from_evidence
from planner.scores.queries import changes_since, evidence_document, inquire
from planner.scores.services import refresh_overtaken
from tests.make import (
    MONDAY,
    NOW,
    make_approved,
    make_capability,
    make_initiative,
    make_made_promise,
    make_plan,
    make_submitted,
    make_tactic,
    make_task,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
# The Wednesday of the second week; the letters go out with the third.
WEDNESDAY = NOW + 9 * DAY


@pytest.fixture
def packing() -> Capability:
    return make_capability(code="packing", name="Packing", likely=100)


def promising(packing: Capability, **fields: object) -> Plan:
    """Make a plan whose one tactic takes packing, 40 parcels a week."""
    tactic = {
        key: fields.pop(key) for key in ("likely", "starts", "ends") if key in fields
    }
    made = make_plan(**fields)
    promise = make_made_promise(requires=[(packing, 1)])
    make_tactic(made, [promise], code="letters", name="The letters", **tactic)
    return made


@pytest.fixture
def plan(packing: Capability, marketing: User) -> Plan:
    """Return a plan that is approved: its letters go out in the weeks 3 and 4."""
    made = promising(packing, author=marketing, starts=3, ends=4)
    make_approved(made)
    made.refresh_from_db()
    return made


@pytest.fixture
def beside(packing: Capability) -> Plan:
    """Return an approved plan that leaves 20 parcels a week from week 5 on."""
    made = promising(packing, likely=80, starts=5, ends=8)
    make_approved(made)
    return made


@pytest.fixture
def printing(plan: Plan, frontline: User) -> Task:
    """Return a task that prepares the letters: ten days, done on the Friday before."""
    return make_task(
        plan,
        name="Print the letters",
        tactic_code="letters",
        likely=Decimal(10),
        deadline=MONDAY + 11 * DAY,
        responsible=[frontline],
    )


def work_off(now: datetime = NOW) -> None:
    while runs.score_next(now=now):
        pass


def newest(plan: Plan) -> Score:
    return Score.objects.filter(version__plan=plan).latest("pk")


def slip(task: Task, person: User) -> None:
    """Report on the Wednesday that nothing is done yet: it ends on the 27th."""
    services.report(actor=person, task_id=task.pk, progress=0, now=WEDNESDAY)


def test_a_slip_that_the_responsible_person_reports_changes_the_plans_own_score(
    plan: Plan, beside: Plan, printing: Task, frontline: User
) -> None:
    services.expect_all(now=NOW)
    assert not LateStart.objects.exists()
    slip(printing, frontline)
    late = LateStart.objects.get()
    assert (late.ready_on, late.because) == (date(2026, 1, 28), "Print the letters")
    work_off(WEDNESDAY)
    found = newest(plan)
    tactic = found.case["plan"]["tactics"][0]
    assert (tactic["starts"], tactic["ends"]) == (4, 5)
    # From week 5 on the plan beside it leaves 20 parcels for its 40.
    assert (found.verdict, found.keep_probability) == ("not-keepable", 0.0)


def test_going_back_restores_the_score(
    plan: Plan, beside: Plan, printing: Task, frontline: User
) -> None:
    slip(printing, frontline)
    work_off(WEDNESDAY)
    late = newest(plan)
    services.report(
        actor=frontline, task_id=printing.pk, progress=90, now=WEDNESDAY + DAY
    )
    assert not LateStart.objects.exists()
    work_off(WEDNESDAY + DAY)
    found = newest(plan)
    assert found.pk != late.pk
    assert (found.verdict, found.late_starts) == ("keepable", [])
    assert found.case["plan"]["tactics"][0]["starts"] == 2


def test_the_page_says_which_task_makes_a_tactic_late_and_by_how_much(
    plan: Plan, printing: Task, frontline: User
) -> None:
    slip(printing, frontline)
    work_off(WEDNESDAY)
    page = page_from_evidence(evidence_document(newest(plan)))
    assert [late.text for late in page.late_starts] == [
        "The letters starts nine days late because “Print the letters” is expected to "
        "be done on 27 January 2026. It is counted from the week of 2 February 2026 on."
    ]


def test_what_is_approved_beside_it_is_scored_again_at_once(
    plan: Plan, beside: Plan, printing: Task, frontline: User
) -> None:
    services.expect_all(now=NOW)
    assert not ScoringRun.objects.filter(state="queued").exists()
    slip(printing, frontline)
    work_off(WEDNESDAY)
    held = newest(beside).case["commitments"]
    assert [row["occasions"] for row in held] == [[0, 0, 0, 0, 40, 40, 0, 0]]


def test_what_waits_beside_it_is_scored_again_by_the_sweeper(
    plan: Plan, packing: Capability, printing: Task, frontline: User
) -> None:
    waiting = promising(packing, likely=80, starts=5, ends=8)
    version = make_submitted(waiting)
    ScoringRun.objects.create(version=version)
    work_off()
    assert newest(waiting).verdict == "keepable"
    slip(printing, frontline)
    work_off(WEDNESDAY)
    assert changes_since(newest(waiting), now=WEDNESDAY)
    assert refresh_overtaken(now=WEDNESDAY) == 1
    work_off(WEDNESDAY)
    assert newest(waiting).verdict == "not-keepable"
    assert refresh_overtaken(now=WEDNESDAY) == 0


def test_a_plan_that_waits_is_scored_with_its_own_late_tasks(
    packing: Capability, marketing: User
) -> None:
    made = promising(packing, author=marketing, starts=3, ends=4)
    version = make_submitted(made)
    ScoringRun.objects.create(version=version)
    work_off()
    first = newest(made)
    make_task(made, tactic_code="letters", likely=Decimal(15), holds_start=True)
    services.expect_all(now=NOW)
    assert changes_since(first, now=NOW) == [
        "As its tasks stand, its tactics start in other weeks."
    ]
    work_off()
    assert newest(made).late_starts[0]["days"] == 7


def test_the_days_of_a_task_or_its_own_word_say_whether_the_start_waits(
    plan: Plan, printing: Task, marketing: User, frontline: User
) -> None:
    slip(printing, frontline)
    assert LateStart.objects.count() == 1

    def say(**facts: object) -> int:
        printing.refresh_from_db()
        services.change(
            actor=marketing,
            task_id=printing.pk,
            revision=printing.revision,
            facts=facts,
            now=WEDNESDAY,
        )
        return LateStart.objects.count()

    assert say(holds_start=False) == 0
    assert say(holds_start=None, deadline=MONDAY + 14 * DAY) == 0
    assert say(holds_start=True) == 1


def test_a_task_that_is_dropped_or_taken_out_holds_nothing_back(
    plan: Plan, printing: Task, frontline: User, marketing: User
) -> None:
    slip(printing, frontline)
    services.drop(
        actor=marketing, task_id=printing.pk, reason="We mail it.", now=WEDNESDAY
    )
    assert not LateStart.objects.exists()


def test_what_was_done_late_stays_late(
    plan: Plan, printing: Task, frontline: User
) -> None:
    services.finish(actor=frontline, task_id=printing.pk, now=NOW + 21 * DAY)
    assert LateStart.objects.get().ready_on == date(2026, 1, 27)


def test_a_tactic_that_cannot_start_in_the_plans_weeks_has_no_occasions(
    plan: Plan, printing: Task, marketing: User
) -> None:
    days = dict.fromkeys(("low", "likely", "high"), Decimal(60))
    services.change(
        actor=marketing, task_id=printing.pk, revision=1, facts=days, now=NOW
    )
    work_off()
    found = newest(plan)
    assert found.case["plan"]["tactics"][0]["occasions"] == 0
    page = page_from_evidence(evidence_document(found))
    assert "does not start within the plan's weeks" in page.late_starts[0].text


def test_a_draft_is_inquired_about_as_its_tasks_stand(
    packing: Capability, marketing: User
) -> None:
    made = promising(packing, author=marketing, starts=3, ends=4)
    make_task(made, tactic_code="letters", likely=Decimal(15), holds_start=True)
    services.expect_all(now=NOW)
    answer = inquire(plan_content(made), now=NOW, plan=made)
    assert answer["case"]["plan"]["tactics"][0]["starts"] == 3
    assert answer["late_starts"][0]["counted_from"] == "2026-01-26"


def test_what_open_tasks_take_is_no_longer_free(
    plan: Plan, packing: Capability, marketing: User, frontline: User
) -> None:
    work = make_task(plan, likely=Decimal(10), responsible=[frontline])
    services.set_need(
        actor=marketing,
        task_id=work.pk,
        capability=packing,
        amount=Decimal(100),
        now=NOW,
    )
    version = PlanVersion.objects.get(plan=plan)

    def committed() -> object:
        case = build_case(version.content, as_of=MONDAY, version=version)
        return case["capabilities"][0]["committed"]

    assert committed() == [50, 50, 0, 0, 0, 0, 0, 0]
    # A week later half of it is done: what is left is taken in the week that is left.
    services.report(actor=frontline, task_id=work.pk, progress=50, now=NOW + WEEK)
    assert committed() == [0, 50, 0, 0, 0, 0, 0, 0]
    load = build_load_case(MONDAY, 3)["capabilities"][0]
    assert load["committed"] == [0, 50, 0]
    bare = build_load_case(MONDAY, 3, with_tasks=False)["capabilities"][0]
    assert bare["committed"] == 0
    services.finish(actor=frontline, task_id=work.pk, now=NOW + WEEK)
    assert not TaskLoad.objects.exists()
    assert committed() == 0


def test_what_tasks_of_a_draft_take_counts_for_nobody_else(
    plan: Plan, packing: Capability, marketing: User
) -> None:
    draft = promising(packing, author=marketing)
    work = make_task(draft, likely=Decimal(5))
    services.set_need(
        actor=marketing,
        task_id=work.pk,
        capability=packing,
        amount=Decimal(50),
        now=NOW,
    )
    own = build_case(plan_content(draft), as_of=MONDAY, plan=draft)
    assert own["capabilities"][0]["committed"][0] == 50
    version = PlanVersion.objects.get(plan=plan)
    other = build_case(version.content, as_of=MONDAY, version=version)
    assert other["capabilities"][0]["committed"] == 0


def test_an_initiative_that_is_late_has_what_waits_for_it_scored_again(
    plan: Plan, packing: Capability, frontline: User, ceo: User
) -> None:
    line = make_initiative(
        capability=packing,
        adds=Decimal(50),
        available_from=MONDAY + 28 * DAY,
        state=Initiative.State.FUNDED,
        funded_by=ceo,
        funded_at=NOW,
    )
    waiting = promising(packing, likely=140, starts=5, ends=8)
    ScoringRun.objects.create(version=make_submitted(waiting))
    work_off()
    assert newest(waiting).verdict == "keepable"
    build = make_task(
        plan, initiative=line, likely=Decimal(15), responsible=[frontline]
    )
    services.report(actor=frontline, task_id=build.pk, progress=0, now=NOW + 14 * DAY)
    line.refresh_from_db()
    assert line.expected_on == date(2026, 2, 9)
    late = NOW + 14 * DAY
    assert refresh_overtaken(now=late) == 1
    work_off(late)
    assert newest(waiting).verdict == "not-keepable"
    services.report(actor=frontline, task_id=build.pk, progress=95, now=late)
    assert refresh_overtaken(now=late) == 1
    work_off(late)
    assert newest(waiting).verdict == "keepable"
