"""Facts and assumptions that people bring, and what becomes of them."""

from decimal import Decimal

import pytest

from core.refusals import Conflict, Invalid, NotAllowed
from planner.participation.models import Contribution
from planner.participation.services import contribute, decline, take
from tests.make import (
    NOW,
    make_capability,
    make_invitation,
    make_plan,
    make_promise,
    make_tactic,
)


@pytest.fixture
def plan(marketing, frontline):
    plan = make_plan(author=marketing, title="Spring launch")
    make_tactic(plan, [make_promise(code="next-week")], code="spring")
    make_invitation(plan, frontline, side="frontline")
    return plan


def bring(plan, person, **more):
    facts = {
        "kind": "fact",
        "text": "Gate 3 is shut on Mondays.",
        "source": "I am there",
    } | more
    return contribute(actor=person, plan_id=plan.pk, now=NOW, **facts)


def believe(plan, person, **more):
    figures = {"probability": Decimal("0.8"), "if_false": Decimal("0.5")}
    about = {"subject": ("tactic", "spring")}
    return bring(plan, person, kind="assumption", **(figures | about | more))


def test_a_fact_is_told_to_the_author(plan, frontline):
    bring(plan, frontline, subject=("promise", "next-week"))
    notice = plan.author.notices.get()
    assert "Finn Lund brings a fact" in notice.text
    assert notice.link.endswith("#contributions")


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": " "},
        {"source": ""},
        {"kind": "rumour"},
        {"subject": ("tactic", "autumn")},
        {"text": "a\x00b"},
    ],
)
def test_a_fact_says_what_of_what_and_how_one_knows(plan, frontline, wrong):
    with pytest.raises(Invalid):
        bring(plan, frontline, **wrong)
    assert not Contribution.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"probability": None},
        {"probability": Decimal("1.1")},
        {"probability": Decimal("NaN")},
        {"if_false": Decimal(-1)},
        {"if_false": Decimal("Infinity")},
        {"subject": ("plan", "")},
    ],
)
def test_an_assumption_moves_something_by_so_much(plan, frontline, wrong):
    with pytest.raises(Invalid):
        believe(plan, frontline, **wrong)


def test_an_assumption_is_taken_into_the_draft_with_its_source(plan, frontline):
    make_capability(code="packing")
    row = believe(plan, frontline, subject=("capability", "packing"))
    take(actor=plan.author, contribution_id=row.pk, now=NOW)
    taken = plan.assumptions.get()
    assert taken.statement == "Gate 3 is shut on Mondays."
    assert (taken.capability.code, taken.status) == ("packing", "untested")
    assert (taken.probability, taken.if_false) == (Decimal("0.8"), Decimal("0.5"))
    assert "Brought by Finn Lund" in taken.note
    plan.refresh_from_db()
    assert plan.revision == 2
    assert "took your assumption" in frontline.notices.latest("pk").text
    with pytest.raises(Conflict):
        take(actor=plan.author, contribution_id=row.pk, now=NOW)


def test_two_assumptions_of_the_same_words_get_codes_of_their_own(plan, frontline):
    for _ in range(2):
        row = believe(plan, frontline)
        take(actor=plan.author, contribution_id=row.pk, now=NOW)
    codes = set(plan.assumptions.values_list("code", flat=True))
    assert codes == {"gate-3-is-shut-on-mondays", "gate-3-is-shut-on-mondays-2"}


def test_an_assumption_is_declined_with_a_reason(plan, frontline):
    row = believe(plan, frontline)
    with pytest.raises(Invalid):
        decline(actor=plan.author, contribution_id=row.pk, reply=" ", now=NOW)
    decline(actor=plan.author, contribution_id=row.pk, reply="It opens.", now=NOW)
    row.refresh_from_db()
    assert (row.state, row.reply) == ("declined", "It opens.")
    assert "It opens." in frontline.notices.latest("pk").text
    assert not plan.assumptions.exists()


def test_what_left_the_plan_meanwhile_is_not_taken(plan, frontline):
    row = believe(plan, frontline)
    plan.tactics.all().delete()
    with pytest.raises(Invalid):
        take(actor=plan.author, contribution_id=row.pk, now=NOW)


def test_who_brings_an_assumption_does_not_take_it(plan, frontline, operations):
    make_invitation(plan, operations)
    row = believe(plan, operations)
    for person in (operations, frontline):
        with pytest.raises(NotAllowed):
            take(actor=person, contribution_id=row.pk, now=NOW)


def test_the_page_takes_a_fact_and_keeps_what_was_refused(plan, frontline, signed_in):
    browser = signed_in(frontline)
    path = f"/plans/{plan.pk}/people/contribute/"
    sent = {
        "kind": "fact",
        "subject": "tactic:spring",
        "text": "Gate 3 <b>is</b> shut.",
        "source": "I am there",
    }
    refused = browser.post(path, sent | {"source": ""})
    assert refused.status_code == 422
    assert "Gate 3 &lt;b&gt;is&lt;/b&gt; shut." in refused.content.decode()
    assert browser.post(path, sent | {"kind": "assumption"}).status_code == 422
    assert browser.post(path, sent).status_code == 302
    page = browser.get(f"/plans/{plan.pk}/people/").content.decode()
    assert "Gate 3 &lt;b&gt;is&lt;/b&gt; shut." in page


def test_the_author_takes_and_declines_on_the_page(plan, frontline, signed_in):
    browser = signed_in(plan.author)
    row = believe(plan, frontline)
    home = "/plans/people/contributions"
    assert browser.get(f"{home}/{row.pk}/decline/").status_code == 200
    assert browser.post(f"{home}/{row.pk}/decline/", {}).status_code == 422
    assert browser.post(f"{home}/{row.pk}/take/").status_code == 302
    assert "in the draft" in browser.get(f"/plans/{plan.pk}/people/").content.decode()
    late = browser.post(f"{home}/{row.pk}/decline/", {"reply": "No."})
    assert late.status_code == 409


def test_contributions_over_rest(plan, frontline, signed_in):
    browser = signed_in(frontline)
    options = {"content_type": "application/json"}
    sent = {
        "plan": plan.pk,
        "kind": "assumption",
        "about": "tactic",
        "code": "spring",
        "text": "Half come back.",
        "source": "last year",
        "probability": "0.5",
        "if_false": "0.8",
    }
    made = browser.post("/api/v1/contributions/", sent, **options)
    assert made.status_code == 201
    key = made.json()["id"]
    assert browser.post(f"/api/v1/contributions/{key}/take/").status_code == 403
    owner = signed_in(plan.author)
    taken = owner.post(f"/api/v1/contributions/{key}/take/")
    assert taken.json()["state"] == "taken"
    again = owner.post(
        f"/api/v1/contributions/{key}/decline/", {"reply": "x"}, **options
    )
    assert again.status_code == 409
