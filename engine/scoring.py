"""The score of a case: the one method behind every number on every screen."""

from collections.abc import Mapping, Sequence

import numpy as np

from engine.beliefs import suppose
from engine.bottleneck import find_bottlenecks
from engine.capable import capable_to_promise
from engine.case import Case, Policy
from engine.committed import DEFAULT_DRAWS, Committed
from engine.draws import check_request
from engine.evaluate import Details, Outcome, evaluate_in_detail
from engine.existing import existing_scores
from engine.leaning import record_leaning
from engine.levels import Levels, Sample
from engine.limits import check_size
from engine.model import Model, compile_case
from engine.offers import counter_offers
from engine.profile import capability_scores
from engine.reasons import Findings, reasons, warnings
from engine.result import (
    Money,
    Probability,
    PromiseScore,
    Reliability,
    ReliabilityModel,
    Score,
    Verdict,
)
from engine.sensitivity import assumption_scores, plan_kept
from engine.summary import probability, reached, spread

# Stored with every score; changes whenever the same case and seed would score otherwise.
MODEL_VERSION = "2.0"


def score(
    case: Case,
    *,
    seed: int = 1,
    draws: int = DEFAULT_DRAWS,
    sensitivities: bool = True,
    beliefs: Mapping[str, bool] | None = None,
    offers: bool = True,
    against: Committed | None = None,
) -> Score:
    """Score a case: what share of the plan's promises can be kept, and why.

    ``draws`` is a power of two from 64 to 65,536, in 8 replicates; the same case, seed and
    draws give the same score. Without ``sensitivities`` the assumptions' swings and the
    capable-to-promise multiples are left out, and so are the counter-offers, which are
    also left out without ``offers`` or with ``beliefs``: the answer while somebody types.
    ``beliefs`` supposes that assumptions hold (True) or fail (False), in the same draws.
    ``against`` is what the case has committed, from ``prepare``: the same score in less
    time, where one plan after the other meets the same commitments.
    Raises ``InvalidCase`` for a seed, a number of draws or a size that cannot be scored,
    for a belief that the plan does not name, and for other commitments than were prepared.
    """
    check_request(seed, draws)
    if against is not None:
        against.check_fits(case, seed, draws)
    model = compile_case(case, against.gathered if against else None)
    check_size(model, draws)
    sample = Sample(model, seed, draws, against)
    suppose(sample, beliefs or {})
    levels = sample.levels()
    outcome, details = evaluate_in_detail(model, levels)
    headline = probability(plan_kept(model, outcome))
    wanted = sensitivities and offers and not beliefs
    countered = wanted and verdict(headline, case.policy) != "keepable"
    counter = counter_offers(case, seed=seed, draws=draws) if countered else None
    found = Findings(
        model=model,
        levels=levels,
        keep_probability=headline,
        promises=promise_scores(model, sample, levels, outcome, details),
        capabilities=capability_scores(model, levels),
        existing=existing_scores(model, details.existing / draws),
        money=money(model, outcome),
        value=spread(outcome.value),
        assumptions=assumption_scores(model, sample, outcome) if sensitivities else (),
    )
    return Score(
        model_version=MODEL_VERSION,
        seed=seed,
        draws=draws,
        verdict=verdict(headline, case.policy),
        keep_probability=headline,
        promises=found.promises,
        capabilities=found.capabilities,
        existing=found.existing,
        money=found.money,
        value=found.value,
        record=record_leaning(model, sample, levels, outcome),
        sensitivities=sensitivities,
        assumptions=found.assumptions,
        capable_to_promise=(
            capable_to_promise(model, levels, outcome) if sensitivities else ()
        ),
        counter_offers=() if counter is None else counter.offers,
        counter_offer_search=None if counter is None else counter.search,
        reasons=reasons(found),
        warnings=warnings(model, sample),
    )


def verdict(headline: Probability, policy: Policy) -> Verdict:
    """Name the keep probability by the company's policy."""
    if headline.value >= policy.keepable:
        return "keepable"
    return "at-risk" if headline.value >= policy.at_risk else "not-keepable"


def promise_scores(
    model: Model, sample: Sample, levels: Levels, outcome: Outcome, details: Details
) -> tuple[PromiseScore, ...]:
    """Return how well each promise of the plan is kept."""
    scores = []
    bottlenecks = find_bottlenecks(model, levels, details)
    for order, layout in enumerate(model.promises):
        promise = model.case.promises[layout.index]
        rates = outcome.rates[order]
        scores.append(
            PromiseScore(
                id=promise.id,
                target=promise.target,
                keep_rate=spread(rates),
                keep_probability=probability(
                    reached(rates, np.asarray(promise.target))
                ),
                reliability=reliability(sample, levels, layout.index),
                bottleneck=bottlenecks[order],
            )
        )
    return tuple(scores)


def reliability(sample: Sample, levels: Levels, index: int) -> Reliability:
    """Return how reliable a promise is when it is on time, and how that is known."""
    promise = sample.model.case.promises[index]
    outlook = sample.outlooks.get(index)
    kind: ReliabilityModel = "beta-posterior"
    if promise.reliability is not None:
        kind = "given"
    elif outlook is not None:
        kind = "drifting-record"
    elif promise.track_record is None:
        kind = "assumed"
    values = spread(levels.reliability[index])
    return Reliability(
        kind,
        values.mean,
        values.p10,
        values.p90,
        None if outlook is None else outlook.history,
        None if outlook is None else outlook.latest,
    )


def money(model: Model, outcome: Outcome) -> Money:
    """Return the budget, what of it is at risk, and the share on existing customers."""
    tactics = model.case.plan.tactics
    budget = float(sum(tactic.budget for tactic in tactics))
    existing = sum(t.budget for t in tactics if t.audience in ("existing", "lapsed"))
    order = {
        model.case.promises[layout.index].id: number
        for number, layout in enumerate(model.promises)
    }
    at_risk = sum(
        tactic.budget
        * (1.0 - kept_together(model, outcome, [order[p] for p in tactic.promises]))
        for tactic in tactics
    )
    share = float(existing / budget) if budget else 0.0
    return Money(budget=budget, at_risk=float(at_risk), share_on_existing=share)


def kept_together(model: Model, outcome: Outcome, orders: Sequence[int]) -> float:
    """Return the probability that several promises all reach their targets."""
    targets = [
        model.case.promises[model.promises[order].index].target for order in orders
    ]
    rates = outcome.rates[list(orders)]
    return float(reached(rates, np.array(targets)[:, None]).all(axis=0).mean())
