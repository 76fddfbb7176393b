"""What hangs together on pages and over REST."""

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from planner.decisions.models import Outcome
from planner.decisions.services import Ruling, decide_plan, decide_promise
from planner.portfolio.models import Exclusion, MustHave, Prerequisite
from promises.models import PromiseState
from tests.make import (
    NOW,
    make_exclusion,
    make_initiative,
    make_made_promise,
    make_must_have,
    make_plan,
    make_prerequisite,
    make_promise,
)
from tests.portfolio.test_relations import WHY, code, handed_in
from tests.portfolio.test_runs import found, make_rivals

pytestmark = pytest.mark.django_db
PAGE = reverse("portfolio:relations")


def add(browser, kind, **facts):
    address = reverse(f"portfolio:add-{kind}")
    prefix = "must" if kind == "must-have" else kind
    return browser.post(address, {f"{prefix}-{k}": v for k, v in facts.items()})


def test_a_director_adds_a_prerequisite_and_takes_it_away(marketing, signed_in):
    plan = handed_in(plan={"author": marketing})
    make_initiative(code="line", name="A second line")
    browser = signed_in(marketing)
    text = browser.get(PAGE).content.decode()
    assert "Nothing is tied together" in text
    assert "Add a prerequisite" in text
    assert "Add a must-have" not in text
    facts = {"candidate": code(plan), "requires": "initiative-line"}
    assert add(browser, "prerequisite", **facts).status_code == 422
    answer = add(browser, "prerequisite", **facts, reason=WHY)
    assert answer.headers["Location"] == PAGE
    text = browser.get(PAGE).content.decode()
    assert WHY in text
    assert add(browser, "prerequisite", **facts, reason=WHY).status_code == 409
    row = Prerequisite.objects.get()
    away = reverse("portfolio:remove-prerequisite", args=[row.pk])
    assert away in text
    assert browser.post(away).headers["Location"] == PAGE
    assert not Prerequisite.objects.exists()


def test_the_ceo_shapes_the_choice_and_directors_read_it(ceo, marketing, signed_in):
    one, other = handed_in(), handed_in()
    browser = signed_in(ceo)
    both = [code(one), code(other)]
    assert add(browser, "exclusion", members=both, reason=WHY).status_code == 302
    assert add(browser, "must-have", candidate=both[0], reason=WHY).status_code == 302
    refused = add(browser, "must-have", candidate=both[1], reason=WHY)
    assert refused.status_code == 422
    assert "at most one may be chosen, but" in refused.content.decode()
    text = signed_in(marketing).get(PAGE).content.decode()
    assert "2 relations" in text
    assert "is the CEO’s to say" in text
    for kind, row in (("exclusion", Exclusion), ("must-have", MustHave)):
        away = reverse(f"portfolio:remove-{kind}", args=[row.objects.get().pk])
        assert away not in text
        assert signed_in(marketing).post(away).status_code == 403
        assert browser.post(away).status_code == 302
    assert not Exclusion.objects.exists()
    assert not MustHave.objects.exists()


def test_the_page_asks_the_same_of_the_database_however_many(
    ceo, signed_in, count_queries
):
    browser = signed_in(ceo)

    def one_more():
        make_prerequisite(handed_in(), make_initiative())
        make_exclusion(handed_in(), make_made_promise())
        make_must_have(handed_in())

    one_more()
    few = count_queries(browser, PAGE)
    for _ in range(3):
        one_more()
    assert count_queries(browser, PAGE) == few


def test_deciding_a_plan_names_what_it_requires_and_is_not_approved(ceo, signed_in):
    plan, other = handed_in(), handed_in()
    line = make_initiative(code="line", name="A second line")
    make_prerequisite(plan, line)
    make_exclusion(plan, other)
    make_must_have(plan)
    browser = signed_in(ceo)

    def page(of):
        version = of.versions.get()
        text = browser.get(reverse("decisions:plan", args=[version.pk])).content
        return " ".join(text.decode().split())

    text = page(plan)
    assert "It requires what is not approved" in text
    assert "A second line</a>, which is not approved (candidate)" in text
    assert "It is not chosen together with" in text
    assert "wants it in every set" in text
    text = page(other)
    assert "What it hangs together with" in text
    assert 'id="relations"' not in page(handed_in())


def seen(browser, name, pk):
    text = browser.get(reverse(f"decisions:{name}", args=[pk])).content.decode()
    return " ".join(text.split())


def test_a_decision_keeps_what_its_plan_hung_together_with(ceo, signed_in):
    plan, other = handed_in(), handed_in()
    line = make_initiative(code="line", name="A second line")
    tied = make_prerequisite(plan, line)
    make_exclusion(plan, other)
    make_must_have(other)
    decision = decide_plan(
        actor=ceo,
        version_id=plan.versions.get().pk,
        score_id=None,
        ruling=Ruling(outcome=Outcome.RETURNED, reason="The line comes first."),
        now=NOW,
    )
    facts = decision.evidence["further"]["relations"]["facts"]
    assert facts["requires"][0]["others"] == [
        {"code": "initiative-line", "state": "candidate", "settled": False}
    ]
    assert facts["exclusions"][0]["others"][0]["code"] == code(other)
    assert not facts["must_haves"]
    tied.delete()
    Exclusion.objects.all().delete()
    line.name = "Another name"
    line.save()
    text = seen(signed_in(ceo), "replay", decision.pk)
    assert "It requires what is not approved" in text
    assert "It requires “A second line”, which is not approved (candidate)" in text
    assert f"It is not chosen together with “{other.title}” (submitted)" in text


