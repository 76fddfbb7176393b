"""Names from a file: upload, say which column is what, look, and bring them in."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from core.refusals import Invalid
from core.sheets import pack
from core.texts import is_storable
from planner.outreach.incoming import FIELDS, Names, guess, head_of, read
from planner.outreach.models import Acquaintance, Interest, NamesFile
from planner.outreach.services.refusals import NoSuchEntry, NotNow

KEPT_FOR: Final = timedelta(days=7)  # what nobody brings in is thrown away


@transaction.atomic
def upload(*, actor: User, name: str, content: bytes, now: datetime) -> NamesFile:
    """Keep a table of names, with a first guess which column holds what."""
    require(actor, Act.IMPORT_NAMES)
    packed = pack(name, content)
    head, _ = head_of(packed)
    if not all(is_storable(text) for text in (name, *head)):
        words = "There is a character in its name or its head row that is not text."
        raise Invalid(words, errors={"file": [words]})
    NamesFile.objects.filter(at__lt=now - KEPT_FOR, committed_at=None).delete()
    return NamesFile.objects.create(
        name=name[:120], content=packed, mapping=guess(head), by=actor, at=now
    )


def own_file(actor: User, pk: int) -> NamesFile:
    """Return a file that this person sent, locked if a transaction is open."""
    found = NamesFile.objects.filter(pk=pk, by=actor).first()
    if found is None:
        raise NoSuchEntry("There is no such file of yours.", next_step="Upload it.")
    return found


@transaction.atomic
def map_columns(*, actor: User, pk: int, mapping: Mapping[str, str]) -> NamesFile:
    """Say which column holds what; nothing is written of anybody."""
    require(actor, Act.IMPORT_NAMES)
    file = own_file(actor, pk)
    _require_content(file)
    _require_columns(file, mapping)
    file.mapping = {k: v for k, v in mapping.items() if k in FIELDS and v}
    file.save(update_fields=["mapping"])
    return file


def _require_columns(file: NamesFile, mapping: Mapping[str, str]) -> None:
    head, _ = head_of(bytes(file.content))
    errors = {
        f"mapping.{fact}": [f"Choose among: {', '.join(FIELDS)}."]
        for fact in mapping
        if fact not in FIELDS
    } | {
        f"mapping.{fact}": ["There is no such column in the file."]
        for fact, column in mapping.items()
        if fact in FIELDS and column and column not in head
    }
    if errors:
        raise Invalid(
            "Some of it is not right yet.",
            next_step="Correct what is named and send it again.",
            errors=errors,
        )


def check(*, actor: User, pk: int, now: datetime) -> Names:
    """Return what the file would bring; nothing is written."""
    require(actor, Act.IMPORT_NAMES)
    file = own_file(actor, pk)
    _require_content(file)
    return read(bytes(file.content), file.mapping, actor=actor, now=now, name=file.name)


def _require_content(file: NamesFile) -> None:
    if file.committed_at is not None:
        raise NotNow("These names are in already.", next_step="Look at the list.")


@transaction.atomic
def commit(*, actor: User, pk: int, now: datetime) -> Names:
    """Bring the names in, all that are fine and new; the file itself is forgotten."""
    require(actor, Act.IMPORT_NAMES)
    locked = NamesFile.objects.select_for_update().filter(pk=pk, by=actor)
    list(locked)
    found = check(actor=actor, pk=pk, now=now)
    if found.faults:
        raise Invalid(
            "Nothing was written: some rows are wrong.",
            next_step="Correct the file and upload it again.",
            errors={f"row {f.row}": [f.words] for f in found.faults[:50]},
        )
    people = [person for person, _ in found.people]
    Acquaintance.objects.bulk_create(people, batch_size=500)
    _write_interests(found)
    file = own_file(actor, pk)
    file.content, file.committed_at = b"", now
    file.report = {"new": len(people), "known": len(found.known)}
    file.save()
    audit.record(
        actor=actor,
        action="outreach.names-imported",
        subject=file,
        now=now,
        changes=file.report,
    )
    return found


def _write_interests(found: Names) -> None:
    wanted = {name.casefold(): name for _, names in found.people for name in names}
    known = {row.name.casefold(): row for row in Interest.objects.all()}
    fresh = [Interest(name=name) for low, name in wanted.items() if low not in known]
    known |= {row.name.casefold(): row for row in Interest.objects.bulk_create(fresh)}
    through = Acquaintance.interests.through
    through.objects.bulk_create(
        [
            through(acquaintance_id=person.pk, interest_id=pk)
            for person, names in found.people
            for pk in {known[name.casefold()].pk for name in names}
        ],
        batch_size=500,
    )


@transaction.atomic
def throw_away(*, actor: User, pk: int) -> None:
    """Forget a file that is not in yet."""
    require(actor, Act.IMPORT_NAMES)
    file = own_file(actor, pk)
    _require_content(file)
    file.delete()
