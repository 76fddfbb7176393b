from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache

from accounts.models import AuditEvent, Notice
from core.refusals import Conflict, Invalid, NotAllowed, NotThere
from operations.models import Capability
from planner.participation import services as participation
from planner.plans import services as plans
from planner.plans.models import DraftRevision, Plan
from planner.plans.queries import plan_content
from planner.scores.queries import inquire
from planner.workshop import queries, services
from planner.workshop.models import Edit, OpenPoint, Presence, Workshop
from promises.models import KeptWeek, PromiseState
from tests.make import (
    MONDAY,
    NOW,
    make_capability,
    make_invitation,
    make_promise,
    make_user,
)
from tests.plans.documents import content, tactic

LATER = NOW + timedelta(minutes=10)
SIDE = "side:operations"


@pytest.fixture(autouse=True)
def _no_score_is_remembered():
    cache.clear()


@pytest.fixture
def draft(marketing):
    packing = make_capability(code="packing", likely=1000)
    make_promise(
        code="next-week", state=PromiseState.STUDIED, requires=[(packing, 1.0)]
    )
    return plans.create(actor=marketing, content=content(), now=NOW)


@pytest.fixture
def mia(db):
    return make_user(name="Mia Lind")


@pytest.fixture
def room(draft, marketing):
    return services.start(plan=draft, actor=marketing, purpose="Settle it", now=NOW)


def edit(room, actor, *changes, revision=1, client_id=None, now=LATER):
    return services.take_edit(
        workshop=room,
        actor=actor,
        client_id=client_id or uuid4(),
        revision=revision,
        changes=[
            {"place": change[0], "value": change[1]}
            if isinstance(change, tuple)
            else change
            for change in changes
        ],
        now=now,
    )


def ask(room, reader, *, after=1, tag="", now=LATER):
    return queries.state(room, reader, after=after, score_seen=0, seen_tag=tag, now=now)


# --- Beginning ----------------------------------------------------------------------


def test_a_session_that_is_under_way_is_joined(room, draft, mia):
    assert services.start(plan=draft, actor=mia, purpose="Other", now=LATER) == room
    assert AuditEvent.objects.filter(action="began a session").count() == 1


def test_who_is_invited_to_the_plan_is_told(draft, marketing, operations):
    make_invitation(draft, operations)
    services.start(plan=draft, actor=marketing, purpose="Settle it", now=NOW)
    notice = Notice.objects.get(person=operations, kind="session")
    assert notice.link == f"/plans/{draft.pk}/session/"


@pytest.mark.parametrize("purpose", ["", "  ", "x" * 201, "a\x00b"])
def test_a_session_says_what_it_is_for(draft, marketing, purpose):
    with pytest.raises(Invalid):
        services.start(plan=draft, actor=marketing, purpose=purpose, now=NOW)


def test_only_who_works_on_the_plan_begins_edits_and_ends(
    room, draft, ceo, operations, frontline
):
    make_invitation(draft, operations)  # may not edit
    for person in (ceo, operations, frontline):
        for act in (
            lambda who: services.start(plan=draft, actor=who, purpose="A", now=NOW),
            lambda who: edit(room, who, ("plan.title", "Mine")),
            lambda who: services.end(workshop=room, actor=who, now=NOW),
            lambda who: services.facilitate(workshop=room, actor=who, now=NOW),
        ):
            with pytest.raises((NotAllowed, NotThere)):
                act(person)
    assert plan_content(draft) == content()


def test_who_is_invited_to_edit_edits(room, draft, operations):
    make_invitation(draft, operations, may_edit=True)
    edit(room, operations, ("plan.title", "Ours"))
    assert plan_content(draft)["title"] == "Ours"


# --- Editing ------------------------------------------------------------------------


def test_two_edits_from_one_revision_both_stand(room, marketing, mia):
    edit(room, marketing, ("tactics.spring.budget", "1,000"))
    told = edit(room, mia, ("tactics.spring.channel", "radio"))
    assert (told["revision"], told["clashes"]) == (3, [])
    row = tactic(budget="1000.00", channel="radio")
    assert plan_content(room.plan)["tactics"] == [row]


def test_two_values_for_one_field_are_handed_back_and_theirs_stands(
    room, marketing, mia
):
    edit(room, marketing, ("tactics.spring.budget", "1,000"))
    told = edit(room, mia, ("tactics.spring.budget", "2,000"), ("plan.title", "B"))
    assert told["clashes"] == [
        {
            "place": "tactics.spring.budget",
            "who": "Max Marten",
            "theirs": "1,000",
            "mine": "2,000",
        }
    ]
    expected = content(title="B", tactics=[tactic(budget="1000.00")])
    assert plan_content(room.plan) == expected


