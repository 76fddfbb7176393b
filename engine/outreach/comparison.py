"""Whether contacting people changes what they buy: only against people not contacted.

*Experiment.* A random part was held out from some day on; everybody else may be contacted.
All of the one part are compared with all of the other, whether reached or not, because who
is reached is chosen, and the chosen would have bought more anyway (intention to treat). The
difference in means has Welch's interval (B. L. Welch, Biometrika 34, 1947) or Student's, the
wider. Divided by the share that was contacted it is what a contact brought, if standing on
the list without being contacted changes nothing.

*Comparison.* Without such a part, everybody contacted in a week is compared with people not
contacted until the end of the same days and alike before the week: in days since the last
purchase, number of purchases and money spent. With n contacted in all, n_s of them and m_s
others in stratum s, the difference is Σ (y_i − mean_s) / n. Its standard error sums, person by
person, what each contributes in every week, so that one who is compared twice is not counted
as two (cluster-robust; S. Athey and G. Imbens, Econometrics of Randomized Experiments, 2017).
What made somebody contact this one and not that one is not known to it: it is no experiment.

Both refuse to say anything with too few people or buyers.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

Real = NDArray[np.float64]
Whole = NDArray[np.int64]
Flag = NDArray[np.bool_]

FEWEST_PEOPLE: Final = 40
FEWEST_BUYERS: Final = 10
CONFIDENCE: Final = 0.95
NEVER: Final = np.iinfo(np.int64).max
RECENCIES: Final = (30, 90, 180, 365, 730)  # days since the last purchase
FREQUENCIES: Final = (1, 2, 4, 8)  # purchases before
SPENDINGS: Final = (0.25, 0.5, 0.75)  # quantiles of the money spent before


class NoClaim(ValueError):
    """There is nothing to compare with, or too little to say anything."""


@dataclass(frozen=True, slots=True, eq=False)
class Bought:
    """Purchases: whose, on which day and for how much, (n,) each."""

    person: Whole
    day: Whole
    amount: Real


@dataclass(frozen=True, slots=True)
class Effect:
    """Means of the contacted and of the others, and the difference with its interval."""

    contacted: float
    others: float
    difference: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Say whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was found per person: money and number of purchases in ``days`` days.

    ``cases`` are the people on the side of the contacted, ``compared`` those on the other;
    ``reached`` how many of the cases were really contacted; ``alone`` the contacted for
    whom there was nobody alike.
    """

    is_experiment: bool
    days: int
    cases: int
    compared: int
    reached: int
    alone: int
    value: Effect
    number: Effect


def sums(bought: Bought, begins: Whole, days: int) -> tuple[Real, Real]:
    """Return money and number of each person's purchases in ``days`` days from ``begins``.

    The day itself is the first; ``begins`` is (people,).
    """
    since = bought.day - begins[bought.person]
    within = (since >= 0) & (since < days)
    who = bought.person[within]
    size = len(begins)
    number = np.bincount(who, minlength=size).astype(float)
    money = np.bincount(who, bought.amount[within], size).astype(float)
    return money, number


def experiment(
    bought: Bought, *, held: Flag, reached: Flag, begins: int, days: int
) -> Comparison:
    """Compare everybody who was not held out with everybody who was.

    ``held`` and ``reached`` are (people,): held out at random on day ``begins``, and
    contacted in the ``days`` days since. Raises ``NoClaim`` with too few on a side.
    """
    value, number = sums(bought, np.full(len(held), begins), days)
    enough(number[~held], "who were not held out")
    enough(number[held], "who were held out")
    return Comparison(
        is_experiment=True,
        days=days,
        cases=int((~held).sum()),
        compared=int(held.sum()),
        reached=int((reached & ~held).sum()),
        alone=0,
        value=difference(value[~held], value[held]),
        number=difference(number[~held], number[held]),
    )


def enough(number: Real, whom: str) -> None:
    """Refuse a side with too few people, or too few who bought anything."""
    buyers = int((number > 0).sum())
    if len(number) < FEWEST_PEOPLE:
        raise NoClaim(f"There are {len(number)} people {whom}; {FEWEST_PEOPLE} needed.")
    if buyers < FEWEST_BUYERS:
        raise NoClaim(f"Only {buyers} people {whom} bought; {FEWEST_BUYERS} needed.")


def difference(one: Real, other: Real) -> Effect:
    """Return the difference in means of two samples with the wider of two intervals.

    Welch's lets the sides vary differently; Student's takes the variance of both together,
    which is safer where a small side happens to hold none of the few who spend much.

    >>> found = difference(np.array([1.0, 2.0, 3.0, 4.0]), np.array([0.0, 1.0, 2.0, 1.0]))
    >>> round(found.difference, 2), round(found.low, 2), round(found.high, 2)
    (1.5, -0.46, 3.46)
    """
    sizes = np.array([len(one), len(other)])
    spread = np.array([one.var(ddof=1), other.var(ddof=1)])
    parts = spread / sizes
    if not parts.any():
        return effect(one.mean(), other.mean(), 0.0, 1.0)
    welch = parts.sum() ** 2 / (parts**2 / (sizes - 1)).sum()
    pooled = (spread * (sizes - 1)).sum() / (sizes.sum() - 2) * (1 / sizes).sum()
    both = (
        effect(one.mean(), other.mean(), float(np.sqrt(parts.sum())), welch),
        effect(one.mean(), other.mean(), float(np.sqrt(pooled)), sizes.sum() - 2),
    )
    return max(both, key=lambda each: each.high)


