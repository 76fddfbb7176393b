"""What requires what, what excludes what, and what must be in: commands and the case."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEvent
from core.refusals import Conflict, Invalid, NotAllowed, NotThere
from planner.plans.services import settle_approved
from planner.portfolio import services
from planner.portfolio.assembly import build_portfolio
from planner.portfolio.models import (
    Budgets,
    Candidate,
    Exclusion,
    MustHave,
    Prerequisite,
)
from planner.portfolio.queries import prerequisites
from tests.make import (
    MONDAY,
    NOW,
    make_candidate,
    make_capability,
    make_exclusion,
    make_initiative,
    make_made_promise,
    make_must_have,
    make_plan,
    make_plan_decision,
    make_prerequisite,
    make_submitted,
    make_user,
)
from tests.portfolio.test_assembly import drafted, scored
from tests.portfolio.test_runs import found, make_rivals

pytestmark = pytest.mark.django_db
WHY = "It shows what only that can make."


def handed_in(**fields):
    """Make a submitted plan that promises something."""
    plan = drafted(make_made_promise(), **fields)
    make_submitted(plan)
    return plan


def require(actor, one, other, **fields):
    facts = {"reason": WHY, "now": NOW, **fields}
    return services.add_prerequisite(
        actor=actor, candidate=one, requires=other, **facts
    )


def code(plan):
    return f"plan-{plan.pk}"


# --- Prerequisites -----------------------------------------------------------------


def test_an_author_says_what_their_plan_requires_and_takes_it_back(marketing):
    plan = handed_in(plan={"author": marketing})
    idea = make_initiative(code="line", name="A second line")
    row = require(marketing, code(plan), "initiative-line")
    assert str(row) == f"“{plan}” requires “{idea}”"
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.subject_id) == ("said what it requires", str(plan.pk))
    assert event.changes["requires"] == "A second line"
    services.remove_prerequisite(actor=marketing, prerequisite_id=row.pk, now=NOW)
    assert not Prerequisite.objects.exists()
    assert AuditEvent.objects.latest("pk").action == "took a prerequisite away"
    with pytest.raises(NotThere):
        services.remove_prerequisite(actor=marketing, prerequisite_id=row.pk, now=NOW)


def test_a_director_says_nothing_of_others_plans(marketing, operations, frontline):
    plan = handed_in(plan={"author": marketing})
    make_initiative(code="line")
    with pytest.raises(NotAllowed):
        require(operations, code(plan), "initiative-line")
    with pytest.raises(NotAllowed):
        require(frontline, code(plan), "initiative-line")
    with pytest.raises(NotAllowed):
        require(marketing, "initiative-line", code(plan))
    assert require(operations, "initiative-line", code(plan)).pk


def test_of_an_approved_plan_only_the_ceo_says_it(marketing, ceo):
    plan = handed_in(plan={"author": marketing})
    version = plan.versions.get()
    decision = make_plan_decision(version)
    settle_approved(version=version, actor=decision.decided_by, now=NOW)
    make_initiative(code="line")
    with pytest.raises(NotAllowed):
        require(marketing, code(plan), "initiative-line")
    assert require(ceo, code(plan), "initiative-line").pk


def test_nothing_requires_itself_by_any_detour(ceo):
    first, second, third = (handed_in() for _ in range(3))
    require(ceo, code(second), code(third))
    require(ceo, code(first), code(second))
    assert make_candidate(first).depth > make_candidate(second).depth
    with pytest.raises(Invalid, match="cannot require itself"):
        require(ceo, code(first), code(first))
    with pytest.raises(Invalid, match="already, directly or through"):
        require(ceo, code(third), code(first))
    with pytest.raises(Conflict):
        require(ceo, code(first), code(second))
    # What stands below goes down with what it comes to require.
    fourth = handed_in()
    require(ceo, code(third), code(fourth))
    depths = [make_candidate(p).depth for p in (first, second, third, fourth)]
    assert depths == sorted(depths, reverse=True)
    assert len(set(depths)) == 4


def test_the_database_itself_refuses_a_circle_and_whose_word_it_is_not(ceo, frontline):
    row = make_prerequisite(handed_in(), handed_in(), by=ceo)
    back = {"candidate": row.requires, "requires": row.candidate}
    with pytest.raises(IntegrityError), transaction.atomic():
        Prerequisite.objects.create(**back, reason=WHY, by=ceo, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Candidate.objects.filter(pk=row.requires_id).update(depth=9)
    with pytest.raises(IntegrityError), transaction.atomic():
        Prerequisite.objects.filter(pk=row.pk).update(reason="Another")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_prerequisite(handed_in(), handed_in(), by=frontline)
    director = make_user()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_must_have(handed_in(), by=director)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_exclusion(handed_in(), handed_in(), by=director)


@pytest.mark.parametrize(
    "named",
    [
        "plan-0",
        "plan-x",
        "plan-" + "9" * 500,
        "plan-٣",
        "initiative-no",
        "promise-no",
        "\x00",
        "",
    ],
)
def test_what_there_is_not_cannot_be_named(ceo, named):
    plan = handed_in()
    with pytest.raises(NotThere):
        require(ceo, code(plan), named)


def test_a_reason_is_asked_for(ceo):
    with pytest.raises(Invalid) as refusal:
        require(ceo, code(handed_in()), code(handed_in()), reason="  ")
    assert "reason" in refusal.value.errors


def test_who_does_not_see_a_plan_does_not_see_what_it_requires(marketing, operations):
    other = handed_in()
    secret = make_plan(author=marketing, title="A secret")
    require(marketing, code(secret), code(other))
    assert prerequisites(marketing).count() == 1
    assert not prerequisites(operations).exists()
    with pytest.raises(NotThere):
        require(operations, code(handed_in(plan={"author": operations})), code(secret))


# --- Alternatives and must-haves -----------------------------------------------------


def exclude(ceo, *codes):
    return services.add_exclusion(actor=ceo, members=codes, reason=WHY, now=NOW)


def must(ceo, named):
    return services.add_must_have(actor=ceo, candidate=named, reason=WHY, now=NOW)


def test_only_the_ceo_lets_exclude_and_asks_for_what_must_be_in(ceo, marketing):
    one, other = (handed_in(plan={"author": marketing}) for _ in range(2))
    for command in (exclude, must):
        with pytest.raises(NotAllowed):
            command(marketing, code(one))
    row = exclude(ceo, code(one), code(other))
    assert str(row) == f"At most one of “{one}” and “{other}”"
    with pytest.raises(Conflict):
        exclude(ceo, code(other), code(one))
    services.remove_exclusion(actor=ceo, exclusion_id=row.pk, now=NOW)
    assert not Exclusion.objects.exists()
    kept = must(ceo, code(one))
    assert str(kept) == f"“{one}” must be in the set"
    with pytest.raises(Conflict):
        must(ceo, code(one))
    services.remove_must_have(actor=ceo, must_have_id=kept.pk, now=NOW)
    assert not MustHave.objects.exists()
    for gone in (services.remove_exclusion, services.remove_must_have):
        name = "exclusion_id" if "exclusion" in gone.__name__ else "must_have_id"
        with pytest.raises(NotThere):
            gone(actor=ceo, now=NOW, **{name: 1})


def test_one_alone_excludes_nothing_and_drafts_are_not_named(ceo, marketing):
    plan = handed_in()
    with pytest.raises(Invalid, match="from 2 to"):
        exclude(ceo, code(plan), code(plan))
    with pytest.raises(Invalid, match="draft"):
        must(ceo, code(make_plan(author=marketing)))


def test_what_cannot_be_true_at_once_is_named(ceo):
    one, other, third = (handed_in() for _ in range(3))
    must(ceo, code(one))
    exclude(ceo, code(one), code(other))
    with pytest.raises(Invalid) as refusal:
        must(ceo, code(other))
    assert f"“{other}” must be in the set" in refusal.value.message
    require(ceo, code(third), code(other))
    with pytest.raises(Invalid) as refusal:
        must(ceo, code(third))
    assert f"“{other}” is required by “{third}”" in refusal.value.message
    with pytest.raises(Invalid) as refusal:
        require(ceo, code(third), code(one))
    assert f"“{third}” could never be chosen" in refusal.value.message
    assert MustHave.objects.count() == 1
    assert Prerequisite.objects.count() == 1


def test_what_approvals_contradict_since_does_not_stop_what_has_nothing_to_do_with_it(
    ceo,
):
    one, other, third = (handed_in() for _ in range(3))
    exclude(ceo, code(one), code(other))
    for plan in (one, other):
        version = plan.versions.get()
        make_plan_decision(version)
        settle_approved(version=version, actor=ceo, now=NOW)
    assert must(ceo, code(third)).pk


# --- The case ----------------------------------------------------------------------


def test_relations_come_into_the_case():
    _, dear, cheap = make_rivals()
    line = make_initiative(code="line", capability=make_capability())
    make_prerequisite(dear, line)
    make_exclusion(dear, cheap)
    make_must_have(cheap)
    built = build_portfolio(as_of=MONDAY)
    entries = {entry["id"]: entry for entry in built.case["candidates"]}
    assert entries[code(dear)]["requires"] == ["initiative-line"]
    assert entries[code(cheap)]["must"]
    assert "requires" not in entries[code(cheap)]
    assert built.case["exclusions"] == [[code(dear), code(cheap)]]
    assert built.facts["held_out"] == {}


def test_what_requires_something_that_is_not_up_for_choice_is_left_out_by_name():
    _, dear, cheap = make_rivals()
    draft = make_plan(title="A secret")
    make_prerequisite(dear, draft)
    make_prerequisite(cheap, dear)
    make_must_have(cheap)
    built = build_portfolio(as_of=MONDAY)
    assert built.case["candidates"] == []
    assert built.facts["held_out"] == {
        code(dear): {"why": "requires", "other": code(draft)},
        code(cheap): {"why": "requires", "other": code(dear)},
    }
    assert built.facts["absent_musts"] == [code(cheap)]
    assert built.facts["called"][code(draft)] == "a draft of marketing"


def test_what_is_approved_meets_a_prerequisite_and_rules_alternatives_out():
    _, dear, cheap = make_rivals()
    third = drafted(make_made_promise())
    version = scored(third)
    make_plan_decision(version, score=version.scores.get())
    settle_approved(version=version, actor=version.decisions.get().decided_by, now=NOW)
    make_prerequisite(dear, third)
    make_exclusion(third, cheap)
    built = build_portfolio(as_of=MONDAY)
    entries = {entry["id"]: entry for entry in built.case["candidates"]}
    assert entries[code(dear)]["requires"] == [code(third)]
    assert built.facts["held_out"] == {
        code(cheap): {"why": "excludes", "other": code(third)}
    }
    assert built.case["exclusions"] == []


# --- Where no set holds it all --------------------------------------------------------


def test_must_haves_beyond_capacity_are_named_with_the_week(ceo):
    _, dear, cheap = make_rivals()
    make_must_have(dear)
    make_must_have(cheap)
    run = found(ceo)
    assert run.result["solution"]["status"] == "infeasible"
    [row] = run.result["contradictions"]
    assert row["kind"] == "capability"
    assert row["musts"] == sorted([code(dear), code(cheap)])
    assert (row["asked"], row["room"]) == (80.0, 50.0)


def test_must_haves_beyond_a_budget_are_named_with_the_money(ceo):
    _, dear, _ = make_rivals()
    make_must_have(dear)
    Budgets.objects.create(pk=1, marketing=Decimal(40))
    [row] = found(ceo).result["contradictions"]
    assert (row["kind"], row["asked"], row["room"]) == ("budget", 100.0, 40.0)
    assert row["musts"] == [code(dear)]


def test_initiatives_that_nobody_pays_for_are_told_from_room_that_cannot_be(ceo):
    packing, dear, cheap = make_rivals()
    line = make_initiative(
        code="line", capability=packing, adds=Decimal(40), cost=Decimal(900)
    )
    make_must_have(dear)
    make_must_have(cheap)
    Budgets.objects.create(pk=1, operations=Decimal(100))
    [row] = found(ceo).result["contradictions"]
    assert row["kind"] == "unpaid"
    other = make_initiative(
        code="hall", capability=make_capability(), adds=Decimal(1), cost=Decimal(1)
    )
    make_must_have(other)
    make_exclusion(other, line)
    Budgets.objects.update(operations=None)
    [row] = found(ceo).result["contradictions"]
    assert row["kind"] == "together"


def test_alternatives_that_must_both_be_in_are_named(ceo):
    _, dear, cheap = make_rivals()
    make_must_have(dear)
    make_must_have(cheap)
    make_exclusion(dear, cheap)
    kinds = [row["kind"] for row in found(ceo).result["contradictions"]]
    assert kinds == ["alternatives", "capability"]


def test_a_must_have_that_is_not_kept_says_how_seldom(ceo):
    packing = make_capability(
        code="packing", low=Decimal(20), likely=Decimal(50), high=Decimal(80)
    )
    promise = make_made_promise(
        code="next-week", target=Decimal("0.99"), requires=[(packing, 1)]
    )
    plan = drafted(
        promise, likely=33, low=Decimal(10), high=Decimal(56), margin=Decimal(20)
    )
    scored(plan)
    make_must_have(plan)
    run = found(ceo)
    [row] = run.result["contradictions"]
    assert row["kind"] == "kept"
    assert row["share"] < 0.9
    assert row["musts"] == [code(plan)]
