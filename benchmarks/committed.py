"""One more plan against everything that is committed (row a-prime)."""

from typing import Any

import engine
from benchmarks.cases import make_case
from benchmarks.harness import Section, exponent, in_turn, table

SIZE = {"tactics": 10, "promises": 10, "capabilities": 6, "periods": 26}
COMMITTED = (10, 30, 100, 300, 1_000)
LEAST_RATIO = 10.0
LARGEST_EXPONENT = 0.1


def crowded(committed: int) -> dict[str, Any]:
    """Build a plan beside the estimates of so many approved plans, ten weeks each."""
    document = make_case(**SIZE)
    weeks = SIZE["periods"]
    document["commitments"] = [
        {
            "promise": f"p{number % SIZE['promises']}",
            "occasions": {
                point: [
                    amount / committed
                    if number % 16 <= week < number % 16 + 10
                    else 0.0
                    for week in range(weeks)
                ]
                for point, amount in (("low", 50.0), ("likely", 80.0), ("high", 150.0))
            },
            "plan": f"plan-{number}",
        }
        for number in range(committed)
    ]
    return document


def section() -> Section:
    """Measure, check and describe."""
    rows, ours, scratch, same = [], [], [], True
    for committed in COMMITTED:
        document = crowded(committed)
        case = engine.parse_case(document)
        against = engine.prepare(case)

        def again(case: engine.Case = case, world: object = against) -> engine.Score:
            return engine.score(case, sensitivities=False, against=world)  # type: ignore[arg-type]

        def whole(document: object = document) -> engine.Score:
            return engine.score(engine.parse_case(document), sensitivities=False)

        def drawn(case: engine.Case = case) -> engine.Score:
            return engine.score(case, sensitivities=False)

        same = same and again().document() == whole().document()
        found = in_turn({"again": again, "drawn": drawn, "whole": whole})
        ours.append(min(found["again"].seconds))
        scratch.append(min(found["whole"].seconds))
        rows.append(
            (
                f"{committed:,}",
                found["again"].shown(),
                found["drawn"].shown(),
                found["whole"].shown(),
                f"{scratch[-1] / ours[-1]:.1f}",
            )
        )
    ratio, slope = scratch[-1] / ours[-1], exponent(COMMITTED, ours)
    checks = [
        ("the same score, to the byte", "yes" if same else "NO", "yes"),
        (
            "times cheaper at 1,000, quickest runs",
            f"{ratio:.1f}",
            f"≥ {LEAST_RATIO:.0f}",
        ),
        ("exponent in what is committed", f"{slope:.2f}", f"≤ {LARGEST_EXPONENT}"),
    ]
    head = (
        "committed",
        "against what was prepared, ms",
        "drawn anew, ms",
        "from the document, ms",
        "times cheaper",
    )
    body = (
        "A plan of 10 tactics, 10 promises, 6 capabilities, 26 weeks and 4,096 draws, "
        "without sensitivities, beside the estimates of approved plans, ten weeks each. From "
        "scratch a score reads the document, draws every estimate and loads it on what it "
        "requires; `engine.prepare` has done that once for every plan that comes.\n\n"
        f"{table(head, rows)}\n\n{table(('check', 'found', 'aim'), checks)}"
    )
    return Section("One more plan against what is committed", body, passed=same)