def effect(contacted: float, others: float, error: float, freedom: float) -> Effect:
    """Return the difference with Student's interval."""
    wide = float(stdtrit(freedom, (1 + CONFIDENCE) / 2) * error)
    gap = float(contacted - others)
    return Effect(float(contacted), float(others), gap, gap - wide, gap + wide)


def matched(bought: Bought, *, contacted: Whole, last: int, days: int) -> Comparison:
    """Compare each contacted with people alike who were not contacted until the end of the same days.

    ``contacted`` is (people,): the day of the first contact, ``NEVER`` for none; ``last`` is
    the last day on which purchases are known. Contacts of one week are taken together, and
    those whose ``days`` days are not over are left out. Raises ``NoClaim`` with too few.
    """
    weeks = contacted // 7
    over = (contacted != NEVER) & ((weeks + 1) * 7 + days - 1 <= last)
    tally = Tally(len(contacted))
    for week in np.unique(weeks[over]).tolist():
        begins = (week + 1) * 7
        cases = over & (weeks == week)
        free = contacted >= begins + days
        strata = strata_before(bought, week * 7, len(contacted))
        tally.add(cases, free, strata, sums(bought, np.full(len(cases), begins), days))
    return tally.result(days)


def strata_before(bought: Bought, day: int, people: int) -> Whole:
    """Return each person's stratum by what they bought before a day; −1 for who never did."""
    before = bought.day < day
    who, when = bought.person[before], bought.day[before]
    number = np.bincount(who, minlength=people)
    spent = np.bincount(who, bought.amount[before], people)
    latest = np.full(people, -(2**40))
    np.maximum.at(latest, who, when)
    has = number > 0
    if not has.any():
        return np.full(people, -1)
    recency = np.searchsorted(RECENCIES, day - latest)
    frequency = np.searchsorted(FREQUENCIES, number)
    money = np.searchsorted(np.quantile(spent[has], SPENDINGS), spent)
    cell = (recency * (len(FREQUENCIES) + 1) + frequency) * (len(SPENDINGS) + 1) + money
    found: Whole = np.where(has, cell, -1)
    return found


class Tally:
    """Adds up weeks of contacted people and those alike; turns them into a comparison."""

    def __init__(self, people: int) -> None:
        self.people = people
        self.gaps: list[tuple[Whole, Real, Real]] = []
        self.used: list[tuple[Whole, Real]] = []
        self.alone = 0

    def add(
        self, cases: Flag, free: Flag, strata: Whole, sums: tuple[Real, Real]
    ) -> None:
        """Take in one week: who was contacted, who was free of it, and what they bought."""
        size = int(strata.max(initial=0)) + 2
        place = strata + 1
        others = np.bincount(place[free], minlength=size)
        can = cases & (others[place] > 1)
        self.alone += int((cases & ~can).sum())
        share = np.bincount(place[can], minlength=size) / np.maximum(others, 1)
        means = np.stack(
            [
                np.bincount(place[free], each[free], size) / np.maximum(others, 1)
                for each in sums
            ]
        )
        who = np.flatnonzero(can)
        mean = means[:, place[who]]
        self.gaps.append((who, np.stack(sums)[:, who], mean))
        serving = np.flatnonzero(free & (share[place] > 0))
        worth = share[place[serving]] * np.sqrt(
            others[place[serving]] / np.maximum(others[place[serving]] - 1, 1)
        )
        off = np.stack(sums)[:, serving] - means[:, place[serving]]
        self.used.append((serving, worth * off))

    def result(self, days: int) -> Comparison:
        """Return the comparison, or refuse."""
        if not self.gaps:
            raise NoClaim("Nobody was contacted long enough ago to know what followed.")
        who = np.concatenate([each[0] for each in self.gaps])
        theirs = np.concatenate([each[1] for each in self.gaps], axis=1)
        alike = np.concatenate([each[2] for each in self.gaps], axis=1)
        serving = np.concatenate([each[0] for each in self.used])
        off = np.concatenate([each[1] for each in self.used], axis=1)
        compared = len(np.unique(serving))
        if compared < FEWEST_PEOPLE:
            raise NoClaim(f"There are {compared} people alike; {FEWEST_PEOPLE} needed.")
        enough(theirs[1], "with people alike who were contacted")
        value, number = (
            self.effect(who, theirs[i], alike[i], serving, off[i]) for i in (0, 1)
        )
        return Comparison(
            is_experiment=False,
            days=days,
            cases=len(who),
            compared=compared,
            reached=len(who),
            alone=self.alone,
            value=value,
            number=number,
        )

    def effect(
        self, who: Whole, theirs: Real, alike: Real, serving: Whole, off: Real
    ) -> Effect:
        """Return the difference; its error sums each person's share over all weeks."""
        gap = theirs - alike
        pull = np.bincount(who, gap - gap.mean(), self.people)
        pull -= np.bincount(serving, off, self.people)
        size = len(who)
        error = np.sqrt((pull**2).sum() * size / (size - 1)) / size
        return effect(theirs.mean(), alike.mean(), float(error), size - 1)
