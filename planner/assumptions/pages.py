"""What the pages of assumptions under test show, ready for their templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime

from core.pages import Phrase, Tone
from core.templatetags.shares import amount
from planner.assumptions.queries import Weighed, net_worth
from planner.plans.models import Assumption, AssumptionTest, Plan
from planner.scores.pages import words
from planner.scores.pages.beliefs import BeliefPage
from planner.scores.pages.evidence import Evidence

STATUS: Mapping[str, tuple[str, Tone]] = {
    "untested": ("untested", "at-risk"),
    "supported": ("supported by a test", "kept"),
    "refuted": ("refuted by a test", "not-kept"),
}


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What was measured last, beside the signpost."""

    figure: str
    signpost: str
    implied: str
    tone: Tone


def reading(test: AssumptionTest, figure: Any) -> Reading | None:  # noqa: ANN401
    """Read the figure measured last beside the signpost; nothing if there is none."""
    implied = test.implies(figure)
    if implied is None:
        return None
    held = implied == AssumptionTest.State.SUPPORTED
    return Reading(
        figure=measured(test, figure),
        signpost=signpost(test),
        implied="so far it holds" if held else "so far it does not hold",
        tone="kept" if held else "not-kept",
    )


def measured(test: AssumptionTest, figure: Any) -> str:  # noqa: ANN401
    """Say a figure with its unit: "28 %"."""
    return f"{amount(figure)}{words.NO_BREAK}{test.unit}".rstrip()


def signpost(test: AssumptionTest) -> str:
    """Say what the figure has to be: "at least 30 %"."""
    return f"{test.get_comparison_display()} {measured(test, test.threshold)}"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One assumption of a plan: what it is worth knowing, and how it is tested."""

    assumption: Assumption
    status: str
    tone: Tone
    worth: str
    net: str
    why: str
    swing: str
    test: AssumptionTest | None
    reading: Reading | None
    earlier: tuple[AssumptionTest, ...]
    reworded: bool
    is_overdue: bool


@dataclass(frozen=True, kw_only=True)
class Tab:
    """The list of a plan's assumptions, in the order in which testing them pays."""

    rows: tuple[Row, ...]
    phrases: tuple[Phrase, ...]
    source: str


def tab(
    plan: Plan,
    assumptions: Sequence[Assumption],
    tests: Sequence[AssumptionTest],
    weighed: Weighed | None,
    leaning: BeliefPage | None,
    *,
    today: date,
) -> Tab:
    """Order a plan's assumptions: untested first, then by worth less what a test costs."""
    evidence = Evidence(weighed.supposition.believed) if weighed else None
    scored = (
        {row["id"]: row for row in evidence.result["assumptions"]} if evidence else {}
    )
    said = {one.code: one for one in leaning.beliefs} if leaning else {}
    found = [_sized(row, tests, scored) for row in assumptions]
    found.sort(key=lambda one: one.weight)
    return Tab(
        rows=tuple(_row(one, evidence, said, today) for one in found),
        phrases=_first(found, evidence),
        source=_source(plan, weighed),
    )


@dataclass(frozen=True, kw_only=True)
class _Sized:
    """An assumption with its tests and its numbers, before words are made of them."""

    assumption: Assumption
    tests: tuple[AssumptionTest, ...]
    worth: float | None
    net: float | None
    swing: float

    @property
    def told(self) -> AssumptionTest | None:
        """Return the newest result that still says something of these words."""
        said = [t for t in self.tests if t.state in {"supported", "refuted", "expired"}]
        newest = max(said, key=lambda t: (t.concluded_at, t.pk), default=None)
        if newest is None or newest.statement != self.assumption.statement:
            return None
        return newest

    @property
    def status(self) -> str:
        if self.told is None:
            return "untested"  # whatever its author says of it
        return "untested" if self.told.state == "expired" else self.told.state

    @property
    def open(self) -> AssumptionTest | None:
        return next((t for t in self.tests if t.is_open), None)

    @property
    def weight(self) -> tuple[bool, float, float]:
        net = self.net if self.net is not None else 0.0
        return self.status != "untested", -net, -abs(self.swing)


