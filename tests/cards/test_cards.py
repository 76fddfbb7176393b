"""One card per task and person: what it says, and that it has reached its person."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core.refusals import Conflict, Invalid, NotThere
from planner.cards import services
from planner.cards.models import Acknowledgement
from planner.cards.queries import answered_by, card_of, cards_of, question_of, to_reach
from planner.cards.queries.question import _possible, key_of
from planner.execution.models import Task
from tests.cards.conftest import DAY
from tests.make import NOW, make_plan, make_task, make_user

pytestmark = pytest.mark.django_db


def own(person, task):
    """Return a person's card as it is now; it must be there."""
    card = card_of(person, task.pk, day=DAY)
    assert card is not None
    return card


def read(person, task, *, now=NOW):
    """Answer the card's question as it asks."""
    card = own(person, task)
    return services.acknowledge(
        actor=person,
        task_id=task.pk,
        seen=card.content_hash,
        choice=key_of(question_of(card).right),
        now=now,
    )


def test_a_card_says_what_why_until_when_and_what_may_be_decided(task, frontline):
    lines = own(frontline, task).lines
    assert lines == {
        "What": "Pack the first orders",
        "Expected result": "300 parcels on the ramp",
        "Why": "“Your order is with you next week.” You can plan your weekend.",
        "Needed by the customer": "“I want to know which day”",
        "Deadline": "Friday, 9 January 2026",
        "Whom to ask": "Olga Berg, operations director, operations@example.com",
        "You may decide": "Overtime up to four hours.",
    }


def test_only_who_does_the_task_of_a_running_plan_has_its_card(task, ceo, frontline):
    assert card_of(ceo, task.pk, day=DAY) is None
    draft = make_task(make_plan(), responsible=[frontline])
    assert card_of(frontline, draft.pk, day=DAY) is None


def test_this_weeks_cards_come_first_and_done_ones_last(task, plan, frontline):
    later = make_task(plan, responsible=[frontline], not_before=date(2026, 1, 19))
    begun = make_task(plan, responsible=[frontline], state="under_way")
    done = make_task(
        plan, responsible=[frontline], state="done", finished_on=date(2026, 1, 5)
    )
    old = make_task(plan, responsible=[frontline], state="done")
    Task.objects.filter(pk=old.pk).update(
        started_on=date(2025, 1, 1), finished_on=date(2025, 1, 2)
    )
    make_task(plan, responsible=[frontline], state="dropped")
    cards = cards_of(frontline, day=DAY)
    assert [card.task for card in cards.this_week] == [task, begun]
    assert [card.task for card in cards.later] == [later]
    assert [card.task for card in cards.done] == [done]


def test_the_number_of_queries_does_not_grow_with_cards(
    task, plan, frontline, signed_in, count_queries
):
    browser = signed_in(frontline)
    pages = ["/cards/", "/cards/print/", "/api/v1/cards/", "/"]
    before = [count_queries(browser, page) for page in pages]
    for _ in range(4):
        make_task(plan, responsible=[frontline], tactic_code="mailing")
    assert [count_queries(browser, page) for page in pages] == before


# --- The question ------------------------------------------------------------------


def test_the_question_has_its_right_answer_on_the_card_among_real_others(
    task, frontline
):
    card = own(frontline, task)
    question = question_of(card)
    texts = [choice.text for choice in question.choices]
    assert len(set(texts)) == 3
    assert question.right in texts
    assert question.right in " ".join(card.lines.values())
    assert question_of(card) == question


def test_a_bare_card_still_asks_something_that_it_says(plan, frontline):
    bare = make_task(plan, responsible=[frontline])
    Task.objects.exclude(pk=bare.pk).delete()
    card = own(frontline, bare)
    question = question_of(card)
    assert question.right == "No day is set"
    assert card.lines["When"] == "No day is set"
    assert read(frontline, bare)


def test_the_result_is_asked_for_when_the_others_have_results(task, frontline):
    card = own(frontline, task)
    first = next(question for question in _possible(card) if question)
    assert first.text == "What result is expected?"
    assert {choice.text for choice in first.choices} == {
        "300 parcels on the ramp",
        "5,000 letters",
        "800 boxes in the store",
    }


def test_a_right_answer_acknowledges_once(task, frontline):
    read(frontline, task)
    card = own(frontline, task)
    assert card.is_acknowledged
    again = services.acknowledge(
        actor=frontline, task_id=task.pk, seen="", choice="", now=NOW
    )
    assert again == Acknowledgement.objects.get()


