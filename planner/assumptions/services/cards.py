"""Plan a test of an assumption, change its card, start it, and add what is found out."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.formats import date_format

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from accounts.queries import local_day
from accounts.services.notices import tell
from planner.assumptions.services.refusals import (
    InvalidTest,
    NotYoursToTest,
    UnderTest,
)
from planner.assumptions.services.rules import (
    OWNERS,
    clean,
    may_plan,
    require_revision,
    runnable,
)
from planner.plans.models import AssumptionTest, Finding, Plan
from planner.plans.queries import believed
from planner.plans.services import NoSuchPlan

LONGEST_WAIT = timedelta(days=2 * 366)
State = AssumptionTest.State


@dataclass(frozen=True, kw_only=True)
class Card:
    """How an assumption is tested: what one does, measures and would be right with."""

    method: str
    measure: str
    comparison: str
    threshold: Decimal
    owner: int
    due_on: date
    unit: str = ""
    cost: Decimal | None = None
    valid_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Found:
    """Something found out: when, what, the figure if one was measured, and its source."""

    on: date
    text: str
    source: str
    figure: Decimal | None = None
    link: str = ""


@transaction.atomic
def plan_test(
    *, plan: Plan, assumption: str, actor: User, card: Card, now: datetime
) -> AssumptionTest:
    """Plan a test of an assumption; one that is open already is enough."""
    require(actor, Act.TEST_ASSUMPTIONS)
    row = Plan.objects.visible_to(actor).filter(pk=plan.pk).first()
    if row is None:
        raise NoSuchPlan(
            "There is no such plan, or it is not yours to see.",
            next_step="Look for it in the list of plans.",
        )
    if not may_plan(row, actor):
        raise NotYoursToTest(
            "Tests are planned by those who work on the plan.",
            next_step=f"Ask {row.author.name}.",
        )
    Plan.objects.select_for_update().get(pk=row.pk)
    statement = believed(row).get(assumption)
    if statement is None:
        raise InvalidTest(
            f"The plan has no assumption {assumption[:60]!r}.",
            next_step="Open the plan's assumptions and choose one.",
            errors={"assumption": ["The plan has no such assumption."]},
        )
    test = AssumptionTest(
        plan=row,
        assumption=assumption,
        statement=statement,
        created_by=actor,
        created_at=now,
        changed_at=now,
        **_fields(card),
    )
    _require_sound(test, now, changed=True)
    try:
        with transaction.atomic():
            test.save()
    except IntegrityError as error:
        raise UnderTest(
            "It is under test already.",
            next_step="Open the test that is planned or running.",
        ) from error
    audit.record(
        actor=actor,
        action="planned a test of an assumption",
        subject=row,
        now=now,
        changes={
            "assumption": [None, statement],
            "owner": [None, test.owner.name],
            "known by": [None, test.due_on],
        },
    )
    _tell_owner(test, actor, now)
    return test


def _tell_owner(test: AssumptionTest, actor: User, now: datetime) -> None:
    """Tell whose it is now to find out; nobody is told of what they did themselves."""
    tell(
        people=[test.owner],
        actor=actor,
        kind="test",
        about=f"plan:{test.plan_id}",
        text=f"Yours to test by {date_format(test.due_on)}: {test.statement}",
        link=f"/assumptions/{test.pk}/",
        now=now,
    )


@transaction.atomic
def change_test(
    *, test_id: int, actor: User, revision: int, card: Card, now: datetime
) -> AssumptionTest:
    """Change the card of a test that is still open, if nobody did so meanwhile."""
    test = runnable(test_id=test_id, actor=actor)
    before = _shown(test)
    due_on, owner = test.due_on, test.owner_id
    for name, value in _fields(card).items():
        setattr(test, name, value)
    changes = audit.difference(before, _shown(test))
    if not changes:  # the same save sent twice
        return test
    require_revision(test, revision)
    _require_sound(test, now, changed=test.due_on != due_on)
    test.revision += 1
    test.changed_at = now
    test.save()
    audit.record(
        actor=actor,
        action="changed a test of an assumption",
        subject=test.plan,
        now=now,
        changes={"assumption": test.statement} | changes,
    )
    if test.owner_id != owner:
        _tell_owner(test, actor, now)
    return test


@transaction.atomic
def start_test(*, test_id: int, actor: User, now: datetime) -> AssumptionTest:
    """Say that a planned test is under way; one that is stays so."""
    test = runnable(test_id=test_id, actor=actor)
    if test.state == State.PLANNED:
        _begin(test, now)
        audit.record(
            actor=actor,
            action="started a test of an assumption",
            subject=test.plan,
            now=now,
            changes={"assumption": test.statement},
        )
    return test


def _begin(test: AssumptionTest, now: datetime) -> None:
    test.state = State.RUNNING
    test.changed_at = now
    test.save(update_fields=["state", "changed_at"])


@transaction.atomic
def add_finding(*, test_id: int, actor: User, found: Found, now: datetime) -> Finding:
    """Add what was found out; whoever has found something is testing."""
    test = runnable(test_id=test_id, actor=actor)
    row = Finding(test=test, by=actor, at=now, **asdict(found))
    clean(row, {"on": _wrong_day(found.on, now)})
    row.save()
    if test.state == State.PLANNED:
        _begin(test, now)
    audit.record(
        actor=actor,
        action="found something out on an assumption",
        subject=test.plan,
        now=now,
        changes={"assumption": test.statement, "found": [None, row.text]}
        | ({} if row.figure is None else {"figure": [None, row.figure]}),
    )
    return row


def _fields(card: Card) -> dict[str, Any]:
    fields = asdict(card)
    fields["owner_id"] = fields.pop("owner")
    for name in ("method", "measure", "unit"):
        fields[name] = fields[name].strip()
    return fields


SHOWN = (
    "method",
    "measure",
    "unit",
    "comparison",
    "threshold",
    "owner_id",
    "due_on",
    "cost",
    "valid_until",
)


def _shown(test: AssumptionTest) -> dict[str, Any]:
    """Return a card as the audit trail tells it."""
    return {name.removesuffix("_id"): getattr(test, name) for name in SHOWN}


def _require_sound(test: AssumptionTest, now: datetime, *, changed: bool) -> None:
    """Refuse a card that cannot be; its day is judged only where it is new."""
    today = local_day(now)
    problems = {"owner": "", "due_on": "", "valid_until": ""}
    known = User.objects.filter(
        pk=test.owner_id, role__in=OWNERS, is_active=True
    ).exists()
    if not known:
        problems["owner"] = "Choose somebody who works here."
    if changed and not today <= test.due_on <= today + LONGEST_WAIT:
        problems["due_on"] = "Choose a day from today on, within two years."
    if test.valid_until is not None and test.valid_until < test.due_on:
        problems["valid_until"] = "A result holds at least until the day it is known."
    clean(test, problems, exclude={"owner"} if not known else set())


def _wrong_day(day: date, now: datetime) -> str:
    if day > local_day(now):
        return "It cannot be found out in the future."
    return "" if day.year >= 2000 else "Choose a day of this century."
