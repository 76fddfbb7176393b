"""From a card: “we can't keep this”, ideas, results, questions, and their answers."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEvent, User
from core.refusals import Invalid, NotAllowed, NotThere
from planner.cards import services
from planner.cards.models import Feedback, FeedbackAnswer, FeedbackVoice
from planner.scores import runs
from planner.scores.models import Policy, Score
from promises.models import Objection
from tests.make import NOW, make_made_promise

pytestmark = pytest.mark.django_db

KEY = "a-key-of-the-phone"
NAME, MAIL = "Finn Lund", "frontline@example.com"


def cannot(person, task, promise, **fields):
    fields.setdefault("reason", "no-people")
    fields.setdefault("key", KEY)
    return services.cannot_keep(
        actor=person, task_id=task.pk, promise_id=promise.pk, now=NOW, **fields
    )


def give(person, task, **fields):
    fields.setdefault("kind", "idea")
    fields.setdefault("text", "Pack the small ones on Mondays.")
    fields.setdefault("key", KEY)
    return services.give_feedback(actor=person, task_id=task.pk, now=NOW, **fields)


# --- We can't keep this --------------------------------------------------------------


def test_raised_from_a_card_the_score_of_its_plan_warns_after_one_run(
    task, promise, frontline
):
    cannot(frontline, task, promise)
    assert runs.score_next(now=NOW + timedelta(seconds=30))
    score = Score.objects.latest("pk")
    assert score.version.plan_id == task.plan_id
    codes = [warning["code"] for warning in score.result["warnings"]]
    assert "frontline-objects" in codes


def test_it_is_due_by_the_days_of_the_policy(task, promise, frontline):
    Policy.objects.create(pk=1, answer_days=5)
    assert cannot(frontline, task, promise).due_at.date() == (
        NOW.date() + timedelta(days=5)
    )


def test_where_few_do_the_work_neither_team_nor_place_points_at_one(
    task, promise, frontline
):
    said = cannot(frontline, task, promise)
    assert (said.team, said.place, said.link) == ("Those who do the work", "", "")


def test_where_three_do_it_the_team_and_the_task_are_named(
    task, promise, frontline, crew
):
    task.responsible.add(*crew[:2])
    said = cannot(frontline, task, promise)
    assert said.team == "Frontline"
    assert said.place == "Pack the first orders, Spring launch"
    assert said.link == f"/plans/{task.plan_id}/"


def test_a_place_is_named_only_where_three_of_the_same_team_work(
    task, promise, frontline, crew, ceo, marketing
):
    """Three people do it, and one of them alone is of the frontline."""
    task.responsible.set([frontline, ceo, marketing])
    assert len(crew) >= 2
    said = cannot(frontline, task, promise)
    assert (said.team, said.place, said.link) == ("Frontline", "", "")


def test_where_three_share_a_tactic_only_that_is_named(task, promise, frontline, crew):
    others = task.plan.tasks.exclude(pk=task.pk)
    for other, person in zip(others, crew, strict=False):
        other.responsible.add(person)
    assert cannot(frontline, task, promise).place == "Spring mailing, Spring launch"


def test_only_a_promise_of_the_card_by_its_own_person(task, promise, frontline, ceo):
    with pytest.raises(NotThere):
        cannot(frontline, task, make_made_promise())
    with pytest.raises(NotThere):
        cannot(ceo, task, promise)


def test_two_taps_on_the_page_then_words_then_the_answer_comes_back(
    task, promise, frontline, marketing, signed_in
):
    browser = signed_in(frontline)
    address = f"/cards/{task.pk}/"
    sent = {"reason": "no-people", "key": KEY}
    tap = f"{address}cannot-keep/{promise.pk}/"
    page = browser.post(tap, sent, follow=True).content.decode()
    assert "Take it back" in page
    said = Objection.objects.get()
    page = browser.post(
        f"/cards/said/{said.pk}/words/", {"words": "Two are ill."}, follow=True
    )
    assert "Two are ill." in page.content.decode()
    promise_page = signed_in(marketing).get(f"/promises/{promise.pk}/")
    assert "Two are ill." in promise_page.content.decode()
    signed_in(marketing).post(
        f"/promises/{promise.pk}/frontline/{said.pk}/",
        {"deed": "capacity-added", "text": "Two colleagues help from Monday."},
    )
    assert "Two colleagues help" in browser.get(address).content.decode()


def test_sent_again_from_a_queue_it_is_the_same_and_says_so_in_facts(
    task, promise, frontline, signed_in
):
    browser = signed_in(frontline)
    address = f"/cards/{task.pk}/cannot-keep/{promise.pk}/"
    answers = [
        browser.post(
            address,
            {"reason": "no-people", "key": KEY},
            headers={"Accept": "application/json"},
        )
        for _ in range(3)
    ]
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert Objection.objects.count() == 1


def test_taken_back_on_the_page(task, promise, frontline, signed_in):
    browser = signed_in(frontline)
    address = f"/cards/{task.pk}/cannot-keep/{promise.pk}/"
    browser.post(address, {"reason": "no-people", "key": KEY})
    said = Objection.objects.get()
    page = browser.post(f"/cards/said/{said.pk}/take-back/", follow=True)
    assert "It is taken back." in page.content.decode()
    said.refresh_from_db()
    assert said.state == "withdrawn"


@pytest.mark.parametrize(
    "sent",
    [
        {"reason": "lazy", "key": KEY},
        {"reason": "no-people"},
        {"reason": "no-people", "key": "\x00" * 10},
        {},
    ],
)
def test_nonsense_is_refused_and_nothing_is_stored(
    task, promise, frontline, signed_in, sent
):
    address = f"/cards/{task.pk}/cannot-keep/{promise.pk}/"
    assert signed_in(frontline).post(address, sent).status_code == 400
    assert not Objection.objects.exists()


# --- Ideas, results, questions --------------------------------------------------------


def test_an_idea_is_answered_and_the_answer_comes_to_the_card(
    task, plan, frontline, marketing, signed_in
):
    given = give(frontline, task)
    (told,) = marketing.notices.all()
    assert "Pack the small ones" in told.text
    services.answer_feedback(
        actor=marketing, feedback_id=given.pk, deed="done", text="From Monday.", now=NOW
    )
    assert (
        "From Monday."
        in signed_in(frontline).get(f"/cards/{task.pk}/").content.decode()
    )
    page = signed_in(marketing).get(f"/plans/{plan.pk}/came-back/").content.decode()
    assert "Everything that came back is answered" in page
    (heard,) = frontline.notices.all()
    assert heard.link == f"/cards/{task.pk}/"


def test_the_same_key_gives_it_once(task, frontline):
    assert give(frontline, task).pk == give(frontline, task).pk
    assert Feedback.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": " "},
        {"text": "x" * 1001},
        {"text": "\x00"},
        {"kind": "gossip"},
        {"key": "short"},
        {"kind": "result", "as_team": True},
    ],
)
def test_what_cannot_be_given_is_refused(task, frontline, wrong):
    with pytest.raises(Invalid):
        give(frontline, task, **wrong)
    assert not Feedback.objects.exists()


def test_who_does_not_work_on_the_plan_does_not_answer(
    task, frontline, operations, outsider
):
    given = give(frontline, task)
    for somebody in (operations, frontline, outsider):
        with pytest.raises(NotAllowed):
            services.answer_feedback(
                actor=somebody, feedback_id=given.pk, deed="done", text="So.", now=NOW
            )


def test_what_came_back_stays_as_it_was_said(task, frontline, marketing):
    given = give(frontline, task)
    services.answer_feedback(
        actor=marketing, feedback_id=given.pk, deed="done", text="So.", now=NOW
    )
    for change in (
        lambda: Feedback.objects.update(text="Nothing."),
        lambda: FeedbackVoice.objects.update(person=marketing),
        lambda: FeedbackAnswer.objects.update(text="Never mind."),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_ideas_are_given_and_answered_on_pages(
    task, plan, frontline, marketing, signed_in
):
    browser = signed_in(frontline)
    sent = {"kind": "idea", "text": "", "key": KEY}
    address = f"/cards/{task.pk}/say/"
    assert browser.post(address, sent).status_code == 422
    sent["text"] = "Pack the small ones on Mondays."
    assert "with the plan" in browser.post(address, sent, follow=True).content.decode()
    given = Feedback.objects.get()
    answer = f"/plans/{plan.pk}/came-back/{given.pk}/"
    director = signed_in(marketing)
    assert director.post(answer, {"deed": "done", "text": ""}).status_code == 422
    done = director.post(answer, {"deed": "done", "text": "From Monday."}, follow=True)
    assert "From Monday." in done.content.decode()


def test_all_of_it_works_over_rest(task, promise, frontline, marketing, signed_in):
    browser = signed_in(frontline)

    def post(address, sent):
        return browser.post(f"/api/v1/{address}", sent, content_type="application/json")

    facts = {"promise": promise.pk, "reason": "no-time", "key": KEY}
    said = post(f"cards/{task.pk}/cannot-keep/", facts)
    assert said.status_code == 201, said.content
    pk = said.json()["id"]
    assert (
        post(f"own-objections/{pk}/words/", {"words": "Ill."}).json()["words"] == "Ill."
    )
    assert browser.get(f"/api/v1/own-objections/{pk}/").json()["state"] == "open"
    assert signed_in(marketing).get(f"/api/v1/own-objections/{pk}/").status_code == 404
    given = post(
        f"cards/{task.pk}/say/", {"kind": "question", "text": "Why?", "key": KEY}
    )
    assert given.status_code == 201, given.content
    card = browser.get(f"/api/v1/cards/{task.pk}/").json()
    assert len(card["objections"]) == len(card["feedback"]) == 1
    answer = signed_in(marketing).post(
        f"/api/v1/feedback/{given.json()['id']}/answers/",
        {"deed": "answered", "text": "Because of the families."},
        content_type="application/json",
    )
    assert answer.status_code == 201, answer.content
    assert answer.json()["answered"]


def test_what_came_back_is_taken_along_with_its_answers(
    task, plan, frontline, marketing, signed_in
):
    given = give(frontline, task, text="=Pack them on Mondays.")
    for text in ("From Monday.", "And on Fridays."):
        services.answer_feedback(
            actor=marketing, feedback_id=given.pk, deed="done", text=text, now=NOW
        )
    address = f"/plans/{plan.pk}/came-back/export/csv/"
    _, first, second = b"".join(signed_in(marketing).get(address)).decode().splitlines()
    assert "'=Pack them on Mondays." in first
    assert ("From Monday." in first, "And on Fridays." in second) == (True, True)
    wrong = address.replace("csv", "pdf")
    assert signed_in(marketing).get(wrong).status_code == 404


# --- Nobody learns who said it ----------------------------------------------------------


@pytest.mark.parametrize("reader", ["ceo", "marketing", "operations", "outsider"])
def test_a_teams_idea_and_an_objection_name_nobody_anywhere(
    request, task, plan, promise, frontline, crew, signed_in, reader
):
    cannot(frontline, task, promise)
    given = give(frontline, task, as_team=True)
    task.responsible.clear()  # whose card it is stands on the plan, by design
    browser = signed_in(request.getfixturevalue(reader))
    for place in (
        f"/plans/{plan.pk}/came-back/",
        f"/plans/{plan.pk}/came-back/{given.pk}/",
        f"/plans/{plan.pk}/came-back/export/csv/",
        f"/plans/{plan.pk}/",
        f"/plans/{plan.pk}/history/",
        f"/promises/{promise.pk}/",
        "/",
        "/notices/",
        "/settings/audit/export.csv",
        "/api/v1/audit-events/",
        "/api/v1/objections/",
        "/api/v1/feedback/",
        "/api/v1/notices/",
        f"/api/v1/feedback/{given.pk}/",
        f"/api/v1/feedback/?person={frontline.pk}",
    ):
        answer = browser.get(place)
        assert answer.status_code < 500
        body = b"".join(answer) if answer.streaming else answer.content
        assert NAME not in body.decode(), place
        assert MAIL not in body.decode(), place
    assert Feedback.objects.get().task is None
    events = AuditEvent.objects.filter(actor=frontline)
    assert not events.exists()


def test_a_teams_idea_tells_its_answer_to_its_person_alone(
    task, frontline, crew, marketing
):
    given = give(frontline, task, as_team=True)
    services.answer_feedback(
        actor=marketing, feedback_id=given.pk, deed="done", text="So.", now=NOW
    )
    assert frontline.notices.count() == 1
    assert not any(person.notices.exists() for person in crew)


def test_no_relation_leads_to_the_voice():
    for model in (Feedback, User):
        related = [field.related_model for field in model._meta.get_fields()]
        assert FeedbackVoice not in related
