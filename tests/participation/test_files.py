"""Answers, contributions and comments as tables."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from planner.participation import services
from tests.make import (
    NOW,
    make_invitation,
    make_plan,
    make_promise,
    make_tactic,
    make_user,
)


@pytest.fixture
def plan(marketing, operations, frontline):
    plan = make_plan(author=marketing, title="Spring launch")
    make_tactic(plan, [make_promise(code="next-week")], code="spring", name="Mailing")
    make_invitation(plan, operations, question="=Can we?")
    make_invitation(plan, frontline, side="frontline")
    services.answer(
        actor=operations,
        plan_id=plan.pk,
        stance="dissents",
        reason="90 an hour, not 120.",
        revision=plan.revision,
        now=NOW,
    )
    services.contribute(
        actor=operations,
        plan_id=plan.pk,
        kind="fact",
        text="We pack 90 an hour.",
        source="Packing log",
        subject=("tactic", "spring"),
        now=NOW,
    )
    services.say(actor=operations, plan_id=plan.pk, text="+49 is no sum", now=NOW)
    return plan


def lines(browser, plan, what):
    answer = browser.get(f"/plans/{plan.pk}/people/export/{what}/csv/")
    return b"".join(answer).decode().splitlines()


def test_who_is_silent_stands_first_and_every_answer_with_its_reason(
    plan, marketing, signed_in
):
    head, silent, said = lines(signed_in(marketing), plan, "answers")
    assert head.endswith(
        "name,office,side,question,asked by,asked at,answer,reason,answered at"
    )
    assert ",not answered," in silent
    assert ",'=Can we?," in said
    assert ',Dissents,"90 an hour, not 120.",' in said


def test_an_answer_on_an_earlier_version_is_among_the_silent_once(
    plan, marketing, signed_in
):
    plan.tactics.update(budget=999)
    rows = lines(signed_in(marketing), plan, "answers")
    assert len(rows) == 3
    assert "answered on an earlier version" in rows[1]


def test_what_was_brought_and_said_names_its_part_of_the_plan(
    plan, marketing, signed_in
):
    browser = signed_in(marketing)
    (_, fact) = lines(browser, plan, "contributions")
    assert fact.startswith("Fact,Tactic: Mailing,We pack 90 an hour.,Packing log,")
    (_, comment) = lines(browser, plan, "comments")
    assert ",'+49 is no sum," in comment


def test_it_comes_as_a_workbook_and_as_nothing_else(plan, marketing, signed_in):
    browser, address = signed_in(marketing), f"/plans/{plan.pk}/people/export"
    assert browser.get(f"{address}/answers/xlsx/").status_code == 200
    for wrong in ("answers/pdf", "secrets/csv"):
        assert browser.get(f"{address}/{wrong}/").status_code == 404


def test_who_does_not_take_part_gets_nothing(plan, signed_in, outsider):
    stranger = make_user(department="finance")
    for person in (stranger, outsider):
        answer = signed_in(person).get(f"/plans/{plan.pk}/people/export/answers/csv/")
        assert answer.status_code in {403, 404}


def test_more_comments_take_no_more_queries(
    plan, operations, marketing, signed_in, django_assert_num_queries
):
    browser = signed_in(marketing)
    lines(browser, plan, "comments")  # the session is read
    with CaptureQueriesContext(connection) as few:
        lines(browser, plan, "comments")
    for _ in range(3):
        services.say(actor=operations, plan_id=plan.pk, text="And more", now=NOW)
    with django_assert_num_queries(len(few)):
        assert len(lines(browser, plan, "comments")) == 5
