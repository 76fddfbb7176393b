"""Evidence by reference: the figure is kept as it was, and asked again today."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.refusals import Invalid, NotAllowed
from customers.models import Interaction, LoyaltyStudy
from promises.models import STUDIED_ON, Criterion, Evidence, KeptWeek
from promises.queries import missing
from promises.queries.references import Asked, figure_of, today_of
from promises.services import Finding, add_evidence, cite, remove_evidence
from tests.make import (
    MONDAY,
    NOW,
    make_answer,
    make_citation,
    make_customer,
    make_defection,
    make_evidence,
    make_interaction,
    make_key,
    make_need,
    make_promise,
    make_segment,
)

Kind = Evidence.Reference
WEEK = timedelta(weeks=1)


@pytest.fixture
def families(db):
    return make_segment(code="families", name="Young families")


@pytest.fixture
def promise(marketing):
    return make_promise(owner=marketing, code="next-week")


def cited(promise, actor, criterion=Criterion.CUSTOMERS, **asked):
    return cite(
        actor=actor, promise=promise, criterion=criterion, asked=Asked(**asked), now=NOW
    )


def test_a_need_is_cited_with_its_weight_and_source(promise, marketing, families):
    make_need(
        code="to-know",
        statement="I want to know the day",
        importance=5,
        segment=families,
        source="40 interviews",
    )
    row = cited(promise, marketing, kind=Kind.NEED, need="to-know")
    assert row.finding == (
        "Importance 5 of 5 of Young families: “I want to know the day”"
    )
    assert row.source == "40 interviews"
    assert row.found_on == MONDAY
    assert row.figure["importance"] == 5
    assert row.strength == Evidence.Strength.FAIR


def test_answers_are_counted_in_their_period_and_segment(promise, marketing, families):
    ours = make_customer(segment=families)
    for score, on in ((5, MONDAY), (3, MONDAY - 4 * WEEK), (1, MONDAY - 14 * WEEK)):
        make_answer(ours, score=score, on=on)
    make_answer(score=1, on=MONDAY)  # of no segment
    make_answer(ours, kind="nps", score=9, lowest=0, highest=10, on=MONDAY)
    make_answer(ours, score=9, lowest=0, highest=10, on=MONDAY)
    row = cited(
        promise,
        marketing,
        kind=Kind.SURVEY,
        survey="csat",
        segment="families",
        weeks=13,
    )
    assert row.figure == {
        "survey": "csat",
        "n": 2,
        "mean": 4.0,
        "lowest": 1.0,
        "highest": 5.0,
        "on_other_scales": 1,
        "from": (MONDAY - timedelta(days=13 * 7 - 1)).isoformat(),
        "to": MONDAY.isoformat(),
        "segment": "Young families",
    }
    assert row.finding.startswith(
        "2 satisfaction answers of Young families, mean 4.00 on 1 to 5; "
        "1 on other scales left out, "
    )


def test_complaints_count_customers_once_and_within_the_company_s_days(
    promise, marketing
):
    angry = make_customer()
    for _ in range(3):
        make_interaction(angry, kind=Interaction.Kind.COMPLAINT)
    make_interaction(kind=Interaction.Kind.PRAISE)
    make_interaction(kind=Interaction.Kind.COMPLAINT, at=NOW - 5 * WEEK)
    row = cited(promise, marketing, kind=Kind.COMPLAINTS, weeks=4)
    figure = {
        name: row.figure[name] for name in ("complaints", "customers", "contacts")
    }
    assert figure == {"complaints": 3, "customers": 1, "contacts": 4}


def test_defections_are_told_apart_by_the_promise_that_was_broken(promise, marketing):
    make_defection(broken_promise="next-week")
    make_defection(broken_promise="another")
    row = cited(promise, marketing, Criterion.LOYALTY, kind=Kind.DEFECTIONS)
    assert row.figure["n"] == 2
    assert row.figure["over_this"] == 1
    assert row.strength == Evidence.Strength.STRONG


def studied(as_of, **groups):
    """Finish a study with these customers and those who came back, by segment."""
    return LoyaltyStudy.objects.create(
        state="done",
        asked_at=NOW,
        as_of=as_of,
        document={
            "repeat_business": {
                "groups": [
                    {
                        "group": code,
                        "customers": customers,
                        "repeated": repeated,
                        "revenue": 100.0 * customers,
                        "repeat_revenue": 50.0 * repeated,
                    }
                    for code, (customers, repeated) in groups.items()
                ]
            }
        },
    )


def test_who_came_back_is_read_from_the_newest_study(promise, marketing, families):
    studied(MONDAY - WEEK, families=(10, 2), offices=(30, 18))
    asked = {"kind": Kind.LOYALTY, "segment": "families"}
    row = cited(promise, marketing, Criterion.LOYALTY, **asked)
    assert row.finding.replace("\N{NO-BREAK SPACE}", " ") == (
        "20.0 % of 10 customers of Young families came back, 10 % of revenue is "
        "repeat business, until 29 December 2025"
    )
    assert row.figure["repeated"] == 2
    everybody = cited(promise, marketing, Criterion.LOYALTY, kind=Kind.LOYALTY)
    assert everybody.figure["share"] == 0.5
    studied(MONDAY, families=(10, 2))
    assert not today_of(row, MONDAY).has_moved
    studied(MONDAY, families=(10, 4))
    assert today_of(row, MONDAY).has_moved


def test_a_segment_that_no_study_knows_is_not_cited(promise, marketing, families):
    studied(MONDAY, offices=(30, 18))
    with pytest.raises(Invalid) as refused:
        cited(promise, marketing, kind=Kind.LOYALTY, segment="families")
    assert "segment" in refused.value.errors


def test_the_record_is_that_of_whole_weeks_by_the_promise_s_own_rule(
    promise, marketing
):
    for number, on_day in ((1, 18), (2, 16), (5, 0)):
        KeptWeek.objects.create(
            promise=promise,
            week=MONDAY - number * WEEK,
            due=20,
            done=20,
            in_time=3,
            on_day=on_day,
        )
    row = cited(promise, marketing, kind=Kind.RECORD, weeks=4)
    assert row.figure["occasions"] == 40
    assert row.figure["share"] == pytest.approx(34 / 40)
    assert row.figure["to"] == "2026-01-04"


def test_the_kept_figure_stays_and_today_s_stands_beside_it(promise, marketing):
    make_answer(score=5, on=MONDAY)
    row = cited(promise, marketing, kind=Kind.SURVEY, survey="csat")
    assert not today_of(row, MONDAY + WEEK).has_moved
    make_answer(score=2, on=MONDAY + timedelta(days=2))
    later = today_of(row, MONDAY + WEEK)
    assert later.has_moved
    assert (later.figure or {})["mean"] == 3.5
    assert later.words.startswith("2 satisfaction answers, mean 3.50")
    row.refresh_from_db()
    assert row.figure["mean"] == 5.0


def test_a_need_that_is_gone_is_said_to_be_gone(promise, marketing):
    need = make_need(code="to-know")
    row = cited(promise, marketing, kind=Kind.NEED, need="to-know")
    need.delete()
    assert today_of(row, MONDAY).words == "Nothing is known of it any more"


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ({"kind": "gossip"}, "kind"),
        ({"kind": "need"}, "need"),
        ({"kind": "need", "need": "unheard-of"}, "need"),
        ({"kind": "survey", "survey": "smile"}, "survey"),
        ({"kind": "survey", "survey": "csat"}, "weeks"),
        ({"kind": "complaints", "weeks": 0}, "weeks"),
        ({"kind": "complaints", "weeks": 521}, "weeks"),
        ({"kind": "defections", "segment": "nobody"}, "segment"),
        ({"kind": "record"}, "weeks"),
    ],
)
def test_what_cannot_be_looked_up_cannot_be_cited(promise, marketing, asked, place):
    with pytest.raises(Invalid) as refused:
        cited(promise, marketing, **asked)
    assert place in refused.value.errors
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("kind", [Kind.NEED, Kind.SURVEY])
def test_what_customers_say_is_no_evidence_of_loyalty(promise, marketing, kind):
    make_need(code="to-know")
    make_answer(on=MONDAY)
    with pytest.raises(Invalid) as refused:
        cited(
            promise,
            marketing,
            Criterion.LOYALTY,
            kind=kind,
            need="to-know",
            survey="csat",
        )
    assert "Loyalty is what customers do" in refused.value.errors["criterion"][0]


def test_the_frontline_cites_nothing(promise, frontline):
    make_need(code="to-know")
    with pytest.raises(NotAllowed):
        cited(promise, frontline, kind=Kind.NEED, need="to-know")


def test_customers_speak_only_by_reference(promise, marketing):
    told = Finding(
        criterion=Criterion.CUSTOMERS,
        finding="They love it",
        source="me",
        found_on=MONDAY,
        strength=3,
    )
    with pytest.raises(Invalid):
        add_evidence(actor=marketing, promise=promise, finding=told, now=NOW)
    with pytest.raises((IntegrityError, ValidationError)), transaction.atomic():
        make_evidence(promise, criterion=Criterion.CUSTOMERS)


def test_three_criteria_are_studied_and_customers_are_not_a_fourth(promise):
    assert {gap.place for gap in missing(promise)} >= set(STUDIED_ON)
    assert "customers" not in {gap.place for gap in missing(promise)}


def test_a_reference_is_taken_out_of_an_idea_like_any_finding(promise, marketing):
    make_need(code="to-know")
    row = cited(promise, marketing, kind=Kind.NEED, need="to-know")
    remove_evidence(actor=marketing, evidence=row, now=NOW)
    assert not promise.evidence.exists()


# --- Pages and REST ----------------------------------------------------------


def here(promise):
    return reverse("promises:cite", args=[promise.pk])


def test_one_sees_the_figure_before_it_is_cited(promise, marketing, signed_in):
    need = make_need(code="to-know", importance=5)
    browser = signed_in(marketing)
    asked = "?kind=need&look=1&need=to-know&criterion=customers"
    text = browser.get(here(promise) + asked).content.decode()
    assert "Importance 5 of 5" in text
    assert not Evidence.objects.exists()
    sent = {"need": "to-know", "criterion": "customers"}
    answer = browser.post(f"{here(promise)}?kind=need", sent)
    assert answer["Location"].endswith("#evidence")
    assert need.statement in Evidence.objects.get().finding


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?kind=nothing",
        "?kind=survey&look=1&survey=csat&criterion=customers&weeks=26",
        "?kind=survey&look=1&survey=%00&criterion=loyalty&weeks=" + "9" * 5000,
        "?kind=record&look=1&weeks=x&criterion=customers&segment=%00",
        "?kind=need&look=1&need=nobody&criterion=x",
    ],
)
def test_the_page_bears_any_address(promise, marketing, signed_in, query):
    assert signed_in(marketing).get(here(promise) + query).status_code in {200, 422}


def test_where_nothing_is_known_it_says_what_to_do(promise, marketing, signed_in):
    asked = "?kind=survey&look=1&survey=csat&criterion=customers&weeks=26"
    text = signed_in(marketing).get(here(promise) + asked).content.decode()
    assert "Choose a longer period" in text
    sent = {"survey": "csat", "criterion": "customers", "weeks": 26}
    answer = signed_in(marketing).post(f"{here(promise)}?kind=survey", sent)
    assert answer.status_code == 422


def test_the_promise_s_page_loads_what_it_would_be_today(promise, marketing, signed_in):
    make_answer(on=timezone.localdate())
    cited_now = cite(
        actor=marketing,
        promise=promise,
        criterion=Criterion.CUSTOMERS,
        asked=Asked(kind=Kind.SURVEY, survey="csat"),
        now=timezone.now(),  # noqa: TID251
    )
    address = reverse("promises:evidence-today", args=[promise.pk])
    text = signed_in(marketing).get(address).content.decode()
    assert text.count(cited_now.finding) == 2
    assert "as it was" in text
    assert (
        address in signed_in(marketing).get(f"/promises/{promise.pk}/").content.decode()
    )


def test_an_evening_abroad_is_the_company_s_day(promise):
    make_answer(on=date(2026, 1, 6), score=Decimal(4))
    assert figure_of(Asked(kind="survey", survey="csat"), promise, MONDAY) is None


def test_rest_cites_and_asks_again(promise, client):
    make_need(code="to-know", importance=5)
    headers = {"Authorization": f"Bearer {make_key()}"}
    sent = {
        "promise": "next-week",
        "criterion": "customers",
        "refers_to": {"kind": "need", "need": "to-know"},
    }
    made = client.post(
        "/api/v1/evidence/", sent, content_type="application/json", headers=headers
    )
    assert made.status_code == 201, made.json()
    assert made.json()["reference"] == "need"
    assert made.json()["asked"] == {"need": "to-know"}
    assert made.json()["figure"]["importance"] == 5
    again = client.get(f"/api/v1/evidence/{made.json()['id']}/today/", headers=headers)
    assert again.json()["has_moved"] is False
    assert again.json()["today"] == again.json()["cited"]
    told = make_evidence(promise)
    asked = client.get(f"/api/v1/evidence/{told.pk}/today/", headers=headers)
    assert asked.status_code == 400


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"finding": "So they say"}, "finding"),
        ({"refers_to": {"kind": "gossip"}}, "refers_to.kind"),
        ({"refers_to": {"kind": "need", "need": "no"}}, "need"),
        (
            {"refers_to": {"kind": "survey", "survey": "csat", "weeks": 10**30}},
            "refers_to.weeks",
        ),
        ({"refers_to": None}, "refers_to"),
    ],
)
def test_rest_says_what_is_wrong_with_a_reference(promise, client, change, place):
    headers = {"Authorization": f"Bearer {make_key()}"}
    sent = {
        "promise": "next-week",
        "criterion": "customers",
        "refers_to": {"kind": "need", "need": "to-know"},
    }
    answer = client.post(
        "/api/v1/evidence/",
        {**sent, **change},
        content_type="application/json",
        headers=headers,
    )
    assert answer.status_code == 400
    assert place in answer.json()["errors"]


def test_told_evidence_still_needs_all_it_says(promise, client):
    headers = {"Authorization": f"Bearer {make_key()}"}
    answer = client.post(
        "/api/v1/evidence/",
        {"promise": "next-week", "criterion": "loyalty", "finding": "They return"},
        content_type="application/json",
        headers=headers,
    )
    assert set(answer.json()["errors"]) == {"source", "found_on", "strength"}


def test_the_promise_carries_its_references_over_rest(promise, client):
    make_citation(promise)
    headers = {"Authorization": f"Bearer {make_key()}"}
    [line] = client.get(f"/api/v1/promises/{promise.pk}/", headers=headers).json()[
        "evidence"
    ]
    assert line["reference"] == "need"
    assert line["figure"]["importance"] == 5