def test_a_wrong_answer_shows_the_line_again(task, frontline):
    card = own(frontline, task)
    question = question_of(card)
    (wrong, *_) = [c for c in question.choices if c.text != question.right]
    with pytest.raises(services.ReadAgain) as refusal:
        services.acknowledge(
            actor=frontline,
            task_id=task.pk,
            seen=card.content_hash,
            choice=wrong.key,
            now=NOW,
        )
    assert refusal.value.line == card.lines[question.line]
    assert not Acknowledgement.objects.exists()


def test_nobody_acknowledges_anothers_card(task, ceo):
    with pytest.raises(NotThere):
        services.acknowledge(actor=ceo, task_id=task.pk, seen="", choice="", now=NOW)


def test_a_changed_card_says_what_changed_and_asks_again(task, frontline):
    read(frontline, task)
    Task.objects.filter(pk=task.pk).update(deadline=date(2026, 1, 8))
    card = own(frontline, task)
    assert not card.is_acknowledged
    (change,) = card.changes
    assert (change.label, change.before, change.now) == (
        "Deadline",
        "Friday, 9 January 2026",
        "Thursday, 8 January 2026",
    )
    read(frontline, task)
    assert own(frontline, task).changes == []
    assert Acknowledgement.objects.count() == 2


def test_to_begin_does_not_ask_its_own_person_again(task, frontline):
    read(frontline, task)
    services.report(actor=frontline, task_id=task.pk, step="start", now=NOW)
    assert own(frontline, task).is_acknowledged


def test_a_right_answer_stays_right_when_another_question_would_be_asked_now(
    task, plan, frontline
):
    """What other tasks offer as wrong answers decides which questions there are."""
    others = [make_task(plan, deliverable=f"Box {n} is packed") for n in range(2)]
    card = own(frontline, task)
    questions = [question for question in _possible(card) if question is not None]
    assert len(questions) > 1
    for question in questions:
        wrong = [c.key for c in question.choices if not question.is_right(c.key)]
        assert not any(answered_by(card, key) for key in wrong)
        assert answered_by(card, key_of(question.right)) == question
    Task.objects.filter(pk__in=[other.pk for other in others]).delete()
    services.acknowledge(
        actor=frontline,
        task_id=task.pk,
        seen=card.content_hash,
        choice=key_of(questions[-1].right),
        now=NOW,
    )
    assert own(frontline, task).is_acknowledged


def test_who_must_be_reached_is_found_in_as_many_queries_for_any_number_of_people(
    task, plan, crew
):
    taken = []
    for people in (crew[:1], crew):
        task.responsible.set(people)
        with CaptureQueriesContext(connection) as queries:
            to_reach(plan, day=DAY)
        taken.append(len(queries))
    assert taken[0] == taken[1]


def test_a_card_that_changed_while_it_was_read_is_not_acknowledged(task, frontline):
    card = own(frontline, task)
    Task.objects.filter(pk=task.pk).update(deliverable="400 parcels")
    with pytest.raises(Conflict):
        services.acknowledge(
            actor=frontline,
            task_id=task.pk,
            seen=card.content_hash,
            choice=key_of(question_of(card).right),
            now=NOW,
        )


def test_an_acknowledgement_is_never_altered(task, frontline, ceo):
    read(frontline, task)
    with pytest.raises(IntegrityError), transaction.atomic():
        Acknowledgement.objects.update(person=ceo)


def test_who_must_still_be_reached_is_named_by_task(task, plan, frontline, crew):
    task.responsible.add(*crew[:1])
    (row,) = to_reach(plan, day=DAY)
    assert (row.task, row.reached, row.all) == (task, 0, 2)
    read(frontline, task)
    (row,) = to_reach(plan, day=DAY)
    assert (row.people, row.changed, row.reached) == ((crew[0],), (), 1)
    Task.objects.filter(pk=task.pk).update(deliverable="400 parcels")
    (row,) = to_reach(plan, day=DAY)
    assert (row.people, row.changed) == ((crew[0],), (frontline,))


# --- Reports -----------------------------------------------------------------------


def test_the_card_begins_reports_and_finishes_its_task(task, frontline):
    for step, progress in (("start", 0), ("progress", 40), ("done", 0)):
        services.report(
            actor=frontline, task_id=task.pk, step=step, progress=progress, now=NOW
        )
    task.refresh_from_db()
    assert (task.state, task.progress) == ("done", 100)


