"""The score of a case: the one method behind every number on every screen."""

from collections.abc import Mapping, Sequence

from engine.beliefs import suppose
from engine.bottleneck import find_bottlenecks
from engine.capable import capable_to_promise
from engine.case import Case, Policy
from engine.committed import DEFAULT_DRAWS, Committed
from engine.draws import REPLICATES, check_request
from engine.evaluate import Details, evaluate_in_detail
from engine.existing import existing_scores
from engine.leaning import record_leaning
from engine.levels import Levels, Sample
from engine.limits import check_size, fits
from engine.memory import Memory
from engine.model import Model, compile_case
from engine.offers import counter_offers
from engine.piece import Outcome, budget
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
from engine.sensitivity import assumption_scores
from engine.summary import probability, spread
from engine.turning import Turn

# Stored with every score; changes whenever the same case and seed would score otherwise.
MODEL_VERSION = "2.4"

# Where a headline is less certain than this, more draws are taken, up to so many times.
LARGEST_ERROR = 0.005
# Eight replicates tell their own error only roughly. The error of plain draws, which that of
# scrambled nets is hardly ever above, is weighed in as if four more had shown it.
PLAIN_WEIGHT = 4
MOST_TIMES = 4


def score(
    case: Case,
    *,
    seed: int = 1,
    draws: int | None = None,
    sensitivities: bool = True,
    beliefs: Mapping[str, bool] | None = None,
    searches: bool = True,
    against: Committed | None = None,
) -> Score:
    """Score a case: what share of the plan's promises can be kept, and why.

    ``draws`` is a power of two from 64 to 65,536, in 8 replicates; the same case, seed and
    draws give the same score. Unless they are given they are 4,096, twice or four times as
    many where the headline's standard error would be above 0.005; capable-to-promise and
    counter-offers are searched in the first 4,096. Without ``sensitivities`` the assumptions' swings are left
    out, and all that is searched for: the answer while somebody types. Without ``searches``
    capable-to-promise and counter-offers are left out, the latter also with ``beliefs``.
    ``beliefs`` supposes that assumptions hold (True) or fail (False), in the same draws.
    ``against`` is what the case has committed, from ``prepare``: the same score in less
    time, where one plan after the other meets the same commitments.
    Raises ``InvalidCase`` for a seed, a number of draws or a size that cannot be scored,
    for a belief that the plan does not name, and for other commitments than were prepared.
    """
    first = DEFAULT_DRAWS if draws is None else draws
    check_request(seed, first)
    if against is not None:
        against.check_fits(case, seed, first)
    model = compile_case(case, against.gathered if against else None)
    check_size(model, first)
    believed = beliefs or {}
    seen = Seen(Sample(model, seed, first, against), believed, turning=sensitivities)
    while draws is None and seen.too_rough():
        more = Sample(model, seed, 2 * seen.sample.draws, against)
        seen = Seen(more, believed, turning=sensitivities)
    sample, levels, outcome, headline = (
        seen.sample,
        seen.levels,
        seen.outcome,
        seen.headline,
    )
    searched = sensitivities and searches
    hoped = searched and not beliefs
    countered = hoped and verdict(headline, case.policy) != "keepable"
    counter = counter_offers(case, seed=seed, draws=first) if countered else None
    found = Findings(
        model=model,
        levels=levels,
        keep_probability=headline,
        promises=promise_scores(model, sample, levels, outcome, seen.details),
        capabilities=capability_scores(model, levels.between(0, seen.details.draws)),
        existing=existing_scores(model, seen.details.existing / seen.details.draws),
        money=money(model, outcome),
        value=spread(outcome.value),
        assumptions=assumption_scores(sample, outcome, seen.turns),
    )
    return Score(
        model_version=MODEL_VERSION,
        seed=seed,
        draws=sample.draws,
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
            capable_to_promise(model, levels, outcome, most=first) if searched else ()
        ),
        counter_offers=() if counter is None else counter.offers,
        counter_offer_search=None if counter is None else counter.search,
        reasons=reasons(found),
        warnings=warnings(model, sample),
    )


class Seen:
    """What the draws of a sample show of a plan."""

    def __init__(
        self, sample: Sample, beliefs: Mapping[str, bool], *, turning: bool
    ) -> None:
        suppose(sample, beliefs)
        self.model, self.sample = sample.model, sample
        self.levels = sample.levels()
        assumptions = len(sample.fails) if turning else 0
        memory = Memory()
        self.turns = [Turn(sample, index, memory) for index in range(assumptions)]
        self.outcome, self.details = evaluate_in_detail(
            sample.model, self.levels, [turn.watch for turn in self.turns]
        )
        self.headline = probability(self.outcome.kept)

    def too_rough(self) -> bool:
        """Tell whether the headline wants more draws, and there is room for them."""
        draws = self.sample.draws
        plain = float(self.outcome.kept.var()) / draws
        seen = (REPLICATES - 1) * self.headline.standard_error**2
        variance = (seen + PLAIN_WEIGHT * plain) / (REPLICATES - 1 + PLAIN_WEIGHT)
        return (
            variance > LARGEST_ERROR**2
            and draws < MOST_TIMES * DEFAULT_DRAWS
            and fits(self.model, 2 * draws)
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
    explained = levels.between(0, details.draws)
    bottlenecks = find_bottlenecks(model, explained, details)
    for order, layout in enumerate(model.promises):
        promise = model.case.promises[layout.index]
        scores.append(
            PromiseScore(
                id=promise.id,
                target=promise.target,
                keep_rate=spread(outcome.rates[order]),
                keep_probability=probability(outcome.chances[order]),
                reliability=reliability(sample, explained, layout.index),
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
    spent = budget(model)
    existing = sum(t.budget for t in tactics if t.audience in ("existing", "lapsed"))
    order = {
        model.case.promises[layout.index].id: number
        for number, layout in enumerate(model.promises)
    }
    at_risk = sum(
        tactic.budget
        * (1.0 - kept_together(outcome, [order[p] for p in tactic.promises]))
        for tactic in tactics
    )
    share = float(existing / spent) if spent else 0.0
    return Money(budget=spent, at_risk=float(at_risk), share_on_existing=share)


def kept_together(outcome: Outcome, orders: Sequence[int]) -> float:
    """Return the probability that several promises all reach their targets."""
    return float(outcome.chances[list(orders)].prod(axis=0).mean())