def test_a_resend_of_the_same_edit_does_no_more(room, marketing, mia):
    again = uuid4()
    first = edit(room, marketing, ("plan.title", "A"), client_id=again)
    edit(room, mia, ("plan.title", "B"), revision=2)
    assert edit(room, marketing, ("plan.title", "A"), client_id=again) == first
    assert plan_content(room.plan)["title"] == "B"
    assert Edit.objects.count() == 2


def test_an_edit_from_a_page_that_is_too_old_is_refused(room, marketing):
    edit(room, marketing, ("plan.title", "A"))
    DraftRevision.objects.filter(revision=1).delete()
    with pytest.raises(Conflict, match="not kept any more"):
        edit(room, marketing, ("plan.weeks", "30"))


def test_an_edit_that_arrives_after_the_end_is_saved_all_the_same(room, marketing):
    services.end(workshop=room, actor=marketing, now=NOW)
    edit(room, marketing, ("plan.title", "From the train"))
    assert plan_content(room.plan)["title"] == "From the train"


def test_what_only_clashes_with_others_changes_is_refused_at_its_field(
    room, marketing, mia
):
    edit(room, marketing, ("plan.weeks", "13"))
    add = {"add": "tactics", "values": {"name": "Radio", "ends": "20"}}
    told = edit(room, mia, add)
    assert told["revision"] == 2
    assert [row["code"] for row in plan_content(room.plan)["tactics"]] == ["spring"]


# --- What a browser asks ----------------------------------------------------------------


def test_the_state_tells_what_changed_and_by_whom(room, marketing, mia):
    edit(room, marketing, ("tactics.spring.budget", "1,000"))
    document = ask(room, mia).document
    assert document["revision"] == 2
    assert document["changes"] == [
        {
            "place": "tactics.spring.budget",
            "value": "1,000",
            "who": "Max Marten",
            "title": "Tactic “Spring mailing”: budget",
        }
    ]
    assert document["rows"] == {"tactics": ["spring"], "assumptions": ["a1"]}


def test_where_nothing_is_new_only_the_tag_comes_back(room, marketing):
    first = ask(room, marketing)
    assert first.document is not None
    again = ask(room, marketing, tag=first.tag)
    assert (again.document, again.tag) == (None, first.tag)
    edit(room, marketing, ("plan.title", "A"))
    assert ask(room, marketing, tag=first.tag).document is not None


def test_one_score_is_computed_for_everybody(room, marketing, mia, monkeypatch):
    computed = []

    def counted(*args, **more):
        computed.append(1)
        return inquire(*args, **more)

    monkeypatch.setattr("planner.workshop.queries.score.inquire", counted)
    cache.clear()
    for reader in (marketing, mia, marketing):
        assert ask(room, reader).document["score"]["revision"] == 1
    assert len(computed) == 1
    edit(room, marketing, ("tactics.spring.budget", "1,000"))
    for reader in (marketing, mia):
        assert ask(room, reader).document["score"]["revision"] == 2
    assert len(computed) == 2


def test_a_question_costs_the_same_however_long_the_plan_is(
    room, marketing, django_assert_max_num_queries
):
    tag = ask(room, marketing).tag
    with django_assert_max_num_queries(4):
        assert ask(room, marketing, tag=tag).document is None
    for number in range(5):
        add = {"add": "tactics", "values": {"name": f"Radio {number}"}}
        edit(room, marketing, add, revision=number + 1)
    tag = ask(room, marketing, after=6).tag
    with django_assert_max_num_queries(4):
        assert ask(room, marketing, after=6, tag=tag).document is None


# --- Who is there -------------------------------------------------------------------------


def be(room, person, place="", *, seconds):
    services.be_there(
        workshop=room, actor=person, place=place, now=NOW + timedelta(seconds=seconds)
    )


def test_presence_counts_the_time_that_somebody_was_there(room, marketing):
    for seconds in (0, 10, 20, 600, 610):  # away for nearly ten minutes
        be(room, marketing, seconds=seconds)
    assert Presence.objects.get().seconds == 30


def test_where_somebody_is_is_told_until_they_are_gone(room, marketing, mia):
    be(room, marketing, "tactics.spring.budget", seconds=0)
    there = ask(room, mia, now=NOW).document["present"]
    assert [(each["initials"], each["where"]) for each in there] == [
        ("MM", "Tactic “Spring mailing”: budget")
    ]
    assert ask(room, mia, now=LATER).document["present"] == []


@pytest.mark.parametrize("place", ["x" * 500, "a\x00b", "tactics.gone.budget", "("])
def test_a_place_that_is_none_breaks_nothing(room, marketing, place):
    be(room, marketing, place, seconds=0)
    assert ask(room, marketing, now=NOW).document["present"][0]["where"] is not None


