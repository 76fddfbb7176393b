"""Say which needs of customers a promise serves."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.policy import Act, allows, require
from core.refusals import Invalid
from customers.models import Need
from promises.models import Promise, PromiseState, ServedNeed
from promises.services.rules import change, require_state

MOST_NEEDS = 200


def may_say_needs(actor: User, promise: Promise) -> bool:
    """Whoever drafts promises knows customers; a retired promise serves nobody."""
    return allows(actor, Act.DRAFT_PROMISES) and promise.state != PromiseState.RETIRED


def _served(promise: Promise) -> dict[int, str]:
    rows = ServedNeed.objects.filter(promise=promise)
    return dict(rows.values_list("need_id", "need__code"))


@transaction.atomic
def set_needs(
    *,
    actor: User,
    promise: Promise,
    needs: Collection[Need],
    revision: int,
    now: datetime,
) -> Promise:
    """Say anew which needs a promise serves: these, and no others."""
    require(actor, Act.DRAFT_PROMISES)
    require_state(
        promise,
        *(state for state in PromiseState if state != PromiseState.RETIRED),
        next_step="Link the promise that took its place.",
    )
    if len(needs) > MOST_NEEDS:
        words = f"At most {MOST_NEEDS} needs: a promise to everybody is one to nobody."
        raise Invalid(words, errors={"needs": [words]})
    before = _served(promise)
    after = {need.pk: need.code for need in needs}
    if before == after:  # the same sent twice
        return promise
    change(promise, revision=revision, now=now)
    ServedNeed.objects.filter(promise=promise).exclude(need__in=after).delete()
    ServedNeed.objects.bulk_create(
        ServedNeed(promise=promise, need_id=key, added_by=actor, added_at=now)
        for key in after.keys() - before.keys()
    )
    audit.record(
        actor=actor,
        action="promise.needs-changed",
        subject=promise,
        now=now,
        changes={"needs": [sorted(before.values()), sorted(after.values())]},
    )
    return promise


@transaction.atomic
def serve(
    *,
    actor: User,
    promise: Promise,
    need: Need,
    serves: bool,
    revision: int,
    now: datetime,
) -> Promise:
    """Say that a promise serves one need, or does not."""
    known = ServedNeed.objects.filter(promise=promise).select_related("need")
    needs = {row.need for row in known}
    return set_needs(
        actor=actor,
        promise=promise,
        needs=needs | {need} if serves else needs - {need},
        revision=revision,
        now=now,
    )
