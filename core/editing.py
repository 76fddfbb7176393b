"""What every row that several people edit needs, whichever app it belongs to."""

from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import PROTECT, ProtectedError

from core.refusals import Conflict, Invalid
from core.texts import is_storable


class ChangedMeanwhile(Conflict):
    title = "Somebody changed this in the meantime"


class StillLeanedOn(Conflict):
    title = "Something else leans on it"


def _unwritable(row: models.Model) -> dict[str, list[str]]:
    """Find texts that no database holds: NUL, or half a character."""
    found = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(value, str) and not is_storable(value):
            found[field.name] = ["It contains a character that cannot be stored."]
    return found


def check_texts(row: models.Model) -> None:
    """Raise ValidationError for texts that no database holds."""
    if unwritable := _unwritable(row):
        raise ValidationError(unwritable)


def check(row: models.Model) -> None:
    """Refuse a row that its model's own rules refuse, field by field."""
    try:
        check_texts(row)
        row.full_clean()
    except ValidationError as error:
        raise _refused(error) from error


def check_fields(row: models.Model, *, but: Collection[str]) -> None:
    """Refuse what single fields refuse, but not those that were just read.

    A constraint costs a question of the database each, and three savepoints: of what
    comes in by thousands the caller checks them, before the database itself does.
    """
    try:
        check_texts(row)
        row.clean_fields(exclude=but)
    except ValidationError as error:
        raise _refused(error) from error


def _refused(error: ValidationError) -> Invalid:
    errors = {
        "" if place == NON_FIELD_ERRORS else place: words
        for place, words in error.message_dict.items()
    }
    return Invalid(
        "Some of it is not right yet.",
        next_step="Correct what is named and send it again.",
        errors=errors,
    )


def add(row: models.Model) -> None:
    """Check and insert a row; a twin that came first is a conflict, not a fault."""
    check(row)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(
            f"{row} was entered by somebody else just now.",
            next_step="Open theirs, or choose another short name.",
        ) from error


def require_seen(revision: int | None) -> int:
    """Return the revision that the editor saw; a change that does not say it is refused."""
    if revision is None:
        raise Invalid(
            "Say which revision you saw.",
            next_step='Read it again, and send its "revision" with what you change.',
            errors={"revision": ["This is missing."]},
        )
    return revision


def save(row: Any, *, seen: int, fields: Iterable[str]) -> None:  # noqa: ANN401
    """Save these fields if nobody has since the revision that the editor saw.

    The check and the change are one statement, so that of two people exactly one
    wins on every database.
    """
    values = {name: getattr(row, name) for name in fields}
    moved = (
        type(row)
        ._default_manager.filter(pk=row.pk, revision=seen)
        .update(revision=seen + 1, **values)
    )
    if not moved:
        raise ChangedMeanwhile(
            f"Somebody else changed {row} since you opened it.",
            next_step="What you typed is still here. Look at what is stored now, "
            "then save again.",
        )
    row.revision = seen + 1


def _counted(count: int, model: type[models.Model]) -> str:
    meta = model._meta
    name = meta.verbose_name if count == 1 else meta.verbose_name_plural
    return f"{count} {name}"


def leaning_on(row: models.Model) -> list[str]:
    """Count what forbids this row's deletion: ``["2 requirements"]``.

    Lower apps ask this way, because they may not know who stands on them.
    """
    found = []
    for relation in row._meta.related_objects:
        if relation.on_delete is not PROTECT or relation.one_to_one:
            continue
        model = relation.related_model
        count = model._base_manager.filter(**{relation.field.name: row}).count()
        if count:
            found.append(_counted(count, model))
    return sorted(found)


def remove(row: models.Model, *, next_step: str) -> None:
    """Delete a row, or say what leans on it."""
    reasons = leaning_on(row)
    try:
        if not reasons:
            with transaction.atomic():
                row.delete()
            return
    except (ProtectedError, IntegrityError):
        reasons = leaning_on(row) or ["something entered just now"]
    raise StillLeanedOn(
        f"{row} cannot be deleted: {', '.join(reasons)} lean on it.",
        next_step=next_step,
    )