# --- Questions and open points -----------------------------------------------------------------


def keys(room):
    return [each.key for each in queries.questions(room, now=NOW).left]


def test_the_plan_itself_raises_the_questions(room):
    found = keys(room)
    assert "tactics.spring.segment" in found
    assert "assumptions.a1.note" in found
    assert "record:capability:packing" in found  # what next-week leans on
    assert "record:next-week" not in found
    assert "side:operations" in found
    assert "side:marketing" not in found  # whose plan it is


def test_a_capability_without_a_record_is_asked_for_once(room, draft, marketing):
    packing = Capability.objects.get(code="packing")
    counted = make_promise(code="tracked", requires=[(make_capability(), 1.0)])
    make_promise(code="gift-wrap", requires=[(packing, 1.0)])
    make_promise(code="by-hand", requires=[(counted.requirements.get().capability, 1)])
    KeptWeek.objects.create(
        promise=counted, week=MONDAY, due=9, done=9, in_time=8, on_day=8
    )
    added = ["next-week", "gift-wrap", "by-hand", "tracked"]
    edit(room, marketing, ("tactics.spring.promises", added))
    room.plan.refresh_from_db()
    found = [key for key in keys(room) if key.startswith("record:")]
    # What packing keeps is asked of packing; by-hand leans on what is measured.
    assert found == ["record:capability:packing", "record:by-hand"]


def test_a_side_is_asked_until_it_has_answered_what_the_plan_says_now(
    room, draft, marketing, operations
):
    make_invitation(draft, operations)
    (asked,) = [q for q in queries.questions(room, now=NOW).left if q.key == SIDE]
    assert f"{operations.name} was asked and has not answered" in asked.why
    participation.answer(
        actor=operations,
        plan_id=draft.pk,
        stance="signed",
        reason="",
        revision=1,
        now=NOW,
    )
    assert SIDE not in keys(room)
    edit(room, marketing, ("tactics.spring.budget", "1,000"))
    room.plan.refresh_from_db()
    (again,) = [q for q in queries.questions(room, now=NOW).left if q.key == SIDE]
    assert "on an earlier version" in again.why


def test_who_asks_is_told_when_a_question_is_answered_outside_the_form(
    room, marketing, mia
):
    def tag(*, asks):
        found = queries.state(
            room, mia, after=1, score_seen=0, seen_tag="", now=LATER, asks=asks
        )
        return found.tag

    before = tag(asks=True), tag(asks=False)
    services.answer_in_the_room(
        workshop=room,
        actor=marketing,
        question="tactics.spring.segment",
        text="For whom?",
        answer="Everybody",
        now=LATER,
    )
    assert (tag(asks=True) != before[0], tag(asks=False) == before[1]) == (True, True)


def test_what_was_answered_in_the_room_is_not_left_open_after_it(room, marketing, mia):
    about = {"question": "tactics.spring.segment", "text": "For whom?"}
    services.answer_in_the_room(
        workshop=room, actor=marketing, answer="Everybody", now=LATER, **about
    )
    with pytest.raises(Conflict):
        services.leave_open(
            workshop=room, actor=mia, owner=mia, due_on=MONDAY, now=NOW, **about
        )
    assert OpenPoint.objects.get().owner == marketing


def test_an_answer_in_the_plan_moves_the_progress_on(room, marketing):
    before = queries.questions(room, now=NOW)
    edit(room, marketing, ("assumptions.a1.note", "We ask 200"))
    room.plan.refresh_from_db()
    after = queries.questions(room, now=NOW)
    assert (after.total, after.answered) == (before.total, before.answered + 1)


def test_a_skipped_question_becomes_somebodys_point(room, marketing, mia):
    point = services.leave_open(
        workshop=room,
        actor=marketing,
        text="For whom?",
        question="tactics.spring.segment",
        owner=mia,
        due_on=MONDAY + timedelta(days=3),
        now=NOW,
    )
    assert "tactics.spring.segment" not in keys(room)
    notice = Notice.objects.get(person=mia)
    assert notice.link == f"/plans/{room.plan_id}/session/points/{point.pk}/"
    with pytest.raises(NotAllowed):
        services.close(
            point=point,
            actor=make_user(department="finance"),
            answer="Families",
            now=LATER,
        )
    services.close(point=point, actor=mia, answer="Families", now=LATER)
    with pytest.raises(Conflict):
        services.close(point=point, actor=mia, answer="Others", now=LATER)
    assert OpenPoint.objects.get().answer == "Families"


