"""The pages of campaigns and their REST interface: worked out, added, followed."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.queries import local_day
from core.weeks import monday_of
from operations.models import Capability
from planner.outreach import services
from planner.outreach.models import Campaign, CampaignRules, OutreachRules
from planner.outreach.queries.progress import progress
from planner.plans.models import Plan
from promises.models import Promise
from tests.make import make_campaign, make_plan, make_user
from tests.outreach.test_campaigns import (
    ask,
    friends,
    hours_capability,
    lay_ground,
    run,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def at(name: str, *args: object) -> str:
    return reverse(f"campaigns:{name}", args=args)


@pytest.fixture
def plan(marketing):
    monday = monday_of(local_day(timezone.localtime()))
    return make_plan(author=marketing, starts_on=monday, weeks=8)


@pytest.fixture
def laid(ceo, frontline):
    lay_ground(ceo)
    friends(12, frontline)
    return CampaignRules.objects.current()


def sent(**fields: Any) -> dict[str, Any]:
    start = {"name": "Old friends", "audience": "existing", "budget": "0"}
    talks = {"low_call": "1", "likely_call": "1", "high_call": "1.5"}
    return {**start, **talks, "margin_call": "40", **fields}


# --- into a draft -------------------------------------------------------------------


def test_a_director_works_a_campaign_out_and_adds_it(marketing, signed_in, plan, laid):
    browser = signed_in(marketing)
    page = browser.get(at("new", plan.pk), {"closeness": "3", "starts": "1"})
    text = page.content.decode()
    assert "12 people may be contacted" in text
    assert "what the firm assumes" in text
    answer = browser.post(f"{at('new', plan.pk)}?closeness=3&starts=1&ends=8", sent())
    assert answer.status_code == 302
    codes = set(plan.tactics.values_list("code", flat=True))
    assert codes == {"old-friends-call", "old-friends-follow-up"}
    again = browser.post(
        f"{at('new', plan.pk)}?closeness=3&starts=1&ends=8", sent(), follow=True
    )
    assert "in the draft already" in again.content.decode()
    assert plan.tactics.count() == 2
    shown = browser.get(at("of-plan", plan.pk)).content.decode()
    assert "Old friends" in shown
    assert "Add a campaign" in shown


@pytest.mark.parametrize(
    ("query", "fields", "words"),
    [
        ("?ends=99", {}, "first of the campaign"),
        ("?starts=5&ends=2", {}, "first of the campaign"),
        ("?kind=enemy", {}, "Select a valid choice"),
        ("?interest=9999999999999999999999", {}, "Select a valid choice"),
        ("?closeness=" + "9" * 5_000, {}, "Select a valid choice"),
        ("?starts=%00", {}, "whole number"),
        ("", {"likely_call": "NaN"}, "Enter a number"),
        ("", {"likely_call": "9" * 5_000}, "digits"),
        ("", {"low_call": "2"}, "Estimates go up"),
        ("", {"high_call": "500", "likely_call": "400"}, "nobody is asked again"),
        ("", {"name": "\x00"}, "Null characters"),
        ("", {"name": ""}, "required"),
        ("", {"margin_call": "-1"}, "greater than or equal"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_added(
    marketing, signed_in, plan, laid, query, fields, words
):
    browser = signed_in(marketing)
    answer = browser.post(f"{at('new', plan.pk)}{query}", sent(**fields))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not plan.tactics.exists()


def test_nobody_who_does_not_work_on_the_draft_adds_one(
    frontline, finance, signed_in, plan, laid
):
    for person in (frontline, finance):
        answer = signed_in(person).post(at("new", plan.pk), sent())
        assert answer.status_code in {403, 404}
    assert not plan.tactics.exists()


@pytest.fixture
def finance():
    return make_user(department="finance")


def test_what_was_submitted_takes_no_campaign(marketing, signed_in, plan, laid):
    Plan.objects.filter(pk=plan.pk).update(state="rejected")
    answer = signed_in(marketing).get(at("new", plan.pk))
    assert answer.status_code == 409


# --- what they stand on -------------------------------------------------------------


def test_operations_enter_the_hours_and_a_director_has_the_promises_written(
    operations, marketing, signed_in
):
    page = signed_in(marketing).get(at("ground")).content.decode()
    assert "operations director enters one here" in page
    browser = signed_in(operations)
    made = browser.post(
        at("hours"), {"low": "3", "likely": "5", "high": "7", "revision": "1"}
    )
    assert made.status_code == 302
    assert Capability.objects.get(code="people-hours").likely == 5
    page = signed_in(marketing).get(at("ground")).content.decode()
    assert "Write them down" in page
    assert signed_in(marketing).post(at("promises")).status_code == 302
    assert Promise.objects.filter(code__startswith="people-").count() == 3
    page = browser.get(at("ground")).content.decode()
    assert "0.417 hours" in page


def test_hours_out_of_order_or_too_many_are_refused(operations, signed_in):
    browser = signed_in(operations)
    for low, likely in (("9", "5"), ("x", "5"), ("1", "9" * 4_000)):
        answer = browser.post(
            at("hours"), {"low": low, "likely": likely, "high": "7", "revision": "1"}
        )
        assert answer.status_code == 422
    assert not Capability.objects.exists()


def test_the_ground_is_set_on_what_was_seen(ceo, frontline, signed_in):
    capability = hours_capability()
    facts = {
        "capability": capability.pk,
        "follow_up_minutes": "30",
        "follow_up_share": "0.5",
        "revision": "1",
    }
    assert signed_in(frontline).post(at("ground"), facts).status_code == 403
    browser = signed_in(ceo)
    assert browser.post(at("ground"), facts).status_code == 302
    assert CampaignRules.objects.current().follow_up_minutes == 30
    assert browser.post(at("ground"), facts).status_code == 409


# --- how it goes --------------------------------------------------------------------


@pytest.fixture
def running(plan, marketing, laid):
    added = services.add_campaign(
        actor=marketing, plan=plan, ask=ask(call="2"), now=timezone.localtime()
    )
    run(plan)
    return added.campaign


def test_a_running_campaign_shows_what_was_meant_and_done(
    running, frontline, ceo, signed_in
):
    now = timezone.localtime()
    week = services.set_hours(actor=frontline, hours=Decimal(3), now=now)
    rows = list(week.names.filter(campaign=running))
    assert len(rows) == 2
    services.log(
        actor=frontline,
        acquaintance_id=rows[0].acquaintance_id,
        talk=services.Talk(
            channel="call", minutes=30, follow_up="send it", follow_up_on=now.date()
        ),
        now=now,
    )
    found = progress(running, now=now, today=local_day(now))
    (this,) = found.weeks
    assert this.planned == 2
    assert (this.listed, this.done, this.open) == (2, 1, 1)
    assert (this.promised, this.kept, this.broken) == (1, 0, 0)
    assert found.hours == Decimal("0.5")
    page = signed_in(ceo).get(at("detail", running.pk)).content.decode()
    assert "1 of 2 talks that were meant so far" in page
    own = signed_in(frontline).get(at("detail", running.pk))
    assert own.status_code == 200
    lists = signed_in(frontline).get(reverse("outreach:week")).content.decode()
    assert "Campaign “Old friends”" in lists
    later = progress(running, now=now + 2 * DAY, today=local_day(now))
    assert later.broken == 1


def test_its_weeks_come_as_a_file(running, ceo, signed_in):
    browser = signed_in(ceo)
    for kind in ("csv", "xlsx"):
        answer = browser.get(at("export", running.pk, kind))
        assert answer.status_code == 200
        b"".join(answer.streaming_content)
    assert browser.get(at("export", running.pk, "pdf")).status_code == 404


def test_drafts_of_others_keep_their_campaigns_to_themselves(
    frontline, signed_in, plan
):
    row = make_campaign(plan)
    browser = signed_in(frontline)
    assert browser.get(at("detail", row.pk)).status_code == 404
    assert row.name not in browser.get(at("list")).content.decode()


def test_the_list_takes_a_fixed_number_of_queries(
    ceo, signed_in, plan, django_assert_max_num_queries
):
    browser = signed_in(ceo)
    browser.get(at("list"))
    counts = []
    for many in (1, 8):
        for _ in range(many):
            make_campaign(plan)
        with django_assert_max_num_queries(40) as counted:
            assert browser.get(at("list")).status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1]


# --- over REST ----------------------------------------------------------------------


@pytest.fixture
def program(marketing):
    browser = Client()
    browser.force_login(marketing)
    return browser


def asked(plan: Plan) -> dict[str, Any]:
    talks = [{"group": "call", "low": 1, "likely": 1, "high": 2, "margin": "40"}]
    return {"plan": plan.pk, "name": "Old friends", "talks": talks}


def test_a_campaign_is_worked_out_added_and_read_over_rest(program, plan, laid):
    base = "/api/v1/outreach/campaigns/"
    found = program.post(
        f"{base}preview/", {"plan": plan.pk}, content_type="application/json"
    )
    assert found.status_code == 200, found.content
    assert found.json()["people"] == 12
    assert found.json()["reaches"][0]["hours_each"] == "0.417"
    codes = [
        program.post(base, asked(plan), content_type="application/json").status_code
        for _ in range(2)
    ]
    assert codes == [201, 200]
    (row,) = program.get(base, {"plan": plan.pk}).json()["results"]
    assert row["standing"] == "is in a draft"
    assert [part["part"] for part in row["parts"]] == ["call", "follow-up"]
    one = program.get(f"{base}{row['id']}/").json()
    assert one["campaign"]["name"] == "Old friends"
    assert one["weeks"] == []


@pytest.mark.parametrize(
    "fields",
    [
        {"plan": 10**30},
        {"plan": "x"},
        {"ends": 0},
        {"ends": 200},
        {"closeness": "close"},
        {"interest": "\ud800"},
        {"name": "a\x00"},
        {"talks": []},
        {"talks": [{"group": "fax"}]},
        {"talks": "x"},
        {"budget": "Infinity"},
        {"audience": "x"},
    ],
)
def test_rest_names_what_is_wrong(program, plan, laid, fields):
    answer = program.post(
        "/api/v1/outreach/campaigns/",
        {**asked(plan), **fields},
        content_type="application/json",
    )
    assert answer.status_code in {400, 422}, answer.content
    assert not Campaign.objects.exists()


def test_the_ground_over_rest(ceo, frontline):
    capability = hours_capability()
    base = "/api/v1/outreach/campaign-ground/"
    browser = Client()
    browser.force_login(ceo)
    facts = {"capability": capability.code, "revision": 1}
    assert browser.put(base, facts, content_type="application/json").status_code == 200
    found = browser.post(base).json()
    assert [each["promise"] for each in found["promises"]] == [
        "people-mail",
        "people-call",
        "people-meal",
        "follow-up",
    ]
    assert OutreachRules.objects.current().promise is not None
    other = Client()
    other.force_login(frontline)
    assert other.get(base).status_code == 200
    assert other.post(base).status_code == 403
