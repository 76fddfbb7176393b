"""The case of a plan, against one that was written by hand."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import engine
from operations.models import Capability, CapabilityWeek, Initiative
from planner.plans.models import Commitment
from planner.plans.queries import plan_content
from planner.scores.assembly import NotScorable, build_case, case_hash
from planner.scores.models import Policy
from promises.models import KeptWeek, Requirement
from tests.make import (
    MONDAY,
    NOW,
    make_assumption,
    make_capability,
    make_initiative,
    make_made_promise,
    make_plan,
    make_promise,
    make_segment,
    make_submitted,
    make_tactic,
)

pytestmark = pytest.mark.django_db
LAST_WEEK = MONDAY - timedelta(weeks=1)


def standing(promise, occasions):
    return Commitment.objects.create(
        kind="standing",
        promise=promise,
        low=occasions,
        likely=occasions,
        high=occasions,
    )


def test_a_case_is_what_a_planner_would_write_by_hand(ceo):
    packing = make_capability(
        code="packing", low=90, likely=100, high=105, committed=60, backlog=5
    )
    desk = make_capability(code="desk", kind=Capability.Kind.STAFFED, unit="call")
    make_initiative(
        code="line",
        capability=packing,
        cost=Decimal("15000.50"),
        adds=20,
        available_from=MONDAY + timedelta(days=8),
    )
    make_initiative(
        code="shift",
        capability=packing,
        adds=10,
        available_from=MONDAY,
        state=Initiative.State.FUNDED,
        funded_by=ceo,
        funded_at=NOW,
    )
    CapabilityWeek.objects.create(
        capability=packing, week=MONDAY + timedelta(weeks=2), committed=80
    )
    promise = make_made_promise(
        code="next-week",
        target=Decimal("0.95"),
        within_weeks=1,
        break_cost=Decimal(40),
        requires=[(packing, Decimal("1.5"))],
    )
    Requirement.objects.create(
        promise=promise,
        capability=desk,
        units=Decimal("0.2"),
        lead_weeks=2,
        within_minutes=Decimal("0.5"),
    )
    KeptWeek.objects.create(
        promise=promise, week=LAST_WEEK, due=100, done=100, in_time=90, on_day=97
    )
    standing(promise, 12)
    plan = make_plan(title="Spring", weeks=4)
    tactic = make_tactic(
        plan, [promise], code="mail", low=30, likely=35, high=50, starts=2, ends=3
    )
    make_assumption(plan, code="a1", tactic=tactic)

    case = build_case(plan_content(plan), as_of=MONDAY, plan=plan)

    assert case == {
        "format": "promise-case/1",
        "horizon": {"start": "2026-01-05", "period": "week", "periods": 4},
        "capabilities": [
            {
                "id": "desk",
                "unit": "call",
                "committed": 0.0,
                "backlog": 0.0,
                "staffed": {
                    "servers": 6.0,
                    "handle_minutes": 8.0,
                    "open_minutes": 2400.0,
                },
            },
            {
                "id": "packing",
                "unit": "parcel",
                "committed": [60.0, 60.0, 80.0, 60.0],
                "backlog": 5.0,
                "capacity": {"low": 100.0, "likely": 110.0, "high": 115.0},
            },
        ],
        "promises": [
            {
                "id": "next-week",
                "target": 0.95,
                "within": 1,
                "break_cost": 40.0,
                "requires": [
                    {
                        "capability": "desk",
                        "units": 0.2,
                        "lead": 2,
                        "within_minutes": 0.5,
                    },
                    {"capability": "packing", "units": 1.5, "lead": 0},
                ],
                "track_record": {"kept": 97, "broken": 3},
                "record": [[100, 97]],
            }
        ],
        "commitments": [{"promise": "next-week", "occasions": 12.0}],
        "plan": {
            "tactics": [
                {
                    "id": "mail",
                    "promises": ["next-week"],
                    "audience": "new",
                    "budget": 1000.0,
                    "margin": 20.0,
                    "occasions": {"low": 30.0, "likely": 35.0, "high": 50.0},
                    "starts": 1,
                    "ends": 2,
                }
            ],
            "assumptions": [
                {
                    "id": "a1",
                    "driver": {"demand": "mail"},
                    "probability": 0.7,
                    "if_false": 1.5,
                    "status": "untested",
                }
            ],
        },
        "initiatives": [
            {
                "id": "line",
                "cost": 15000.5,
                "capability": "packing",
                "adds": 20.0,
                "from": 2,
            }
        ],
        "policy": {"who_waits": "plan", "keepable": 0.9, "at_risk": 0.6},
        "records": {"end": "2026-01-05", "kept": 97, "broken": 3},
    }
    engine.parse_case(case)


@pytest.fixture
def packing():
    return make_capability(code="packing", likely=100)


@pytest.fixture
def promise(packing):
    return make_made_promise(code="same-week", requires=[(packing, 1)])


def planned(promise, **fields):
    plan = make_plan(weeks=4, **fields)
    make_tactic(plan, [promise], code="mail", likely=10, starts=1, ends=2)
    return plan


def holders(case):
    return [entry.get("plan") for entry in case["commitments"]]


def test_a_version_meets_what_was_reserved_before_it_and_a_draft_meets_all(promise):
    first = make_submitted(planned(promise))
    second = make_submitted(planned(promise))
    draft = planned(promise)

    def case(**whose):
        content = plan_content(draft)
        return holders(build_case(content, as_of=MONDAY, **whose))

    one, two = f"plan-{first.plan_id}", f"plan-{second.plan_id}"
    assert case(version=first) == []
    assert case(version=second) == [one]
    assert case(plan=draft) == [one, two]
    assert case(plan=second.plan) == [one]


def test_a_released_reservation_counts_no_more(promise, marketing):
    version = make_submitted(planned(promise))
    version.commitments.update(released_at=version.submitted_at)
    draft = planned(promise)
    assert holders(build_case(plan_content(draft), as_of=MONDAY)) == []


@pytest.mark.parametrize(
    ("starts", "occasions"),
    [
        (MONDAY - timedelta(weeks=1), [10.0, 0.0, 0.0, 0.0]),
        (MONDAY, [10.0, 10.0, 0.0, 0.0]),
        (MONDAY + timedelta(weeks=3), [0.0, 0.0, 0.0, 10.0]),
        (MONDAY - timedelta(weeks=2), None),
        (MONDAY + timedelta(weeks=4), None),
    ],
)
def test_what_another_plan_holds_falls_into_its_weeks(starts, occasions, promise):
    make_submitted(planned(promise, starts_on=starts))
    case = build_case(plan_content(planned(promise)), as_of=MONDAY)
    found = [entry["occasions"] for entry in case["commitments"]]
    assert found == ([] if occasions is None else [occasions])


def test_only_what_hangs_together_with_the_plan_is_in_its_case(packing, promise):
    vans, studio = make_capability(code="vans"), make_capability(code="studio")
    delivered = make_made_promise(code="delivered", requires=[(packing, 1), (vans, 1)])
    assembled = make_made_promise(code="assembled", requires=[(vans, 1)])
    photos = make_made_promise(code="photos", requires=[(studio, 1)])
    for made in (delivered, assembled, photos):
        standing(made, 3)
    case = build_case(plan_content(planned(promise)), as_of=MONDAY)
    assert [entry["id"] for entry in case["capabilities"]] == ["packing", "vans"]
    assert [entry["id"] for entry in case["promises"]] == [
        "assembled",
        "delivered",
        "same-week",
    ]
    assert len(case["commitments"]) == 2


def test_leaving_out_what_hangs_apart_changes_no_figure(packing, promise):
    """The negative control: put it in by hand, and compare."""
    studio = make_capability(code="studio", likely=5, committed=4)
    photos = make_made_promise(code="photos", requires=[(studio, 1)])
    standing(promise, 80)
    case = build_case(plan_content(planned(promise)), as_of=MONDAY)
    fuller = {
        **case,
        "capabilities": [
            *case["capabilities"],
            {"id": "studio", "unit": "photo", "capacity": 5.0, "committed": 4.0},
        ],
        "promises": [
            *case["promises"],
            {
                "id": photos.code,
                "target": 0.9,
                "requires": [{"capability": "studio", "units": 1.0}],
            },
        ],
        "commitments": [
            *case["commitments"],
            {"promise": photos.code, "occasions": 3.0},
        ],
    }
    score = engine.score(engine.parse_case(case)).document()
    full = engine.score(engine.parse_case(fuller)).document()
    for figure in ("keep_probability", "promises", "money", "value", "reasons"):
        assert score[figure] == full[figure]


def test_an_assumption_brings_what_it_moves_into_the_case(promise):
    desk = make_capability(code="desk")
    doubted = make_made_promise(code="doubted", requires=[])
    plan = planned(promise)
    make_assumption(plan, capability=desk)
    make_assumption(plan, promise=doubted)
    case = build_case(plan_content(plan), as_of=MONDAY)
    assert [entry["id"] for entry in case["capabilities"]] == ["desk", "packing"]
    assert [entry["id"] for entry in case["promises"]] == ["doubted", "same-week"]
    engine.parse_case(case)


def test_the_policy_and_the_day_are_part_of_the_case(promise):
    Policy.objects.create(who_waits="everyone", keepable="0.8", at_risk="0.5", pk=1)
    KeptWeek.objects.create(
        promise=promise, week=LAST_WEEK, due=5, done=5, in_time=5, on_day=4
    )
    content = plan_content(planned(promise))
    early = build_case(content, as_of=date(2025, 1, 6))
    late = build_case(content, as_of=MONDAY)
    assert early["policy"] == {"who_waits": "everyone", "keepable": 0.8, "at_risk": 0.5}
    assert "track_record" not in early["promises"][0]
    assert late["promises"][0]["track_record"] == {"kept": 4, "broken": 1}
    assert case_hash(early) != case_hash(late)


def kept(promise, weeks_ago, due, on_day, **fields):
    KeptWeek.objects.create(
        promise=promise,
        week=MONDAY - timedelta(weeks=weeks_ago),
        due=due,
        done=due,
        in_time=0,
        on_day=on_day,
        **fields,
    )


def test_the_record_is_told_week_by_week_for_two_years(promise, packing):
    kept(promise, 105, 9, 9)
    kept(promise, 4, 10, 8)
    kept(promise, 2, 5, 5)
    kept(promise, 2, 5, 4, segment=make_segment())
    other = make_made_promise(code="other", requires=[(make_capability(), 1)])
    kept(other, 1, 4_000, 3_001)
    case = build_case(plan_content(planned(promise)), as_of=MONDAY)
    (entry,) = case["promises"]
    assert entry["record"] == [[10, 8], [0, 0], [10, 9], [0, 0]]
    assert entry["track_record"] == {"kept": 26, "broken": 3}
    assert case["records"] == {"end": "2026-01-05", "kept": 750, "broken": 250}
    assert engine.parse_case(case).promises[0].record == (
        (10, 8),
        (0, 0),
        (10, 9),
        (0, 0),
    )


def test_the_same_rows_have_the_same_hash_and_any_other_number_another(promise):
    content = plan_content(planned(promise))
    case = build_case(content, as_of=MONDAY)
    assert case_hash(case) == case_hash(build_case(content, as_of=MONDAY))
    content["tactics"][0]["budget"] = "1000.01"
    assert case_hash(case) != case_hash(build_case(content, as_of=MONDAY))


@pytest.mark.parametrize("missing", ["tactics", "promises", "target"])
def test_a_plan_that_promises_nothing_is_refused_in_words(missing, promise):
    plan = make_plan()
    if missing == "promises":
        make_tactic(plan, [], name="Radio")
    if missing == "target":
        make_tactic(plan, [make_promise(statement="Soon", target=None)])
    words = {
        "tactics": "A plan has at least one tactic",
        "promises": "Radio makes no promise yet",
        "target": "“Soon” has no target yet",
    }
    with pytest.raises(NotScorable, match=words[missing]):
        build_case(plan_content(plan), as_of=MONDAY)


def test_the_queries_do_not_grow_with_ledger_plans_or_promises(packing, promise):
    plan = planned(promise)
    content = plan_content(plan)

    def taken():
        with CaptureQueriesContext(connection) as queries:
            build_case(content, as_of=MONDAY, plan=plan)
        return len(queries)

    make_submitted(planned(promise))
    standing(promise, 1)
    few = taken()
    for number in range(5):
        other = make_made_promise(code=f"p{number}", requires=[(packing, 1)])
        standing(other, 1)
        make_submitted(planned(other))
        for week in range(10):
            KeptWeek.objects.create(
                promise=other,
                week=MONDAY - timedelta(weeks=week + 1),
                due=9,
                done=9,
                in_time=9,
                on_day=9,
            )
    # With what was tested, what the frontline says, and what tasks hold back and take.
    assert taken() == few <= 17