def test_a_point_for_yesterday_or_a_system_is_refused(room, marketing):
    shop = make_user(role="integration")
    for owner, due_on in ((marketing, MONDAY - timedelta(1)), (shop, MONDAY)):
        with pytest.raises(Invalid):
            services.leave_open(
                workshop=room,
                actor=marketing,
                text="For whom?",
                owner=owner,
                due_on=due_on,
                now=NOW,
            )


# --- The end --------------------------------------------------------------------------------------


def test_the_record_says_what_was_decided_and_left_open(room, marketing, mia):
    be(room, marketing, seconds=0)
    be(room, marketing, seconds=20)
    edit(room, mia, ("tactics.spring.budget", "1,000"))
    services.answer_in_the_room(
        workshop=room,
        actor=mia,
        question="tactics.spring.segment",
        text="For whom?",
        answer="Everybody",
        now=LATER,
    )
    ended = services.end(workshop=room, actor=marketing, now=LATER)
    record = ended.record
    (change,) = record["decided"]
    assert (change["what"], change["who"]) == (
        "tactic “Spring mailing”: budget",
        "Mia Lind",
    )
    assert record["said"] == [
        {"text": "For whom?", "answer": "Everybody", "who": "Mia Lind"}
    ]
    assert record["there"][0]["name"] == "Max Marten"
    assert record["score_at_start"]["keep_probability"] is not None
    assert record["score_at_end"]["text"]
    assert any("is true?" in text for text in record["unanswered"])
    assert (ended.start_revision, ended.end_revision) == (1, 2)
    with pytest.raises(Conflict):
        services.end(workshop=room, actor=marketing, now=LATER)


def test_a_forgotten_session_ends_by_itself(room, marketing):
    be(room, marketing, seconds=0)
    assert services.end_forgotten(now=NOW + timedelta(hours=1)) == 0
    assert services.end_forgotten(now=NOW + timedelta(hours=3)) == 1
    assert services.end_forgotten(now=NOW + timedelta(hours=3)) == 0
    assert Workshop.objects.get().record["ended_by"] == ""


def test_a_draft_with_sessions_can_be_thrown_away(room, draft, marketing):
    edit(room, marketing, ("plan.title", "A"))
    plans.delete(plan=draft, actor=marketing, now=LATER)
    assert not Plan.objects.exists()


# --- What came in meanwhile ------------------------------------------------------------


def test_a_strategy_comes_into_a_row_that_somebody_else_changed(room, draft, marketing):
    edit(room, marketing, ("tactics.spring.budget", "1.00"))
    edit(room, marketing, ("tactics.spring.strategy", "Grow"))
    edit(room, marketing, ("tactics.spring.margin", "2.00"))
    (row,) = plan_content(draft)["tactics"]
    assert row == tactic(budget="1.00", strategy="Grow", margin="2.00")


def test_a_new_row_is_told_by_the_code_that_it_got(room, draft, marketing):
    new = {"add": "tactics", "values": {"name": "Radio"}}
    other = {"add": "tactics", "values": {"name": "Radio", "channel": "radio"}}
    one, two = edit(room, marketing, new), edit(room, marketing, other)
    assert (one["added"], two["added"]) == (["tactics.radio"], ["tactics.radio-2"])
    channels = {row["code"]: row["channel"] for row in plan_content(draft)["tactics"]}
    assert channels == {"spring": "mail", "radio": "", "radio-2": "radio"}


def test_an_edit_that_comes_again_in_the_next_session_is_made_once(
    room, draft, marketing
):
    again = uuid4()
    new = {"add": "tactics", "values": {"name": "Radio"}}
    first = edit(room, marketing, new, client_id=again)
    edit(room, marketing, ("tactics.radio.budget", "1.00"), revision=2)
    services.end(workshop=room, actor=marketing, now=LATER)
    other = services.start(plan=draft, actor=marketing, purpose="More", now=LATER)
    assert edit(other, marketing, new, client_id=again) == first
    assert len(plan_content(draft)["tactics"]) == 2


def test_the_record_says_who_changed_what_was_renamed(room, draft, marketing, mia):
    edit(room, marketing, ("tactics.spring.name", "Wireless"))
    edit(room, mia, ("tactics.spring.budget", "1.00"), revision=2)
    ended = services.end(workshop=room, actor=marketing, now=LATER)
    assert [row["who"] for row in ended.record["decided"]] == ["Max Marten", "Mia Lind"]


def test_nothing_is_left_open_in_a_session_that_has_ended(room, marketing):
    services.end(workshop=room, actor=marketing, now=LATER)
    with pytest.raises(Conflict):
        services.leave_open(
            workshop=room,
            actor=marketing,
            text="Who?",
            owner=marketing,
            due_on=MONDAY + timedelta(days=30),
            now=LATER,
        )
