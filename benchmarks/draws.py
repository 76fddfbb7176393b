"""How many draws a probability needs (row b)."""

from copy import deepcopy
from typing import Any

import numpy as np
from numpy.typing import NDArray

import engine
from benchmarks.cases import make_case
from benchmarks.harness import Section, table
from engine.draws import REPLICATES
from engine.evaluate import evaluate
from engine.levels import Sample
from engine.model import compile_case

SIZE = {"tactics": 10, "promises": 10, "capabilities": 6, "periods": 26}
SEEDS = 64
FEW = 50
DRAWS = (256, 1_024, 4_096)
REFERENCE_DRAWS = 65_536
LARGEST_ERROR = 0.005
AIM = 0.001

Array = NDArray[np.float64]


def headlines(model: object, draws: int, seeds: int) -> Array:
    """Return the keep probability of the plan from several seeds."""
    found = []
    for seed in range(1, seeds + 1):
        levels = Sample(model, seed, draws).levels()  # type: ignore[arg-type]
        found.append(evaluate(model, levels).kept.mean())  # type: ignore[arg-type]
    return np.array(found)


def headline(case: engine.Case, seed: int) -> float:
    """Return the keep probability as a score tells it, at the draws it takes."""
    return engine.score(case, seed=seed, sensitivities=False).keep_probability.value


def unsure(document: dict[str, Any]) -> engine.Case:
    """Return the case with twice the room, and promises of few outcomes each."""
    document = deepcopy(document)
    for capability in document["capabilities"]:
        for point in ("low", "likely", "high"):
            capability["capacity"][point] *= 2.0
    for promise in document["promises"]:
        promise["track_record"] = {"kept": FEW - 2, "broken": 2}
    return engine.parse_case(document)


def section() -> Section:
    """Measure, check and describe."""
    document = make_case(**SIZE)
    for capability in document["capabilities"]:
        for point in ("low", "likely", "high"):
            capability["capacity"][point] *= 1.5
    case = engine.parse_case(document)
    model = compile_case(case)
    scored = engine.score(case, sensitivities=False)
    told = scored.keep_probability
    reference = float(headlines(model, REFERENCE_DRAWS, 2).mean())
    plain = np.sqrt(reference * (1.0 - reference))
    rows, errors = [], []
    for draws in DRAWS:
        errors.append(float(headlines(model, draws, SEEDS).std(ddof=1)))
        rows.append(
            (f"{draws:,}", f"{plain / np.sqrt(draws):.4f}", f"{errors[-1]:.4f}")
        )
    seen = float(np.std([headline(case, seed) for seed in range(1, SEEDS + 1)], ddof=1))
    few = float(headlines(compile_case(unsure(document)), DRAWS[-1], SEEDS).std(ddof=1))
    needed = DRAWS[-1] * (errors[-1] / AIM) ** 2
    gap = abs(told.value - reference)
    bound = 4.0 * errors[-1] + 1e-9
    checks = [
        (
            f"the headline's own standard error, at the {scored.draws:,} draws it took",
            f"{told.standard_error:.4f}",
            f"≤ {LARGEST_ERROR}",
        ),
        (
            f"… as seen over {SEEDS} seeds, each at the draws it took",
            f"{seen:.4f}",
            f"≤ {LARGEST_ERROR}",
        ),
        (
            f"… with records of {FEW} outcomes, at 4,096 draws",
            f"{few:.4f}",
            f"≤ {LARGEST_ERROR}",
        ),
        (f"off {2 * REFERENCE_DRAWS:,} draws", f"{gap:.4f}", f"≤ {bound:.4f}"),
        (
            f"draws for a standard error of {AIM}, plain",
            f"{(plain / AIM) ** 2:,.0f}",
            "–",
        ),
        (
            "… scrambled Sobol, at the pace of the root from 4,096",
            f"{needed:,.0f}",
            "≤ 4,096",
        ),
    ]
    body = (
        "10 tactics, 10 promises, 6 capabilities, 26 weeks, every demand, capacity and "
        f"reliability uncertain; keep probability of the plan {reference:.3f}. Deviation of "
        f"the headline over {SEEDS} seeds; each is {REPLICATES} scrambles.\n\n"
        f"{table(('draws', 'plain draws', 'scrambled Sobol'), rows)}\n\n"
        f"{table(('check', 'found', 'aim'), checks)}\n\n"
        "A probability near a half is the worst case; near 0 and 1, where verdicts are sure, "
        "the error vanishes. Reliability is integrated out: where it is most of the doubt, as "
        "with short records, little error is left. Here it is not: demand and capacity decide "
        "together, are drawn, and 0.001 takes more than the 4,096 draws that were aimed at. A "
        "score takes more draws by itself until its error is below 0.005."
    )
    return Section("How many draws a probability needs", body, passed=gap <= bound)
