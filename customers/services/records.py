"""Enter, change and delete customers, what they did and said, and what they need.

One at a time or up to some thousand at once: all of them, or none. The trail says
which row was touched and which facts, never what they say of anybody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from core import bulk, editing
from core.refusals import Conflict, Invalid
from customers.growth import grew
from customers.models import (
    Customer,
    Defection,
    Interaction,
    Need,
    Purchase,
    Segment,
    SurveyAnswer,
)

Facts = Mapping[str, Any]
Errors = dict[str, list[str]]
MOST_AT_ONCE: Final = 5_000
ERASED: Final = "Their personal data were erased: nothing is recorded of them any more."


@dataclass(frozen=True)
class Kind:
    """What a kind of row is called, what may be said of it, and whose work it is."""

    model: type[models.Model]
    noun: str
    facts: tuple[str, ...]
    act: Act = Act.EDIT_CUSTOMERS
    key: str = ""  # what tells one from another, where people give it a name


CUSTOMERS: Final = Kind(
    Customer,
    "customer",
    (
        "name",
        "email",
        "phone",
        "segment",
        "relationship",
        "first_seen",
        "consent",
        "consent_on",
    ),
    key="code",
)
NEEDS: Final = Kind(
    Need,
    "need",
    ("statement", "segment", "importance", "source", "dated"),
    key="code",
)
PURCHASES: Final = Kind(Purchase, "purchase", ("reference", "item", "on", "amount"))
ANSWERS: Final = Kind(
    SurveyAnswer, "survey answer", ("kind", "score", "lowest", "highest", "on")
)
INTERACTIONS: Final = Kind(
    Interaction,
    "interaction",
    ("at", "channel", "direction", "kind", "note"),
    Act.LOG_CONTACTS,
)
DEFECTIONS: Final = Kind(
    Defection, "defection", ("on", "to_whom", "why", "broken_promise")
)
KINDS: Final = {
    each.model: each
    for each in (CUSTOMERS, NEEDS, PURCHASES, ANSWERS, INTERACTIONS, DEFECTIONS)
}


@dataclass(frozen=True)
class Entered:
    """How many rows were new and how many changed; the keys, in the order sent."""

    new: int
    changed: int
    keys: tuple[int, ...]


def enter(*, actor: User, kind: Kind, rows: Sequence[Facts], now: datetime) -> Entered:
    """Enter rows, all or none; those with a key that is known change what is known.

    A customer is named by code (``customer``), a segment too. Errors are named by the
    row's place: ``[3].score``.
    """
    require(actor, kind.act)
    if len(rows) > MOST_AT_ONCE:
        raise Invalid(
            f"At most {MOST_AT_ONCE:,} rows at once.",
            next_step="Send them in parts, or upload a file.",
        )
    with transaction.atomic():
        errors: Errors = {}
        named = [dict(row) for row in rows]
        _resolve(named, errors)
        known = _known(kind, named, errors)
        built = [_built(kind, row, known) for row in named]
        for place, row in enumerate(built):
            _check(row, place, errors)
        _refuse(errors)
        new = [row for row in built if row.pk is None]
        changed = [row for row in built if row.pk is not None]
        _write(kind, new, changed)
        _tell(built, only_added=not changed)
        if len(built) == 1:
            _record(
                actor, "entered" if new else "changed", kind, built[0], rows[0], now
            )
    return Entered(len(new), len(changed), tuple(row.pk for row in built))


def enter_one(*, actor: User, kind: Kind, facts: Facts, now: datetime) -> Any:  # noqa: ANN401
    """Enter one row; one with the same key that is there already is a conflict."""
    require(actor, kind.act)
    if kind.key and kind.model._default_manager.filter(code=facts.get("code")).exists():
        raise Conflict(
            f"There is a {kind.noun} with this short name already.",
            next_step="Open theirs, or choose another one.",
        )
    try:
        entered = enter(actor=actor, kind=kind, rows=[facts], now=now)
    except Invalid as refusal:
        raise _of_one(refusal) from refusal
    return kind.model._default_manager.get(pk=entered.keys[0])


def _of_one(refusal: Invalid) -> Invalid:
    """Name places as in a single row: ``score`` for ``[0].score``."""
    errors = {k.removeprefix("[0]").lstrip("."): v for k, v in refusal.errors.items()}
    return Invalid(refusal.message, next_step=refusal.next_step, errors=errors)


def _resolve(rows: Sequence[dict[str, Any]], errors: Errors) -> None:
    """Put customers and segments in place of their codes; two queries for all rows."""
    _put(rows, "segment", Segment.objects.all(), errors)
    _put(rows, "customer", Customer.objects.all(), errors)
    for place, row in enumerate(rows):
        customer = row.get("customer")
        if isinstance(customer, Customer) and customer.is_erased:
            errors[f"[{place}].customer"] = [ERASED]


def _put(
    rows: Sequence[dict[str, Any]],
    name: str,
    among: models.QuerySet[Any],
    errors: Errors,
) -> None:
    wanted = {row[name] for row in rows if isinstance(row.get(name), str)}
    if not wanted:
        return
    found = {each.code: each for each in among.filter(bulk.AnyOf(F("code"), wanted))}
    for place, row in enumerate(rows):
        code = row.get(name)
        if code == "":
            row[name] = None
        elif isinstance(code, str):
            row[name] = found.get(code)
            if code not in found:
                errors[f"[{place}].{name}"] = [f'There is no {name} "{code[:80]}".']


def _known(
    kind: Kind, rows: Sequence[dict[str, Any]], errors: Errors
) -> dict[str, models.Model]:
    """Find and hold the rows that are known by their key; a key stands once in a list."""
    if not kind.key:
        return {}
    codes = [row.get("code") for row in rows]
    seen: set[Any] = set()
    for place, code in enumerate(codes):
        if code in seen:
            errors[f"[{place}].code"] = ["It stands in this list already."]
        seen.add(code)
    stored = kind.model._default_manager.select_for_update().filter(
        bulk.AnyOf(F("code"), {code for code in codes if isinstance(code, str)})
    )
    known: dict[str, models.Model] = {each.code: each for each in stored.order_by("pk")}  # type: ignore[attr-defined]
    return known


def _built(kind: Kind, row: dict[str, Any], known: Mapping[str, models.Model]) -> Any:  # noqa: ANN401
    """Return the row as it is to be stored."""
    found = known.get(row.get(kind.key, "")) if kind.key else None
    if found is None:
        return kind.model(**row)
    for name, value in row.items():
        setattr(found, name, value)
    return found


def _check(row: Any, place: int, errors: Errors) -> None:  # noqa: ANN401
    """Find what the model's own rules refuse; no query for any row."""
    relations = [f.name for f in row._meta.concrete_fields if f.is_relation]
    at = f"[{place}]"
    try:
        editing.check_texts(row)
        row.clean_fields(exclude=relations)
    except ValidationError as error:
        for name, words in error.message_dict.items():
            errors.setdefault(f"{at}.{name}", words)
    if "customer_id" in {f.attname for f in row._meta.concrete_fields}:
        if row.customer_id is None:
            errors.setdefault(f"{at}.customer", ["Say whose it is."])
    elif getattr(row, "erased_at", None):
        errors.setdefault(f"{at}.code", [ERASED])
    if isinstance(row, SurveyAnswer) and f"{at}.score" not in errors:
        _check_scale(row, at, errors)