def test_a_promise_up_for_decision_says_what_requires_it(ceo, operations, signed_in):
    promise = make_promise(
        code="lift", statement="We carry it upstairs", state=PromiseState.STUDIED
    )
    make_prerequisite(handed_in(plan={"title": "Spring letters"}), promise)
    make_prerequisite(make_plan(title="Not for all", author=operations), promise)
    text = seen(signed_in(ceo), "promise", promise.pk)
    assert "Spring letters</a> (submitted) requires it" in text
    assert "a plan that is not handed in (draft) requires it" in text
    assert "Not for all" not in text
    returned = decide_promise(
        actor=ceo,
        promise_id=promise.pk,
        revision=promise.revision,
        ruling=Ruling(outcome=Outcome.RETURNED, reason="Nobody carries it."),
        now=NOW,
    )
    text = seen(signed_in(ceo), "replay", returned.pk)
    assert "“Spring letters” (submitted) requires it" in text


def test_a_decision_of_before_relations_were_kept_says_nothing_of_them(ceo, signed_in):
    decision = decide_plan(
        actor=ceo,
        version_id=handed_in().versions.get().pk,
        score_id=None,
        ruling=Ruling(outcome=Outcome.RETURNED, reason="Too early."),
        now=NOW,
    )
    assert decision.evidence["further"] == {}
    assert 'id="relations"' not in seen(signed_in(ceo), "replay", decision.pk)


def test_the_page_of_a_set_says_what_stands_against_each_other(ceo, signed_in):
    _, dear, cheap = make_rivals()
    make_must_have(dear)
    make_must_have(cheap)
    run = found(ceo)
    address = reverse("portfolio:detail", args=[run.pk])
    text = " ".join(signed_in(ceo).get(address).content.decode().split())
    assert "No set holds everything that must be in." in text
    assert f"<li>{dear.title} must be in.</li>" in text
    assert "must be in and ask 80" in text
    assert "there would be 50" in text


def test_the_page_of_a_set_names_requirements_and_what_was_left_out(ceo, signed_in):
    _, dear, cheap = make_rivals()
    line = make_initiative(code="line", name="A second line", cost=1)
    make_prerequisite(dear, line)
    make_prerequisite(cheap, make_initiative(name="We call back", state="dropped"))
    run = found(ceo)
    address = reverse("portfolio:detail", args=[run.pk])
    text = " ".join(signed_in(ceo).get(address).content.decode().split())
    assert "Requires A second line." in text
    assert f"<li>{dear.title} requires A second line.</li>" in text
    assert f"{dear.title} cannot be chosen without it." in text
    assert f"“{cheap.title}” requires “We call back”" in text


# --- REST ---------------------------------------------------------------------------


def test_relations_are_said_and_taken_back_over_rest(ceo, marketing):
    plan, other = handed_in(plan={"author": marketing}), handed_in()
    client = APIClient()
    client.force_authenticate(marketing)
    sent = {"candidate": code(plan), "requires": code(other), "reason": WHY}
    answer = client.post("/api/v1/prerequisites/", sent, format="json")
    assert answer.status_code == 201
    body = answer.json()
    assert body["requires"] == {
        "code": code(other),
        "name": other.title,
        "state": "submitted",
        "settled": False,
    }
    assert client.get("/api/v1/prerequisites/").json()["count"] == 1
    both = {"members": [code(plan), code(other)], "reason": WHY}
    assert client.post("/api/v1/exclusions/", both, format="json").status_code == 403
    client.force_authenticate(ceo)
    refused = client.post("/api/v1/exclusions/", both, format="json")
    assert refused.status_code == 400
    assert "could never be chosen" in refused.json()["detail"]
    address = f"/api/v1/prerequisites/{body['id']}/"
    assert client.delete(address).status_code == 204
    assert client.delete(address).status_code == 404
    made = client.post("/api/v1/exclusions/", both, format="json").json()
    assert [row["code"] for row in made["members"]] == both["members"]
    must = {"candidate": code(plan), "reason": WHY}
    kept = client.post("/api/v1/must-haves/", must, format="json").json()
    assert kept["by"] == ceo.name
    assert client.delete(f"/api/v1/must-haves/{kept['id']}/").status_code == 204
    assert client.delete(f"/api/v1/exclusions/{made['id']}/").status_code == 204


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        ("prerequisites", {"candidate": "plan-1"}),
        ("prerequisites", {"candidate": 1, "requires": [], "reason": "x"}),
        ("exclusions", {"members": ["plan-1"], "reason": "x"}),
        ("exclusions", {"members": "plan-1", "reason": "x"}),
        ("must-haves", {"candidate": "\x00", "reason": "x"}),
        ("must-haves", {"candidate": "plan-1", "reason": ""}),
    ],
)
def test_what_is_sent_wrong_is_refused(ceo, kind, sent):
    client = APIClient()
    client.force_authenticate(ceo)
    assert client.post(f"/api/v1/{kind}/", sent, format="json").status_code == 400
