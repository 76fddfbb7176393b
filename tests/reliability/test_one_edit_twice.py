"""One edit of a browser arrives several times at once: it is made once."""

from functools import partial
from uuid import uuid4

import pytest

from planner.plans import services as plans
from planner.plans.queries import plan_content
from planner.workshop import services
from planner.workshop.models import Edit, OpenPoint
from promises.models import PromiseState
from tests.make import MONDAY, NOW, make_promise, make_user
from tests.plans.documents import content, tactic
from tests.reliability.race import race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def room(transactional_db):
    author = make_user()
    make_promise(code="next-week", state=PromiseState.STUDIED)
    draft = plans.create(actor=author, content=content(), now=NOW)
    return services.start(plan=draft, actor=author, purpose="Settle it", now=NOW)


def edit(room, actor, place, value, *, client_id):
    return partial(
        services.take_edit,
        workshop=room,
        actor=actor,
        client_id=client_id,
        revision=1,
        changes=[{"place": place, "value": value}],
        now=NOW,
    )


@pytest.mark.parametrize("round_", range(3))
def test_the_same_edit_sent_four_times_is_made_once_and_answered_alike(room, round_):
    again = uuid4()
    one = edit(room, room.facilitator, "plan.title", "Better", client_id=again)
    answers = race([one] * 4)
    assert answers == [answers[0]] * 4
    assert answers[0]["revision"] == 2
    room.plan.refresh_from_db()
    assert (room.plan.revision, Edit.objects.count()) == (2, 1)


@pytest.mark.parametrize("round_", range(3))
def test_edits_of_several_people_at_once_all_stand(room, round_):
    fields = {"channel": "radio", "budget": "1,000", "margin": "30", "starts": "2"}
    acts = [
        edit(room, make_user(), f"tactics.spring.{name}", value, client_id=uuid4())
        for name, value in fields.items()
    ]
    answers = race(acts)
    assert sorted(each["revision"] for each in answers) == [2, 3, 4, 5]
    assert not any(each["errors"] or each["clashes"] for each in answers)
    expected = tactic(channel="radio", budget="1000.00", margin="30.00", starts=2)
    assert plan_content(room.plan)["tactics"] == [expected]


@pytest.mark.parametrize("round_", range(3))
def test_of_two_values_for_one_field_one_stands_and_the_other_is_handed_back(
    room, round_
):
    acts = [
        edit(room, make_user(), "plan.title", title, client_id=uuid4())
        for title in ("One", "Other")
    ]
    answers = race(acts)
    (clash,) = [told for each in answers for told in each["clashes"]]
    assert plan_content(room.plan)["title"] == clash["theirs"]
    assert {clash["theirs"], clash["mine"]} == {"One", "Other"}


def test_a_question_left_open_by_two_at_once_is_one_point(room):
    left = partial(
        services.leave_open,
        workshop=room,
        actor=room.facilitator,
        text="For whom?",
        question="tactics.spring.segment",
        owner=room.facilitator,
        due_on=MONDAY,
        now=NOW,
    )
    assert all(isinstance(found, OpenPoint) for found in race([left] * 3))
    assert OpenPoint.objects.count() == 1