def _check_scale(row: SurveyAnswer, at: str, errors: Errors) -> None:
    if {f"{at}.lowest", f"{at}.highest"} & set(errors):
        return
    if not row.lowest < row.highest:
        errors[f"{at}.highest"] = ["The scale ends above where it begins."]
    elif not row.lowest <= row.score <= row.highest:
        errors[f"{at}.score"] = ["It lies outside its scale."]


def _refuse(errors: Errors) -> None:
    if errors:
        raise Invalid(
            "Some of it is not right yet; nothing was stored.",
            next_step="Correct what is named and send it again.",
            errors=errors,
        )


def _write(kind: Kind, new: list[Any], changed: list[Any]) -> None:
    try:
        with transaction.atomic():
            kind.model._default_manager.bulk_create(new, batch_size=1_000)
            for row in changed:
                row.revision = F("revision") + 1
            if changed:
                fields = [*kind.facts, "revision"]
                kind.model._default_manager.bulk_update(changed, fields, batch_size=500)
    except IntegrityError as error:
        raise Conflict(
            f"A {kind.noun} like one of these was entered before: nothing was stored.",
            next_step="Look at what is stored, and send only what is new.",
        ) from error


def _tell(rows: Sequence[Any], *, only_added: bool) -> None:
    """Let what is computed of customers know."""
    ids = {
        row.pk if isinstance(row, Customer) else row.customer_id
        for row in rows
        if not isinstance(row, Need)
    }
    if ids:
        grew(customer_ids=sorted(ids), only_added=only_added)


