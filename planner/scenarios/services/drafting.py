"""Write a scenario, change by change; copy it, put it away, take it out again."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from accounts.queries import local_day
from planner.scenarios.models import (
    MOST_CHANGES,
    Change,
    Scenario,
    ScenarioState,
)
from planner.scenarios.queries import with_changes
from planner.scenarios.sentences import sentence
from planner.scenarios.services.refusals import (
    ChangedMeanwhile,
    InvalidScenario,
    NoSuchScenario,
    NotOpen,
    NotYours,
    invalid,
)
from planner.scenarios.services.rules import Asked, made_of

LONGEST_NAME = 80


@transaction.atomic
def create(
    *, actor: User, name: str, question: str, shared: bool, now: datetime
) -> Scenario:
    """Begin a scenario: it is the company as it is until something is changed."""
    require(actor, Act.COMPARE_PLANS)
    row = Scenario(
        author=actor,
        name=name.strip(),
        question=question.strip(),
        shared=shared,
        created_at=now,
        changed_at=now,
    )
    _check(row)
    row.save(force_insert=True)
    changes = {"name": [None, row.name], "shared": [None, shared]}
    audit.record(
        actor=actor, action="drew up a scenario", subject=row, now=now, changes=changes
    )
    return row


@transaction.atomic
def update(
    *,
    actor: User,
    scenario: Scenario,
    revision: int,
    name: str,
    question: str,
    shared: bool,
    now: datetime,
) -> Scenario:
    """Say differently what it is called, what it asks and who may see it."""
    row = editable(scenario, actor, revision)
    before = _facts(row)
    row.name, row.question, row.shared = name.strip(), question.strip(), shared
    _check(row)
    if changes := audit.difference(before, _facts(row)):
        _saved(row, actor, "changed a scenario", changes, now)
    return row


@transaction.atomic
def add_change(
    *, actor: User, scenario: Scenario, revision: int, asked: Asked, now: datetime
) -> Change:
    """Suppose one more thing."""
    row = editable(scenario, actor, revision)
    others = list(row.changes.all())
    if len(others) >= MOST_CHANGES:
        raise invalid(
            "kind", f"A scenario has at most {MOST_CHANGES} changes: make a second one."
        )
    change = made_of(asked, row, others, actor=actor, today=local_day(now))
    change.save(force_insert=True)
    said = {"supposed": [None, sentence(change)]}
    _saved(row, actor, "supposed something in a scenario", said, now)
    return change


@transaction.atomic
def remove_change(
    *, actor: User, scenario: Scenario, revision: int, change_id: int, now: datetime
) -> Scenario:
    """Suppose it no longer; what was taken out already stays out."""
    row = editable(scenario, actor, revision)
    loaded = with_changes(Scenario.objects.filter(pk=row.pk)).get()
    change = next((c for c in loaded.changes.all() if c.pk == change_id), None)
    if change is None:
        raise NoSuchScenario(
            "This is not supposed here any more.", next_step="Reload the page."
        )
    said = {"supposed": [sentence(change), None]}
    change.delete()
    _saved(row, actor, "took something out of a scenario", said, now)
    return row


@transaction.atomic
def duplicate(*, actor: User, scenario: Scenario, now: datetime) -> Scenario:
    """Make a scenario of the actor's own from any that they see."""
    require(actor, Act.COMPARE_PLANS)
    seen = Scenario.objects.visible_to(actor).filter(pk=scenario.pk).first()
    if seen is None:
        raise _gone()
    row = create(
        actor=actor,
        name=_free_name(f"Copy of {seen.name}", actor),
        question=seen.question,
        shared=seen.shared,
        now=now,
    )
    copies = list(seen.changes.order_by("pk"))
    for change in copies:
        change.pk, change.scenario = None, row
    Change.objects.bulk_create(copies)
    return row


@transaction.atomic
def discard(
    *, actor: User, scenario: Scenario, revision: int, now: datetime
) -> Scenario:
    """Put a scenario away; it stays on record and can be taken out again."""
    row = _own(scenario, actor)
    if row.state == ScenarioState.DISCARDED:
        return row
    _require_revision(row, revision)
    _end(row, ScenarioState.DISCARDED, actor, "discarded a scenario", now)
    return row