def test_only_its_own_person_reports_from_a_card(task, ceo):
    with pytest.raises(NotThere):
        services.report(actor=ceo, task_id=task.pk, step="start", now=NOW)


# --- Pages -------------------------------------------------------------------------


def test_the_card_is_read_and_acknowledged_on_its_page(task, frontline, signed_in):
    browser = signed_in(frontline)
    address = f"/cards/{task.pk}/"
    page = browser.get(address)
    assert "Overtime up to four hours." in page.content.decode()
    question, card = page.context["question"], page.context["card"]
    (wrong, *_) = [c for c in question.choices if c.text != question.right]
    sent = {"seen": card.content_hash, "choice": wrong.key}
    again = browser.post(f"{address}read/", sent)
    assert again.status_code == 422
    assert "have another look" in again.content.decode()
    sent["choice"] = key_of(question.right)
    done = browser.post(f"{address}read/", sent, follow=True)
    assert "You have read this card as it is." in done.content.decode()


def test_reports_go_out_from_the_page(task, frontline, signed_in):
    browser = signed_in(frontline)
    browser.post(f"/cards/{task.pk}/report/", {"step": "start"})
    browser.post(f"/cards/{task.pk}/report/", {"step": "progress", "progress": "40"})
    task.refresh_from_db()
    assert task.progress == 40
    browser.post(f"/cards/{task.pk}/report/", {"step": "progress", "progress": "x"})
    task.refresh_from_db()
    assert task.progress == 40


def test_somebody_without_cards_is_told_what_one_is(operations, signed_in):
    assert (
        "You have no card now" in signed_in(operations).get("/cards/").content.decode()
    )


def test_todays_page_shows_this_weeks_cards(task, frontline, signed_in):
    assert "Pack the first orders" in signed_in(frontline).get("/").content.decode()


def test_who_must_be_reached_is_for_those_who_work_on_the_plan(
    task, plan, ceo, marketing, operations, frontline, signed_in
):
    address = f"/plans/{plan.pk}/came-back/"
    for reader, shown in ((ceo, 1), (marketing, 1), (operations, 0), (frontline, 0)):
        page = signed_in(reader).get(address).content.decode()
        assert ("Who must still be reached" in page) == bool(shown)


# --- REST --------------------------------------------------------------------------


def test_cards_are_read_acknowledged_and_reported_over_rest(task, frontline, signed_in):
    browser = signed_in(frontline)
    (row,) = browser.get("/api/v1/cards/").json()
    assert (row["id"], row["acknowledged"]) == (task.pk, False)
    card = browser.get(f"/api/v1/cards/{task.pk}/").json()
    right = question_of(own(frontline, task)).right
    choices = {choice["text"]: choice["key"] for choice in card["question"]["choices"]}
    wrong = next(key for text, key in choices.items() if text != right)
    for choice, status in ((wrong, 400), (choices[right], 200)):
        answer = browser.post(
            f"/api/v1/cards/{task.pk}/acknowledge/",
            {"seen": card["seen"], "choice": choice},
            content_type="application/json",
        )
        assert answer.status_code == status, answer.content
    assert answer.json()["acknowledged"]
    done = browser.post(
        f"/api/v1/cards/{task.pk}/report/",
        {"step": "progress", "progress": 30},
        content_type="application/json",
    )
    assert (done.json()["state"], done.json()["progress"]) == ("under_way", 30)


def test_others_cards_are_not_there(task, ceo, signed_in):
    other = make_user()
    for reader in (ceo, other):
        browser = signed_in(reader)
        assert browser.get("/api/v1/cards/").json() == []
        assert browser.get(f"/api/v1/cards/{task.pk}/").status_code == 404
        assert browser.get(f"/cards/{task.pk}/").status_code == 404


def test_a_report_without_a_number_changes_no_progress(task, frontline, signed_in):
    services.report(
        actor=frontline, task_id=task.pk, step="progress", progress=60, now=NOW
    )
    with pytest.raises(Invalid, match="how much of it"):
        services.report(actor=frontline, task_id=task.pk, step="progress", now=NOW)
    browser = signed_in(frontline)
    browser.post(f"/cards/{task.pk}/report/", {"step": "progress", "progress": ""})
    address = f"/api/v1/cards/{task.pk}/report/"
    answer = browser.post(address, {"step": "progress"}, "application/json")
    assert answer.status_code == 400
    task.refresh_from_db()
    assert task.progress == 60
