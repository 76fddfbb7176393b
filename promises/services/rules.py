"""Whose promise it is, and how a refusal to change it reads."""

from datetime import datetime
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models import F

from accounts.models import User
from core.refusals import Conflict, Invalid, NotAllowed
from promises.models import Promise, PromiseState


class PromiseChanged(Conflict):
    """Somebody else changed the promise since it was opened."""


class WrongState(Conflict):
    """The promise is not at the point of its life where this can be done."""


class NotTheOwner(NotAllowed):
    """Only the promise's owner or the CEO may do this."""


def is_owner(actor: User, promise: Promise) -> bool:
    """Tell whether the promise is this person's to draft: the owner's or the CEO's."""
    return actor.is_active and (actor.is_ceo or promise.owner_id == actor.pk)


def require_owner(actor: User, promise: Promise) -> None:
    if not is_owner(actor, promise):
        raise NotTheOwner(
            f"This promise is {promise.owner.name}'s to change.",
            next_step="Ask its owner, or make a copy of your own.",
        )


def require_state(promise: Promise, *states: PromiseState, next_step: str) -> None:
    if promise.state not in states:
        raise WrongState(
            f"The promise is {PromiseState(promise.state).label.lower()}.",
            next_step=next_step,
        )


def check(row: models.Model, **options: Any) -> None:  # noqa: ANN401
    """Validate a row; say what is wrong field by field."""
    try:
        row.full_clean(**options)
    except ValidationError as error:
        errors = {
            "" if field == NON_FIELD_ERRORS else field: words
            for field, words in error.message_dict.items()
        }
        raise Invalid("Please look at what is named.", errors=errors) from error


def change(
    promise: Promise, *, revision: int, now: datetime, **fields: object
) -> Promise:
    """Write these fields if nobody changed the promise since ``revision``.

    The row is asked for its state too: between reading and writing it another
    process may have moved it.
    """
    changed = Promise.objects.filter(
        pk=promise.pk, state=promise.state, revision=revision
    ).update(revision=F("revision") + 1, changed_at=now, **fields)
    if not changed:
        raise PromiseChanged(
            "Somebody changed this promise after you opened it.",
            next_step="Open it again to see what changed, then repeat your change.",
        )
    promise.refresh_from_db()
    return promise
