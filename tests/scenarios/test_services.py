"""What may be supposed, by whom, and what becomes of a scenario."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEvent, Department
from core.refusals import Conflict, Invalid, NotAllowed, NotThere
from planner.plans.models import Plan
from planner.plans.queries import plan_content
from planner.scenarios import services
from planner.scenarios.models import Change, Comparison, Scenario
from planner.scenarios.promoted import promoted_content
from planner.scenarios.queries import with_changes
from planner.scenarios.sentences import sentence
from planner.scenarios.services import Asked
from tests.make import (
    MONDAY,
    NOW,
    make_approved,
    make_capability,
    make_made_promise,
    make_plan,
    make_tactic,
    make_user,
)
from tests.scenarios.company import compared, make_company, make_scenario, suppose

pytestmark = pytest.mark.django_db


def refused(scenario, **asked):
    """Return what is named wrong when this is supposed."""
    with pytest.raises(Invalid) as caught:
        suppose(scenario, asked)
    return caught.value.errors


def sentences(scenario):
    loaded = with_changes(Scenario.objects.filter(pk=scenario.pk)).get()
    return [sentence(change) for change in loaded.changes.all()]


def test_every_change_is_a_sentence(marketing):
    company = make_company()
    scenario = make_scenario(
        marketing,
        {"kind": "move", "plan": company.waiting.pk, "amount": Decimal(4)},
        {"kind": "volume", "plan": company.made.pk, "amount": Decimal(60)},
        {"kind": "without", "plan": company.waiting.pk, "tactic": "radio"},
        {"kind": "fund", "initiative": "line"},
        {
            "kind": "capacity-plus",
            "capability": "packing",
            "amount": Decimal("-1200.5"),
            "from_week": MONDAY + timedelta(days=9),
        },
        {"kind": "demand", "amount": Decimal(120)},
        {"kind": "keepable", "amount": Decimal(95)},
        {"kind": "queue", "who_waits": "everyone"},
    )
    statement = (
        "Existing customers ask for 120 % of everything that they were promised."
    )
    assert set(sentences(scenario)) == {
        "“Waiting” is carried out, 4 weeks later.",
        "“Made” is at 60 % of its volume and of its budget.",
        "“Waiting” is carried out, without “Radio”.",
        "“Line” is funded: Packing gets 60 more a week from 5 January 2026.",
        "Packing has 1,200.5 fewer parcels a week from the week of 12 January 2026 on.",
        statement,
        "The policy calls it keepable from 95 % on.",
        "Nobody is served first: all load stands in one queue.",
    }
    assert scenario.revision == 9
    assert AuditEvent.objects.filter(subject_type="scenario").count() == 9


def test_what_makes_no_sense_is_refused_with_its_place(marketing):
    company = make_company()
    scenario = make_scenario(marketing)
    plan, line = company.waiting.pk, {"kind": "capacity-plus", "capability": "packing"}
    assert "kind" in refused(scenario, kind="magic")
    assert "plan" in refused(scenario, kind="plan-in")
    assert "plan" in refused(scenario, kind="plan-in", plan=2**70)
    assert "plan" in refused(scenario, kind="plan-in", plan=company.made.pk)
    assert "plan" in refused(scenario, kind="plan-out", plan=plan)
    assert "tactic" in refused(scenario, kind="without", plan=plan, tactic="gone")
    only = refused(scenario, kind="without", plan=company.made.pk, tactic="mail")
    assert "tactic" in only
    for amount in (
        None,
        Decimal("NaN"),
        Decimal("Infinity"),
        Decimal(0),
        Decimal(10**9),
    ):
        assert "amount" in refused(scenario, **line, amount=amount)
    assert "amount" in refused(scenario, **line, amount=Decimal("0.0001"))
    assert "amount" in refused(scenario, kind="move", plan=plan, amount=Decimal("1.5"))
    assert "amount" in refused(scenario, kind="move", plan=plan, amount=Decimal(-1))
    assert "amount" in refused(scenario, kind="demand", amount=Decimal(100))
    assert "initiative" in refused(scenario, kind="fund", initiative="gone")
    assert "capability" in refused(
        scenario, kind="capacity-times", capability="x" * 99, amount=Decimal(5)
    )
    assert "promise" in refused(
        scenario, kind="demand", promise="gone", amount=Decimal(5)
    )
    assert "who_waits" in refused(scenario, kind="queue", who_waits="nobody")
    early = MONDAY - timedelta(days=1)
    assert "from_week" in refused(scenario, **line, amount=Decimal(5), from_week=early)
    late = MONDAY + timedelta(weeks=104)
    assert "to_week" in refused(scenario, **line, amount=Decimal(5), to_week=late)
    assert "to_week" in refused(
        scenario,
        **line,
        amount=Decimal(5),
        from_week=MONDAY + timedelta(weeks=2),
        to_week=MONDAY,
    )
    assert not Change.objects.exists()


def test_a_plan_that_has_begun_cannot_be_moved(marketing):
    company = make_company()
    begun = make_plan(starts_on=MONDAY - timedelta(weeks=2), weeks=9)
    make_tactic(begun, [company.promise])
    make_approved(begun)
    scenario = make_scenario(marketing)
    assert "plan" in refused(scenario, kind="move", plan=begun.pk, amount=Decimal(2))


def test_a_draft_that_promises_nothing_cannot_be_supposed(marketing):
    scenario = make_scenario(marketing)
    empty = make_plan(author=marketing)
    words = refused(scenario, kind="plan-in", plan=empty.pk)["plan"][0]
    assert "at least one tactic" in words


def test_two_words_on_the_same_thing_are_refused(marketing):
    company = make_company()
    scenario = make_scenario(marketing)
    line = {"kind": "capacity-plus", "capability": "packing", "amount": Decimal(5)}
    weeks = [MONDAY + timedelta(weeks=n) for n in range(6)]
    suppose(scenario, {**line, "from_week": weeks[1], "to_week": weeks[2]})
    suppose(scenario, {**line, "from_week": weeks[3]})
    assert "from_week" in refused(scenario, **line, to_week=weeks[1])
    suppose(scenario, {"kind": "plan-out", "plan": company.made.pk})
    volume = {"kind": "volume", "plan": company.made.pk, "amount": Decimal(50)}
    assert "plan" in refused(scenario, **volume)
    suppose(scenario, {"kind": "fund", "initiative": "line"})
    assert "kind" in refused(scenario, kind="fund", initiative="line")


def test_the_database_holds_the_shape_of_a_change(marketing):
    company = make_company()
    scenario = make_scenario(marketing)
    wrong = [
        {"kind": "move", "plan": company.made},
        {"kind": "fund", "plan": company.made},
        {"kind": "plan-in", "plan": company.made, "amount": 4},
        {"kind": "demand", "amount": 2000},
        {"kind": "queue"},
        {
            "kind": "capacity-plus",
            "capability": company.packing,
            "amount": 1,
            "from_week": MONDAY,
            "to_week": MONDAY - timedelta(weeks=1),
        },
    ]
    for fields in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Change.objects.create(scenario=scenario, **fields)


def test_only_its_author_changes_a_scenario(marketing, operations, frontline, ceo):
    make_company()
    scenario = make_scenario(marketing)
    asked = Asked(kind="fund", initiative="line")
    with pytest.raises(NotAllowed):
        services.add_change(
            actor=operations, scenario=scenario, revision=1, asked=asked, now=NOW
        )
    with pytest.raises(NotAllowed):
        services.create(actor=frontline, name="X", question="", shared=True, now=NOW)
    hidden = make_scenario(marketing, name="Mine", shared=False)
    with pytest.raises(NotThere):
        services.duplicate(actor=ceo, scenario=hidden, now=NOW)
    copied = services.duplicate(actor=operations, scenario=scenario, now=NOW)
    again = services.duplicate(actor=operations, scenario=scenario, now=NOW)
    assert (copied.name, again.name) == (
        "Copy of More packers",
        "Copy of More packers (2)",
    )
    assert copied.author == operations


def test_a_second_editor_is_told_and_loses_nothing(marketing):
    make_company()
    scenario = make_scenario(marketing)
    seen = scenario.revision
    suppose(scenario, {"kind": "fund", "initiative": "line"})
    with pytest.raises(Conflict):
        services.add_change(
            actor=marketing,
            scenario=scenario,
            revision=seen,
            asked=Asked(kind="demand", amount=Decimal(120)),
            now=NOW,
        )
    assert Change.objects.count() == 1


def test_what_is_supposed_can_be_taken_out(marketing):
    make_company()
    scenario = make_scenario(marketing)
    change = suppose(scenario, {"kind": "fund", "initiative": "line"})
    for _ in range(2):
        scenario.refresh_from_db()
        call = {
            "actor": marketing,
            "scenario": scenario,
            "revision": scenario.revision,
            "change_id": change.pk,
            "now": NOW,
        }
        if change.pk and Change.objects.exists():
            services.remove_change(**call)
        else:
            with pytest.raises(NotThere):
                services.remove_change(**call)


def test_names_are_ones_own(marketing, operations):
    make_scenario(marketing)
    make_scenario(operations)
    for name in ("More packers", "", "  ", "x" * 81, "a\x00b"):
        with pytest.raises(Invalid) as caught:
            make_scenario(marketing, name=name)
        assert "name" in caught.value.errors


def test_a_discarded_scenario_comes_back_as_it_was(marketing):
    make_company()
    scenario = make_scenario(marketing, {"kind": "fund", "initiative": "line"})
    row = services.discard(
        actor=marketing, scenario=scenario, revision=scenario.revision, now=NOW
    )
    assert row.state == "discarded"
    with pytest.raises(Conflict):
        suppose(scenario, {"kind": "demand", "amount": Decimal(120)})
    assert services.restore(actor=marketing, scenario=row, now=NOW).state == "open"
    assert len(sentences(scenario)) == 1


# --- Who sees what -----------------------------------------------------------------


def test_somebody_elses_draft_does_not_leak_through_a_scenario(
    marketing, operations, ceo
):
    company = make_company(make_user(department=Department.SALES))
    draft = make_plan(title="Secret", author=marketing)
    make_tactic(draft, [company.promise])
    scenario = make_scenario(marketing, {"kind": "plan-in", "plan": draft.pk})
    run = compared(marketing, scenario)
    assert "Secret" in str(run.result)
    seen = {
        user.name: (
            Scenario.objects.visible_to(user).count(),
            Comparison.objects.visible_to(user).count(),
        )
        for user in (marketing, operations, ceo)
    }
    assert seen == {marketing.name: (1, 1), operations.name: (0, 0), ceo.name: (1, 1)}
    assert "plan" in refused(
        make_scenario(operations, name="Spying"), kind="plan-in", plan=draft.pk
    )
    # Of a draft that was thrown away nobody knows any more who was to see it.
    draft.delete()
    assert Scenario.objects.visible_to(operations).filter(pk=scenario.pk).exists()
    assert not Comparison.objects.visible_to(operations).exists()
    assert Comparison.objects.visible_to(marketing).exists()


def test_what_is_not_shared_is_seen_by_its_author_alone(marketing, ceo, frontline):
    make_company()
    scenario = make_scenario(marketing, shared=False)
    run = compared(marketing, scenario)
    assert Comparison.objects.visible_to(marketing).get() == run
    for user in (ceo, frontline):
        assert not Scenario.objects.visible_to(user).exists()
        assert not Comparison.objects.visible_to(user).exists()


# --- Promoting -----------------------------------------------------------------------


def promoted(scenario, actor, ideas=None):
    scenario.refresh_from_db()
    return services.promote(
        actor=actor,
        scenario=scenario,
        revision=scenario.revision,
        ideas=ideas or {},
        now=NOW,
    )


def test_promoting_drafts_what_plans_would_be_and_leaves_them_alone(marketing):
    company = make_company(make_user(department=Department.SALES))
    scenario = make_scenario(
        marketing,
        {"kind": "move", "plan": company.waiting.pk, "amount": Decimal(4)},
        {"kind": "without", "plan": company.waiting.pk, "tactic": "radio"},
        {"kind": "volume", "plan": company.waiting.pk, "amount": Decimal(50)},
        {"kind": "keepable", "amount": Decimal(95)},
    )
    found = services.proposals(scenario=scenario, actor=marketing)
    [draft] = found.drafts
    assert draft.differences["tactic “Radio”"] == ["in the plan", None]
    assert draft.differences["tactic “Post”: likely estimate"] == [
        "10 a week",
        "5 a week",
    ]
    assert draft.differences["first day"] == ["5 January 2026", "2 February 2026"]
    [left] = found.left
    assert "CEO" in left.why
    [made] = promoted(scenario, marketing)
    assert made.plan.title == "Waiting, More packers"
    assert made.plan.author == marketing
    assert made.plan.state == "draft"
    assert [t.code for t in made.plan.tactics.all()] == ["post"]
    assert made.original == company.waiting
    company.waiting.refresh_from_db()
    assert company.waiting.starts_on == MONDAY
    scenario.refresh_from_db()
    assert scenario.state == "promoted"
    with pytest.raises(Conflict):
        promoted(scenario, marketing)


def test_capacity_becomes_a_candidate_once_it_has_a_name_and_a_cost(
    marketing, operations
):
    make_company()
    more = {
        "kind": "capacity-plus",
        "capability": "packing",
        "amount": Decimal(30),
        "from_week": MONDAY + timedelta(weeks=6),
    }
    theirs = make_scenario(marketing, more)
    assert not services.proposals(scenario=theirs, actor=marketing).rooms
    with pytest.raises(Invalid):
        promoted(theirs, marketing)
    own = make_scenario(operations, more)
    [room] = services.proposals(scenario=own, actor=operations).rooms
    idea = services.Idea(name="Two more packers", cost=Decimal(9000))
    [made] = promoted(own, operations, {room.change.pk: idea})
    assert made.initiative.code == "two-more-packers"
    assert made.initiative.state == "candidate"
    assert made.initiative.adds == 30
    assert made.initiative.available_from == MONDAY + timedelta(weeks=6)


def test_promoting_is_all_or_nothing(operations):
    company = make_company()
    scenario = make_scenario(
        operations,
        {"kind": "move", "plan": company.waiting.pk, "amount": Decimal(2)},
        {"kind": "capacity-plus", "capability": "packing", "amount": Decimal(30)},
    )
    [room] = services.proposals(scenario=scenario, actor=operations).rooms
    before = Plan.objects.count()
    with pytest.raises(Invalid):
        promoted(
            scenario,
            operations,
            {room.change.pk: services.Idea(name="x", cost=Decimal(-1))},
        )
    assert Plan.objects.count() == before
    scenario.refresh_from_db()
    assert scenario.state == "open"


def test_a_rejected_plan_comes_back_as_a_draft(ceo, marketing):
    company = make_company()
    Plan.objects.filter(pk=company.waiting.pk).update(state="rejected")
    scenario = make_scenario(marketing, {"kind": "plan-in", "plan": company.waiting.pk})
    [made] = promoted(scenario, marketing)
    assert made.plan.title.startswith("Waiting, ")


def test_changes_go_with_what_they_are_about(marketing):
    """Nothing in the product below is kept from being thrown away by a what-if."""
    company = make_company()
    draft = make_plan(author=marketing)
    make_tactic(draft, [company.promise])
    make_scenario(marketing, {"kind": "plan-in", "plan": draft.pk})
    draft.delete()
    assert not Change.objects.exists()
    make_capability()
    make_made_promise()


@pytest.mark.parametrize(
    ("named", "title"),
    [
        ("Smaller", "Spring, Smaller"),
        ("Spring without letters", "Spring without letters"),
    ],
)
def test_a_draft_does_not_say_the_name_of_its_plan_twice(marketing, named, title):
    content = plan_content(make_plan(author=marketing, title="Spring"))
    assert promoted_content(content, [], named=named)["title"] == title
