"""Conclude a test: the plan is scored again, and an approval comes back if it failed."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.queries import local_day
from planner.assumptions.services.refusals import InvalidTest
from planner.assumptions.services.rules import require_revision, runnable, worded
from planner.decisions import services as decisions
from planner.decisions.models import Recall
from planner.plans.models import AssumptionTest
from planner.scores import services as scores

State = AssumptionTest.State
RESULTS = (State.SUPPORTED, State.REFUTED)


@dataclass(frozen=True, kw_only=True)
class Conclusion:
    """What a test came to, and what follows."""

    test: AssumptionTest
    recall: Recall | None
    rescored: bool


@transaction.atomic
def conclude(
    *,
    test_id: int,
    actor: User,
    result: str,
    reason: str,
    now: datetime,
    figure: Decimal | None = None,
    revision: int | None = None,
) -> Conclusion:
    """Say that an assumption is supported or refuted, and why.

    What was submitted of the plan is scored again at once. A refuted assumption under
    an approval puts the plan before the CEO again. Of two who conclude at once one is
    told what the other said.
    """
    test = runnable(test_id=test_id, actor=actor)
    if revision is not None:
        require_revision(test, revision)
    if result not in RESULTS:
        words = "Choose one: supported or refuted."
        raise InvalidTest(words, errors={"result": [words]})
    words = worded(reason, "reason", "Say what came out, and why you read it so.")
    figure = newest_figure(test) if figure is None else _checked(figure)
    if test.valid_until is not None and test.valid_until < local_day(now):
        late = "By this card a result would have run out already: choose a later day."
        raise InvalidTest(late, errors={"valid_until": [late]})
    _end(test, State(result), actor=actor, reason=words, figure=figure, now=now)
    run = scores.rescore_tested(
        plan=test.plan, reason=f"Tested and {result}: {test.statement}", now=now
    )
    recalled = None
    if result == State.REFUTED:
        recalled = decisions.recall(test=test, now=now)
    return Conclusion(test=test, recall=recalled, rescored=run is not None)


def newest_figure(test: AssumptionTest) -> Decimal | None:
    """Return the figure that was measured last, if any was."""
    measured = test.findings.filter(figure__isnull=False)
    return measured.order_by("-on", "-pk").values_list("figure", flat=True).first()


def _checked(figure: Decimal) -> Decimal:
    """Return a figure that fits beside its signpost."""
    try:
        AssumptionTest._meta.get_field("threshold").run_validators(figure)
    except ValidationError as error:
        raise InvalidTest(
            error.messages[0], errors={"figure": error.messages}
        ) from error
    return figure


@transaction.atomic
def drop_test(
    *, test_id: int, actor: User, reason: str, now: datetime
) -> AssumptionTest:
    """Give a test up, and say why; the assumption stays as it was."""
    test = runnable(test_id=test_id, actor=actor)
    words = worded(reason, "reason", "Say why it is not tested after all.")
    _end(test, State.DROPPED, actor=actor, reason=words, figure=None, now=now)
    return test


ACTIONS = {
    State.SUPPORTED: "supported an assumption",
    State.REFUTED: "refuted an assumption",
    State.DROPPED: "dropped a test of an assumption",
}


def _end(
    test: AssumptionTest,
    state: AssumptionTest.State,
    *,
    actor: User,
    reason: str,
    figure: Decimal | None,
    now: datetime,
) -> None:
    before = test.state
    test.state, test.reason, test.figure = state, reason, figure
    test.concluded_by, test.concluded_at = actor, now
    test.changed_at = now
    test.revision += 1
    test.save()
    measured = {} if figure is None else {"figure": [None, figure]}
    audit.record(
        actor=actor,
        action=ACTIONS[state],
        subject=test.plan,
        now=now,
        changes={
            "assumption": test.statement,
            "test": [before, state],
            "reason": [None, reason],
            **measured,
        },
    )


def expire_results(*, now: datetime) -> int:
    """Let results run out whose last day is over, and have scored what leaned on them."""
    late = AssumptionTest.objects.outlived(local_day(now)).order_by("pk")
    count = sum(_expire(key, now=now) for key in late.values_list("pk", flat=True))
    scores.refresh_tested(now=now)
    return count


@transaction.atomic
def _expire(key: int, *, now: datetime) -> bool:
    locked = AssumptionTest.objects.select_for_update(of=("self",))
    test = locked.select_related("plan").get(pk=key)
    if test.state not in RESULTS:
        return False
    before = test.state
    test.state, test.changed_at = State.EXPIRED, now
    test.save(update_fields=["state", "changed_at"])
    audit.record(
        actor=None,
        action="let the result of a test run out",
        subject=test.plan,
        now=now,
        changes={"assumption": test.statement, "test": [before, State.EXPIRED]},
    )
    return True
