"""Save a draft: merged with what others saved meanwhile, or a clash to decide."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Max
from django.db.models.functions import TruncDate

from accounts import audit
from accounts.models import User
from core.refusals import Invalid
from planner.plans.changing import changed
from planner.plans.content import PlanContent, content_problems
from planner.plans.differences import (
    Changes,
    Names,
    content_difference,
    place_words,
    value_words,
)
from planner.plans.merging import Clash, Merged, Side, merge
from planner.plans.models import DraftRevision, Plan
from planner.plans.queries import (
    changers,
    known_codes,
    plan_content,
    revision_content,
    untested,
)
from planner.plans.services.parts import write_parts
from planner.plans.services.refusals import (
    ChangedMeanwhile,
    EditsClash,
    NoSuchRevision,
)
from planner.plans.services.rules import require_editable, require_revision, workable

KEPT_WHOLE = timedelta(days=1)


@dataclass(frozen=True)
class Saved:
    """A draft after a saving, and what others had changed since it was opened."""

    plan: Plan
    content: PlanContent
    came_in: Mapping[str, Sequence[str]]  # who, and the places they changed
    clashes: tuple[Clash, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)  # new rows, by place


def require_sound(content: PlanContent) -> None:
    """Refuse a document that is not right, by place."""
    problems = content_problems(content, known=known_codes())
    if problems:
        raise Invalid(
            "The plan is not saved yet: something in it is not right.",
            next_step="Correct what is named and save again.",
            errors=problems,
        )


def keep_revision(
    plan: Plan, *, revision: int, content: PlanContent, by: User, now: datetime
) -> None:
    """Keep what the draft says, once for each revision."""
    DraftRevision.objects.get_or_create(
        plan=plan,
        revision=revision,
        defaults={"content": content, "by": by, "at": now},
    )


def _refuse_clashes(
    plan: Plan, merged: Merged, who: Mapping[str, str], base: PlanContent
) -> None:
    if not merged.clashes:
        return
    names = [place_words(c.place, merged.content, base) for c in merged.clashes]
    words = Names(merged.content, base)
    people = dict.fromkeys(who.get(str(c.place), "Somebody") for c in merged.clashes)
    errors = {
        name: [
            f"{who.get(str(clash.place), 'Somebody')} wrote {value_words(clash.place, clash.theirs, words)}; "
            f"you wrote {value_words(clash.place, clash.mine, words)}."
        ]
        for name, clash in zip(names, merged.clashes, strict=True)
    }
    raise EditsClash(
        f"{' and '.join(people)} changed the same since you opened it: "
        f"{', '.join(names[:6])}.",
        next_step="What you typed is kept: choose for each which one stands, "
        "then save again.",
        errors=errors,
        revision=plan.revision,
        content=merged.content,
        clashes=merged.clashes,
        who=who,
    )


def _by_person(who: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for place, name in sorted(who.items()):
        found.setdefault(name, []).append(place)
    return found


def _write(
    row: Plan, *, before: PlanContent, after: PlanContent, actor: User, now: datetime
) -> Changes:
    keep_revision(
        row, revision=row.revision, content=before, by=row.author, now=row.changed_at
    )
    moved = Plan.objects.filter(pk=row.pk, revision=row.revision).update(
        title=after["title"],
        objective=after["objective"],
        starts_on=date.fromisoformat(after["starts_on"]),
        weeks=after["weeks"],
        revision=F("revision") + 1,
        changed_at=now,
    )
    if not moved:
        raise ChangedMeanwhile(
            "Somebody saved it at the same moment.", next_step="Save again."
        )
    write_parts(row, after, before=before)
    row.title = after["title"]
    keep_revision(row, revision=row.revision + 1, content=after, by=actor, now=now)
    return content_difference(before, after)


@transaction.atomic
def save(
    *,
    plan: Plan,
    actor: User,
    revision: int,
    content: PlanContent,
    now: datetime,
    clashing: Side | None = None,
    merging: bool = True,
) -> Saved:
    """Make the draft what the document says, and keep what others saved meanwhile.

    ``revision`` is the one that the document was made from. What somebody else
    changed since is merged in, field by field. Where both changed the same, it is
    refused with both values, unless ``clashing`` says whose stands for now. Without
    ``merging`` anything that was changed since is refused.
    """
    row = workable(plan=plan, actor=actor)
    require_editable(row)
    require_sound(content)
    before = plan_content(row)
    after: PlanContent = {**untested(content), "department": row.department}
    who: dict[str, str] = {}
    merged = Merged(after, ())
    if before != after and revision != row.revision:
        base = revision_content(row, revision) if merging else None
        if base is None:  # too long ago, or never
            require_revision(row, revision)
            raise NoSuchRevision("It is not kept.", next_step="Open the plan again.")
        who = changers(row, since=revision)
        merged = merge(
            base=base, theirs=before, mine=after, clashing=clashing or "mine"
        )
        if clashing is None:
            _refuse_clashes(row, merged, who, base)
        require_sound(merged.content)
        after = merged.content
    if before != after:  # else it is the same save sent twice
        changes = _write(row, before=before, after=after, actor=actor, now=now)
        audit.record(
            actor=actor,
            action="changed",
            subject=row,
            now=now,
            changes={**changes, "revision": [row.revision, row.revision + 1]},
        )
        changed(row, before, after, actor, now)
    return Saved(
        plan=Plan.objects.get(pk=row.pk),
        content=after,
        came_in=_by_person(who),
        clashes=merged.clashes,
        renamed=merged.renamed,
    )


def update(
    *,
    plan: Plan,
    actor: User,
    revision: int,
    content: PlanContent,
    now: datetime,
    merging: bool = True,
) -> Plan:
    """Save the draft and return it."""
    return save(
        plan=plan,
        actor=actor,
        revision=revision,
        content=content,
        now=now,
        merging=merging,
    ).plan


@transaction.atomic
def bring_back(
    *, plan: Plan, actor: User, revision: int, seen: int, now: datetime
) -> Plan:
    """Make the draft what it was at an earlier revision, as a new one."""
    row = workable(plan=plan, actor=actor)
    require_revision(row, seen)
    content = revision_content(row, revision)
    if content is None:
        raise NoSuchRevision(
            "What the draft said then is not kept.",
            next_step="Choose one of those on its History tab.",
        )
    return update(plan=row, actor=actor, revision=seen, content=content, now=now)


@transaction.atomic
def thin_revisions(*, now: datetime, kept: Iterable[tuple[int, int]] = ()) -> int:
    """Keep every revision for a day, then the last of each day; return how many went.

    ``kept`` names those, by plan and revision, that something else still counts on.

    An edit that was begun more than a day ago may find no base to be merged from,
    and is then refused as a whole, with what was typed kept.
    """
    old = DraftRevision.objects.filter(at__lt=now - KEPT_WHOLE)
    last = (
        old.annotate(day=TruncDate("at"))
        .values("plan", "day")
        .annotate(last=Max("pk"))
        .values("last")
    )
    lasting = list(last.values_list("last", flat=True))
    for plan, revision in kept:
        row = DraftRevision.objects.filter(plan=plan, revision=revision)
        lasting += row.values_list("pk", flat=True)
    gone, _ = old.exclude(pk__in=lasting).delete()
    return gone