def _record(
    actor: User, deed: str, kind: Kind, row: models.Model, facts: Facts, now: datetime
) -> None:
    """Write down which facts were touched; of needs, which are nobody's, also what."""
    said: dict[str, Any] = {"facts": sorted(facts)}
    if kind is NEEDS:
        said = {name: str(value) for name, value in sorted(facts.items())}
    article = "an" if kind.noun[0] in "aeiou" else "a"
    audit.record(
        actor=actor,
        action=f"{deed} {article} {kind.noun}",
        subject=row,
        now=now,
        changes=said,
    )


def change(
    *,
    actor: User,
    row: Any,  # noqa: ANN401  # a customer, a need, or what a customer did
    facts: Facts,
    revision: int = 0,
    now: datetime,
) -> Any:  # noqa: ANN401
    """Change a row; a customer or a need on the revision that the editor saw."""
    kind = KINDS[type(row)]
    require(actor, kind.act)
    unknown = sorted(set(facts) - set(kind.facts))
    if unknown:
        raise Invalid(f"{unknown[0]} is not a fact that changes.")
    errors: Errors = {}
    named = [dict(facts)]
    _resolve(named, errors)
    for name, value in named[0].items():
        setattr(row, name, value)
    _check(row, 0, errors)
    customer = getattr(row, "customer", row)
    if isinstance(customer, Customer) and customer.is_erased:
        errors[""] = [ERASED]
    try:
        _refuse(errors)
    except Invalid as refusal:
        raise _of_one(refusal) from refusal
    with transaction.atomic():
        _save(kind, row, named[0], revision)
        _tell([row], only_added=False)
        _record(actor, "changed", kind, row, facts, now)
    return row


def _save(kind: Kind, row: Any, facts: Facts, revision: int) -> None:  # noqa: ANN401
    if kind.key:
        editing.save(row, seen=revision, fields=list(facts))
        return
    try:
        with transaction.atomic():
            row.save(update_fields=list(facts))
    except IntegrityError as error:
        raise Conflict(
            f"There is a {kind.noun} of that day already.",
            next_step="Change that one instead.",
        ) from error


def remove(*, actor: User, row: Any, now: datetime) -> None:  # noqa: ANN401
    """Delete what was entered by mistake. A customer is erased instead."""
    kind = KINDS[type(row)]
    require(actor, kind.act)
    if kind is CUSTOMERS:
        raise Invalid(
            "A customer is not deleted: what they bought belongs to the books.",
            next_step="Erase their personal data instead.",
        )
    with transaction.atomic():
        _record(actor, "deleted", kind, row, {}, now)
        customer_id = getattr(row, "customer_id", None)
        editing.remove(row, next_step="Take it out of what leans on it first.")
        if customer_id is not None:
            grew(customer_ids=[customer_id], only_added=False)