def _sized(
    row: Assumption, tests: Sequence[AssumptionTest], scored: Mapping[str, Any]
) -> _Sized:
    own = tuple(test for test in tests if test.assumption == row.code)
    numbers = scored.get(row.code)
    worth = float(numbers["value_of_testing"]) if numbers else None
    opened = next((test for test in own if test.is_open), None)
    return _Sized(
        assumption=row,
        tests=own,
        worth=worth,
        net=net_worth(worth, opened.cost if opened else None),
        swing=float(numbers["swing"]) if numbers else 0.0,
    )


def _row(
    one: _Sized, evidence: Evidence | None, said: Mapping[str, Any], today: date
) -> Row:
    opened = one.open
    label, tone = STATUS[one.status]
    belief = said.get(one.assumption.code)
    worth = ""
    if one.status == "untested" and one.worth is not None and evidence:
        worth = words.money(one.worth, evidence.currency)
    return Row(
        assumption=one.assumption,
        status=label,
        tone=tone,
        worth=worth,
        net=_net(one, evidence) if worth else "",
        why=belief.testing_sentence if belief and worth else "",
        swing=belief.swing_sentence if belief else "",
        test=opened,
        reading=reading(opened, _latest(opened)) if opened else None,
        earlier=tuple(test for test in one.tests if not test.is_open),
        reworded=any(
            test.statement != one.assumption.statement
            for test in one.tests
            if test.state in {"supported", "refuted"}
        )
        and one.told is None,
        is_overdue=opened is not None and opened.due_on < today,
    )


def _latest(test: AssumptionTest) -> Any:  # noqa: ANN401
    """Return the figure measured last; findings must be loaded, the newest first."""
    figures = [row.figure for row in test.findings.all() if row.figure is not None]
    return figures[0] if figures else None


def _net(one: _Sized, evidence: Evidence | None) -> str:
    """Say what is left of the worth once the test is paid, where its cost is known."""
    if one.open is None or one.open.cost is None or one.net is None or not evidence:
        return ""
    cost = words.money(float(one.open.cost), evidence.currency)
    if one.net < 0:
        return f"The test costs {cost}: more than knowing the answer is worth."
    if not one.open.cost:
        return "The test costs nothing."
    left = words.money(one.net, evidence.currency)
    return f"The test costs {cost}, which leaves {left}."


def _first(found: Sequence[_Sized], evidence: Evidence | None) -> tuple[Phrase, ...]:
    """Say in a sentence what is best tested first, and what that decides."""
    untested = [one for one in found if one.status == "untested"]
    if not untested:
        return (Phrase("Everything that this plan believes has been tested."),)
    if evidence is None:
        return ()
    best = untested[0]
    words_of = f"“{best.assumption.statement}”"
    if best.worth and best.net is not None and best.net > 0:
        return (
            Phrase(f"Testing {words_of} first is worth "),
            Phrase(
                words.money(best.net, evidence.currency),
                f"#assumption-{best.assumption.code}",
            ),
            Phrase(
                (" once the test is paid" if best.open and best.open.cost else "")
                + ": it decides whether the plan pays."
            ),
        )
    widest = max(untested, key=lambda one: abs(one.swing))
    points = round(abs(widest.swing) * 100)
    if not points:
        return (
            Phrase(
                "No test would change the decision, nor the chance that all is kept."
            ),
        )
    return (
        Phrase("No single test would change whether the plan pays. Most is learnt of "),
        Phrase(
            f"“{widest.assumption.statement}”",
            f"#assumption-{widest.assumption.code}",
        ),
        Phrase(
            f": it decides {points} point{'' if points == 1 else 's'} of the chance that "
            "all is kept."
        ),
    )


def _source(plan: Plan, weighed: Weighed | None) -> str:
    """Say which score the figures are of."""
    if weighed is None:
        return ""
    if weighed.live:
        return "By the live score of the draft as it stands."
    said = f"By the score of version {weighed.version}"
    if weighed.scored_at is not None:
        said += f" of {date_format(localtime(weighed.scored_at))}"
    if weighed.is_older:
        return f"{said}: an older version, because what was submitted last has no score yet."
    return f"{said}."
