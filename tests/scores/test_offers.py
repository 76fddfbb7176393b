"""Take a counter-offer into a draft: whose, what is marked, what it does not pretend."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import AuditEvent, User
from core.refusals import NotAllowed
from planner.plans.models import Plan, PlanState
from planner.plans.queries import plan_content
from planner.plans.services import update, withdraw
from planner.scores import runs
from planner.scores.models import Score, TakenOffer
from planner.scores.offered import offered_content, softenings
from planner.scores.services import (
    NoSuchOffer,
    draft_weaker,
    take_offer,
    undo_offer,
)
from planner.scores.services.offers import DraftMoved
from promises.models import Promise, PromiseState
from tests.make import (
    NOW,
    make_assumption,
    make_capability,
    make_initiative,
    make_made_promise,
    make_plan,
    make_tactic,
    submit_heard,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def packing():
    return make_capability(
        code="packing", name="Packing", likely=100, committed=Decimal(60)
    )


@pytest.fixture
def promise(packing):
    return make_made_promise(
        code="same-week",
        statement="Your parcel comes this week",
        requires=[(packing, 1)],
        state=PromiseState.LIVE,
    )


@pytest.fixture
def plan(promise, packing, marketing):
    make_initiative(
        code="second-line",
        name="Second line",
        capability=packing,
        cost=Decimal(500),
        adds=Decimal(20),
        available_from=date(2020, 1, 1),
    )
    plan = make_plan(title="Spring launch", weeks=8, author=marketing)
    make_tactic(plan, [promise], code="mail", likely=50, ends=4)
    return plan


@pytest.fixture
def score(plan):
    submit_heard(plan=plan, actor=plan.author, revision=1, now=NOW)
    runs.score_next(now=NOW)
    return Score.objects.select_related("version__plan").get()


def number_of(score: Score, *kinds: str) -> int:
    """The first offer that pulls just these kinds of levers, counted from 1."""
    offers = score.result["counter_offers"]
    found = [sorted(c["change"] for c in offer["changes"]) for offer in offers]
    return found.index(sorted(kinds)) + 1


def take(score: Score, *kinds: str, actor: User | None = None) -> TakenOffer:
    return take_offer(
        score=score,
        number=number_of(score, *kinds),
        actor=actor or score.version.plan.author,
        now=NOW,
    )


def withdrawn(score: Score) -> Plan:
    plan = score.version.plan
    withdraw(plan=plan, actor=plan.author, now=NOW)
    plan.refresh_from_db()
    return plan


# --- Whose draft it becomes ----------------------------------------------------


def test_a_plan_that_waits_for_a_decision_stays_and_a_new_draft_is_made(score):
    taken = take(score, "narrow")
    plan = score.version.plan
    plan.refresh_from_db()
    assert taken.plan != plan
    assert plan.state == PlanState.SUBMITTED
    assert taken.plan.state == PlanState.DRAFT
    multiple = score.result["counter_offers"][taken.number - 1]["changes"][0][
        "multiple"
    ]
    before, after = plan_content(plan), plan_content(taken.plan)
    assert float(after["tactics"][0]["likely"]) == pytest.approx(
        float(before["tactics"][0]["likely"]) * multiple, abs=1e-3
    )


def test_a_plan_that_is_worked_on_gets_the_changes_itself(score):
    plan = withdrawn(score)
    taken = take(score, "narrow")
    assert taken.plan == plan
    actions = AuditEvent.objects.filter(subject_type="plan", subject_id=str(plan.pk))
    assert [event.action for event in actions.order_by("-pk")[:2]] == [
        "took a counter-offer",
        "changed",
    ]


def test_a_draft_that_went_on_is_left_alone(score):
    plan = withdrawn(score)
    content = plan_content(plan)
    content["objective"] = "Something else"
    update(
        plan=plan, actor=plan.author, revision=plan.revision, content=content, now=NOW
    )
    assert take(score, "narrow").plan != plan


def test_a_colleague_elsewhere_gets_a_draft_of_their_own(score, operations):
    taken = take(score, "narrow", actor=operations)
    assert taken.plan.author == operations


def test_the_frontline_takes_no_offers_and_an_outsider_sees_none(
    score, frontline, outsider
):
    for person in (frontline, outsider):
        with pytest.raises((NotAllowed, NoSuchOffer)):
            take(score, "narrow", actor=person)


def test_a_double_click_makes_one_draft(score):
    assert take(score, "narrow") == take(score, "narrow")
    assert TakenOffer.objects.count() == 1
    assert Plan.objects.count() == 2


def test_an_offer_that_is_not_there_is_refused(score):
    for number in (0, 99):
        with pytest.raises(NoSuchOffer):
            take_offer(
                score=score, number=number, actor=score.version.plan.author, now=NOW
            )


# --- Taking it back ------------------------------------------------------------


def test_a_changed_plan_gets_back_what_it_was_and_the_offer_can_be_taken_again(score):
    plan = withdrawn(score)
    before = plan_content(plan)
    taken = take(score, "narrow")
    assert undo_offer(plan=taken.plan, actor=plan.author, now=NOW) == plan
    assert plan_content(plan) == before
    assert take(score, "narrow") != taken


def test_a_copy_is_thrown_away_again(score):
    taken = take(score, "narrow")
    back = undo_offer(plan=taken.plan, actor=taken.actor, now=NOW)
    assert back == score.version.plan
    assert Plan.objects.count() == 1


def test_what_was_typed_since_is_not_lost_by_taking_back(score):
    taken = take(score, "narrow")
    content = plan_content(taken.plan)
    content["objective"] = "Something else"
    update(plan=taken.plan, actor=taken.actor, revision=1, content=content, now=NOW)
    with pytest.raises(DraftMoved):
        undo_offer(plan=taken.plan, actor=taken.actor, now=NOW)


def test_there_is_nothing_to_take_back_on_another_plan(plan):
    with pytest.raises(NoSuchOffer):
        undo_offer(plan=plan, actor=plan.author, now=NOW)


# --- What is not pretended -----------------------------------------------------


def test_an_initiative_becomes_a_need_and_is_not_funded(score, plan):
    taken = take(score, "fund")
    (need,) = plan_content(taken.plan)["assumptions"]
    assert need["driver"] == {"capacity": "packing"}
    assert need["statement"].startswith("Operations fund “Second line”")
    assert (need["if_false"], need["status"]) == ("1", "untested")
    initiative = plan.tactics.get().promises.get().requirements.get().capability
    assert initiative.initiatives.get().state == "candidate"


def test_a_live_promise_stays_and_a_weaker_one_is_drafted_once(score, promise):
    taken = take(score, "soften")
    assert plan_content(taken.plan)["tactics"][0]["promises"] == ["same-week"]
    weaker = draft_weaker(plan=taken.plan, code="same-week", actor=taken.actor, now=NOW)
    again = draft_weaker(plan=taken.plan, code="same-week", actor=taken.actor, now=NOW)
    assert weaker == again
    promise.refresh_from_db()
    assert (promise.within_weeks, promise.state) == (0, PromiseState.LIVE)
    assert weaker.state == PromiseState.IDEA
    softened = softenings(taken.offer)["same-week"]
    assert weaker.within_weeks == softened.get("within", 0)
    assert plan_content(taken.plan)["tactics"][0]["promises"] == [weaker.code]
    assert Promise.objects.count() == 2


def test_only_what_the_offer_weakens_is_drafted(score):
    taken = take(score, "narrow")
    with pytest.raises(NoSuchOffer):
        draft_weaker(plan=taken.plan, code="same-week", actor=taken.actor, now=NOW)


# --- The document --------------------------------------------------------------


def test_changes_are_made_to_the_document(plan):
    make_assumption(plan, tactic=plan.tactics.get(), statement="A third answer")
    content = plan_content(plan)
    case: dict[str, list[str]] = {"initiatives": []}
    shift = {"change": "shift", "tactic": "mail", "periods": 2, "starts": 2, "ends": 5}
    moved = offered_content(content, [shift], case, {})["tactics"][0]
    assert (moved["starts"], moved["ends"]) == (3, 6)
    throttle = {"change": "throttle", "tactic": "mail", "multiple": 0.333}
    smaller = offered_content(content, [throttle], case, {})["tactics"][0]
    assert smaller["likely"] == "16.65"
    assert smaller["budget"] == content["tactics"][0]["budget"]
    other = offered_content(content, [{**throttle, "tactic": "x"}], case, {})
    assert other["tactics"] == content["tactics"]
    gone = offered_content(
        content, [{"change": "narrow", "tactic": "mail", "multiple": 0.0}], case, {}
    )
    assert (gone["tactics"], gone["assumptions"]) == ([], [])


# --- Pages and REST ------------------------------------------------------------


def test_the_score_offers_and_one_click_takes(score, signed_in, marketing):
    browser: Client = signed_in(marketing)
    page = browser.get(reverse("scores:detail", args=[score.version.plan_id]))
    text = page.content.decode()
    assert "to make it keepable, the cheapest first" in text
    number = number_of(score, "fund")
    address = reverse("scores:take", args=[score.pk, number])
    assert f'action="{address}"' in text
    answer = browser.post(address)
    taken = TakenOffer.objects.get()
    assert answer["Location"] == reverse("plans:detail", args=[taken.plan_id])
    panel = browser.get(
        reverse("scores:taken", args=[taken.plan_id]), headers={"HX-Request": "true"}
    ).content.decode()
    assert "Ask for Second line" in panel
    assert "<ins>" in panel or "assumption" in panel
    assert "Take the offer back" in panel


def test_the_panel_offers_to_draft_a_weaker_promise_and_to_take_back(
    score, signed_in, marketing
):
    browser: Client = signed_in(marketing)
    taken = take(score, "soften")
    panel = reverse("scores:taken", args=[taken.plan_id])
    assert "It would be a weaker promise" in browser.get(panel).content.decode()
    weaker = browser.post(
        reverse("scores:weaker", args=[taken.plan_id]), {"promise": "same-week"}
    )
    drafted = Promise.objects.exclude(code="same-week").get()
    assert weaker["Location"] == reverse("promises:detail", args=[drafted.pk])
    assert drafted.statement in browser.get(panel).content.decode()
    back = browser.post(reverse("scores:undo-offer", args=[taken.plan_id]))
    assert back["Location"] == reverse("plans:detail", args=[score.version.plan_id])


def test_a_plan_without_an_offer_says_so(plan, signed_in, marketing):
    browser: Client = signed_in(marketing)
    page = browser.get(reverse("scores:taken", args=[plan.pk])).content.decode()
    assert "No counter-offer stands behind this plan" in page


def test_who_drafts_may_ask_without_submitting(plan, signed_in, marketing):
    browser: Client = signed_in(marketing)
    form = browser.get(reverse("plans:edit", args=[plan.pk])).context["form"]
    assert form is not None
    address = reverse("scores:live-offers", args=[plan.pk])
    answer = browser.post(address, typed(plan)).content.decode()
    assert "to make it keepable, the cheapest first" in answer
    assert (
        "Nothing"
        not in browser.post(address, typed(plan, likely="10")).content.decode()
    )
    refused = browser.post(address, {"title": "x"}).content.decode()
    assert "What would make it keepable?" in refused
    assert Score.objects.count() == 0


def typed(plan: Plan, **changes: str) -> dict[str, str]:
    """What the form of a plan with one tactic posts."""
    row = plan_content(plan)["tactics"][0] | {"low": "10", "high": "50"} | changes
    fields = {
        f"tactics-0-{name}": str(row[name])
        for name in (
            "code",
            "name",
            "audience",
            "budget",
            "margin",
            "low",
            "likely",
            "high",
            "starts",
            "ends",
        )
    }
    return {
        "title": plan.title,
        "objective": plan.objective,
        "starts_on": plan.starts_on.isoformat(),
        "weeks": str(plan.weeks),
        "revision": str(plan.revision),
        "tactics-TOTAL_FORMS": "1",
        "tactics-INITIAL_FORMS": "0",
        "assumptions-TOTAL_FORMS": "0",
        "assumptions-INITIAL_FORMS": "0",
        "tactics-0-promises": "same-week",
        **fields,
    }


def test_an_offer_is_taken_over_rest(score, marketing):
    client = APIClient()
    client.force_authenticate(marketing)
    address = reverse("score-take", args=[score.pk])
    number = number_of(score, "narrow")
    first = client.post(address, {"offer": number}, format="json")
    again = client.post(address, {"offer": number}, format="json")
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert first["Location"] == reverse("plan-detail", args=[first.json()["plan"]])
    for wrong, status in (({"offer": 0}, 400), ({"offer": 90}, 404), ({}, 400)):
        assert client.post(address, wrong, format="json").status_code == status
