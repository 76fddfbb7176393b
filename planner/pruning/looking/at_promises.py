"""Look at one promise after the other."""

from planner.pruning import telling
from planner.pruning.grounds import (
    Judgement,
    Keeping,
    Loss,
    Return,
    cannot_be_kept,
    earns_no_loyalty,
    returns_less,
    serves_no_need,
)
from planner.pruning.loads import loads
from planner.pruning.looking.sight import Document, Sight, ahead
from promises.models import Promise


def look_at_promises(sight: Sight) -> list[Document]:
    found = []
    promises = sight.world.promises
    for done, promise in enumerate(promises):
        sight.say(50 + 20 * done // len(promises), f"Looking at {promise.code}")
        found.append(_promise(sight, promise))
    return found


def _promise(sight: Sight, promise: Promise) -> Document:
    judged = _judge_promise(sight, promise)
    sight.about[promise.pk] = judged
    rows = sight.world.of_promise(promise)
    entry = sight.entry(
        "promise",
        f"promise-{promise.pk}",
        promise.statement,
        judged,
        {
            "promise": promise.pk,
            "code": promise.code,
            "revision": promise.revision,
            "state": promise.state,
            "state_words": promise.get_state_display(),
            "owner": promise.owner.name,
        },
    )
    if entry["grounds"]:
        ledger = sight.world.ledgers.get(promise.pk)
        entry |= sight.freed(rows, money=_money_of(sight, promise))
        entry["waiting"] = sight.rescoring.without(rows, promise=promise.code)
        entry["telling"] = telling.of_promise(promise, sight.world)
        entry["ledger"] = {
            "open": ledger.open if ledger else 0,
            "open_customers": ledger.open_customers if ledger else 0,
            "last_due": ledger.last_due.isoformat()
            if ledger and ledger.last_due
            else None,
            "customers": ledger.customers if ledger else 0,
        }
    return entry


def _judge_promise(sight: Sight, promise: Promise) -> list[Judgement]:
    at_risk = float(sight.world.policy.at_risk)
    keeping = sight.keepings.get(promise.code)
    judged: list[Judgement] = [
        serves_no_need(promise.needs),  # type: ignore[attr-defined]
        cannot_be_kept(keeping, at_risk=at_risk),
    ]
    if promise.is_made:
        judged.append(earns_no_loyalty(_loss(promise)))
        judged += _return_of(sight, promise, keeping)
    return judged


def _return_of(
    sight: Sight, promise: Promise, keeping: Keeping | None
) -> list[Judgement]:
    """Judge what a promise returns, where anybody is promised it at all."""
    if keeping is None or keeping.assumed:
        return []
    margin = sight.margins.get(promise.code)
    if margin is None:
        return [returns_less(None)]
    rows = sight.world.of_promise(promise)
    charge, taken = sight.competition.charge(
        loads(rows, sight.world.start, sight.competition.weeks)
    )
    weeks = sight.competition.weeks
    lost = float(promise.break_cost or 0)
    occasions = keeping.weekly * weeks
    earned = {
        name: occasions * (margin[0] * rate - lost * (1.0 - rate))
        for name, rate in keeping.rate.items()
    }
    basis = {"margin": margin[0], "break_cost": lost, "occasions": occasions}
    found = Return(
        earned=earned, charge=charge, taken=taken, basis=basis | {"weeks": weeks}
    )
    return [returns_less(found)]


def _money_of(sight: Sight, promise: Promise) -> float:
    """Return what running plans would still spend on telling of it alone."""
    return sum(
        ahead(tactic, sight.world) * float(tactic.content["budget"])
        for tactic in sight.world.tactics()
        if not tactic.waits and tactic.content["promises"] == [promise.code]
    )


def _loss(promise: Promise) -> Loss | None:
    found = getattr(promise, "break_loss", None)
    if found is None:
        return None
    return Loss(
        broken=found.broken,
        broken_lost=found.broken_lost,
        kept=found.kept,
        kept_lost=found.kept_lost,
        followed_weeks=found.followed_weeks,
        difference=found.difference,
        low=found.low,
        high=found.high,
    )
