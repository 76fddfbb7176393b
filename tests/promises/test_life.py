"""Who may move a promise where, and what must be there first."""

from datetime import timedelta

import pytest

from accounts.models import AuditEvent, Department, Role
from core.refusals import Invalid, NotAllowed
from promises import services
from promises.models import Evidence, Promise, PromiseState
from promises.queries import missing
from promises.services.rules import NotTheOwner, PromiseChanged, WrongState
from tests.make import NOW, make_decision, make_made_promise, make_promise, make_user
from tests.promises.make_studied import make_complete_idea

LATER = NOW + timedelta(hours=1)


def put_up(promise, actor):
    return services.put_up(
        actor=actor, promise=promise, revision=promise.revision, now=LATER
    )


def test_an_empty_idea_lacks_everything_item_by_item(marketing):
    promise = make_promise(
        owner=marketing, measure="", standard="", target=None, break_cost=None
    )
    places = [gap.place for gap in missing(promise)]
    assert places == [
        "feature",
        "advantage",
        "benefit",
        "segment",
        "measure",
        "standard",
        "target",
        "break_cost",
        "requirements",
        "loyalty",
        "differentiation",
        "profitability",
    ]


def test_a_complete_idea_lacks_nothing_and_is_put_up_by_its_owner(marketing):
    promise = make_complete_idea(marketing)
    assert missing(promise) == []
    put_up(promise, marketing)
    assert promise.state == PromiseState.STUDIED
    assert promise.revision == 2
    event = AuditEvent.objects.get(action="promise.put-up")
    assert (event.actor, event.changes) == (marketing, {"state": ["idea", "studied"]})


@pytest.mark.parametrize("criterion", ["loyalty", "differentiation", "profitability"])
def test_an_idea_short_of_one_criterion_is_not_put_up(marketing, criterion):
    promise = make_complete_idea(marketing)
    Evidence.objects.filter(promise=promise, criterion=criterion).delete()
    with pytest.raises(Invalid) as refusal:
        put_up(promise, marketing)
    assert list(refusal.value.errors) == [criterion]
    promise.refresh_from_db()
    assert promise.state == PromiseState.IDEA


def test_a_promise_that_needs_no_capability_lacks_none(marketing):
    promise = make_complete_idea(marketing, requires=[], needs_no_capability=True)
    assert missing(promise) == []


def test_a_promise_whose_owner_left_needs_another(marketing, ceo):
    promise = make_complete_idea(marketing)
    marketing.is_active = False
    marketing.save()
    assert [gap.place for gap in missing(promise)] == ["owner"]


def test_another_director_cannot_put_it_up(marketing, operations):
    with pytest.raises(NotTheOwner):
        put_up(make_complete_idea(marketing), operations)


def test_only_what_is_up_can_be_taken_back(marketing):
    promise = make_complete_idea(marketing)
    with pytest.raises(WrongState):
        services.take_back(actor=marketing, promise=promise, revision=1, now=LATER)
    put_up(promise, marketing)
    services.take_back(actor=marketing, promise=promise, revision=2, now=LATER)
    assert promise.state == PromiseState.IDEA


def test_putting_up_twice_from_two_windows_moves_it_once(marketing):
    promise = make_complete_idea(marketing)
    other_window = Promise.objects.get(pk=promise.pk)
    put_up(promise, marketing)
    with pytest.raises(PromiseChanged):
        put_up(other_window, marketing)
    assert AuditEvent.objects.filter(action="promise.put-up").count() == 1


@pytest.mark.parametrize(
    "command", [services.mark_approved, services.mark_returned, services.mark_retired]
)
@pytest.mark.parametrize(
    "role", [Role.DIRECTOR, Role.FRONTLINE, Role.INTEGRATION, Role.ADMINISTRATOR]
)
def test_nobody_but_the_ceo_decides(db, command, role):
    promise = make_complete_idea(make_user())
    Promise.objects.filter(pk=promise.pk).update(state=PromiseState.STUDIED)
    promise.refresh_from_db()
    with pytest.raises(NotAllowed):
        command(actor=make_user(role=role), promise=promise, revision=1, now=LATER)


def test_a_ceo_who_left_decides_nothing(ceo, marketing):
    promise = put_up(make_complete_idea(marketing), marketing)
    ceo.is_active = False
    ceo.save()
    with pytest.raises(NotAllowed):
        services.mark_approved(actor=ceo, promise=promise, revision=2, now=LATER)


def test_the_whole_life_leaves_its_trail(marketing, ceo):
    promise = put_up(make_complete_idea(marketing), marketing)
    make_decision(promise, ceo=ceo)
    services.mark_approved(actor=ceo, promise=promise, revision=2, now=LATER)
    services.go_live(actor=marketing, promise=promise, revision=3, now=LATER)
    make_decision(promise, ceo=ceo, outcome="retired")
    services.mark_retired(actor=ceo, promise=promise, revision=4, now=LATER)
    assert promise.state == PromiseState.RETIRED
    actions = AuditEvent.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == [
        "promise.put-up",
        "promise.approved",
        "promise.live",
        "promise.retired",
    ]


@pytest.mark.parametrize(
    ("state", "command"),
    [
        (PromiseState.IDEA, services.mark_approved),
        (PromiseState.IDEA, services.mark_returned),
        (PromiseState.RETIRED, services.mark_approved),
        (PromiseState.RETIRED, services.mark_retired),
    ],
)
def test_a_decision_fits_the_state(ceo, state, command):
    promise = make_promise(state=state)
    with pytest.raises(WrongState):
        command(actor=ceo, promise=promise, revision=1, now=LATER)


def test_the_ceo_returns_it_to_its_owner(marketing, ceo):
    promise = put_up(make_complete_idea(marketing), marketing)
    services.mark_returned(actor=ceo, promise=promise, revision=2, now=LATER)
    assert promise.state == PromiseState.IDEA


def test_a_decision_on_an_older_revision_is_refused(marketing, ceo):
    promise = put_up(make_complete_idea(marketing), marketing)
    with pytest.raises(PromiseChanged):
        services.mark_approved(actor=ceo, promise=promise, revision=1, now=LATER)


def test_owner_and_operations_say_when_it_goes_live(marketing, operations, ceo):
    finance = make_user(department=Department.FINANCE)
    approved = PromiseState.APPROVED
    promise = make_made_promise(ceo=ceo, owner=marketing, state=approved)
    with pytest.raises(NotAllowed):
        services.go_live(actor=finance, promise=promise, revision=1, now=LATER)
    services.go_live(actor=operations, promise=promise, revision=1, now=LATER)
    assert promise.state == PromiseState.LIVE


def test_an_idea_cannot_go_live(marketing):
    promise = make_complete_idea(marketing)
    with pytest.raises(WrongState):
        services.go_live(actor=marketing, promise=promise, revision=1, now=LATER)