@transaction.atomic
def restore(*, actor: User, scenario: Scenario, now: datetime) -> Scenario:
    """Take a discarded scenario out again."""
    row = _own(scenario, actor)
    if row.state == ScenarioState.DISCARDED:
        state = ScenarioState.PROMOTED if row.drafts.exists() else ScenarioState.OPEN
        _end(row, state, actor, "took a discarded scenario out again", now)
    return row


def _end(
    row: Scenario, state: ScenarioState, actor: User, action: str, now: datetime
) -> None:
    before, row.state = row.state, state
    row.changed_at = now
    row.save(update_fields=["state", "changed_at"])
    changes = {"state": [before, state]}
    audit.record(actor=actor, action=action, subject=row, now=now, changes=changes)


# --- Whose it is, and whether it is as it was seen ---------------------------------


def _gone() -> NoSuchScenario:
    return NoSuchScenario(
        "There is no such scenario, or it is not yours to see.",
        next_step="Look for it in the list of scenarios.",
    )


def _own(scenario: Scenario, actor: User) -> Scenario:
    """Lock and return a scenario of the actor's own."""
    require(actor, Act.COMPARE_PLANS)
    rows = Scenario.objects.select_for_update()
    row = rows.filter(pk=scenario.pk).first()
    if row is None or not Scenario.objects.visible_to(actor).filter(pk=row.pk).exists():
        raise _gone()
    if row.author_id != actor.pk:
        raise NotYours(
            "Only its author changes a scenario.",
            next_step="Make a copy of your own, and change that.",
        )
    return row


def editable(scenario: Scenario, actor: User, revision: int) -> Scenario:
    """Lock and return a scenario, if it is the actor's, open, and as they saw it."""
    row = _own(scenario, actor)
    _require_open(row)
    _require_revision(row, revision)
    return row


def _require_open(row: Scenario) -> None:
    """Refuse to change what was discarded or promoted."""
    if not row.is_open:
        raise NotOpen(
            f"It is {row.get_state_display().lower()}, and stays as it was.",
            next_step="Make a copy of it, and change that.",
        )


def _require_revision(row: Scenario, revision: int) -> None:
    if row.revision != revision:
        raise ChangedMeanwhile(
            "It is not any more what you saw: somebody, perhaps you in another window, changed it.",
            next_step="Look at what is supposed now, then do it again.",
        )


def _facts(row: Scenario) -> dict[str, object]:
    return {"name": row.name, "question": row.question, "shared": row.shared}


def _saved(
    row: Scenario,
    actor: User,
    action: str,
    changes: Mapping[str, object],
    now: datetime,
) -> None:
    row.revision += 1
    row.changed_at = now
    row.save()
    audit.record(actor=actor, action=action, subject=row, now=now, changes=changes)


def _check(row: Scenario) -> None:
    errors: dict[str, list[str]] = {}
    try:
        row.clean_fields(exclude=["author", "created_at", "changed_at"])
    except ValidationError as error:
        errors = error.message_dict
    for place in ("name", "question"):
        if "\x00" in getattr(row, place):
            errors[place] = ["There is a character in it that is not text."]
    if "name" not in errors and _is_taken(row):
        errors["name"] = ["You have a scenario of this name: choose another."]
    if errors:
        raise InvalidScenario(
            "The scenario was not saved.",
            next_step="Correct what is named.",
            errors=errors,
        )


def _is_taken(row: Scenario) -> bool:
    same = Scenario.objects.filter(author=row.author_id, name=row.name)
    return same.exclude(pk=row.pk).exists()


def _free_name(wanted: str, actor: User) -> str:
    taken = set(Scenario.objects.filter(author=actor).values_list("name", flat=True))
    name, number = wanted[:LONGEST_NAME], 2
    while name in taken:
        mark = f" ({number})"
        name, number = wanted[: LONGEST_NAME - len(mark)] + mark, number + 1
    return name
