"""How well is it known whether a team keeps its commitment, before it begins and at 30 % of the time.

    python -m benchmarks.commitments FOLDER

reads sprints of teams (JIRA and Spring, after Choetkiertikul et al., IEEE TSE 2017) and prints one JSON document. Kept
means that the team delivered at least what it had committed to (``vel_diff`` >= 0). The sprints are put in the order of
their numbers; every forecast is made from what was known before it. The first 60 % are for learning, the rest is judged.
"""

import gzip
import json
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
COLUMNS = (
    "vel_diff", "planday", "no_issue_starttime", "vel_starttime", "no_issue_added",
    "vel_added", "no_issue_removed", "vel_removed", "no_issuetodo", "vel_todo",
    "no_issueinprogress", "vel_inprogress", "no_issuedone", "vel_done", "no_admin",
    "no_teammember",
)  # fmt: skip
LEARNT = 0.6
STRENGTHS = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
RIDGE = 1.0
BINS = 5


class UnreadableFolder(Exception):
    """The folder does not hold what is looked for."""


def read(path: Path) -> tuple[list[str], Array]:
    """Return the teams and the figures of a file, in the order of the sprints.

    Names hold commas without quotation marks: the sixteen figures are the last ones.
    """
    try:
        with gzip.open(path, "rt", encoding="utf-8", errors="replace") as file:
            lines = file.read().splitlines()[1:]
    except OSError as error:
        msg = f"{path.name} cannot be read: {error.strerror or error}"
        raise UnreadableFolder(msg) from error
    rows = []
    for number, line in enumerate(lines, start=2):
        parts = line.rsplit(",", len(COLUMNS))
        head = parts[0].split(",")
        try:
            rows.append((int(head[1]), head[0], [float(cell) for cell in parts[1:]]))
        except (ValueError, IndexError) as error:
            msg = (
                f"{path.name}, line {number}: not a sprint with {len(COLUMNS)} figures"
            )
            raise UnreadableFolder(msg) from error
    rows.sort(key=lambda row: row[0])
    return [team for _, team, _ in rows], np.array([cells for _, _, cells in rows])


def track_record(teams: list[str], kept: Array, strength: float) -> Array:
    """Return each team's share of kept ones before, drawn towards everybody's.

    A beta prior: ``strength`` sprints with the share of all teams so far.
    """
    seen: dict[str, tuple[float, float]] = {}
    total, count = 1.0, 2.0
    found = np.empty(len(kept))
    for place, team in enumerate(teams):
        base = total / count
        own, many = seen.get(team, (0.0, 0.0))
        found[place] = (own + strength * base) / (many + strength)
        seen[team] = (own + kept[place], many + 1)
        total, count = total + kept[place], count + 1
    return found


def base_rate(kept: Array) -> Array:
    before = np.concatenate([[0.0], np.cumsum(kept)[:-1]])
    return np.asarray((before + 1) / (np.arange(len(kept)) + 2))


def log_odds(share: Array) -> Array:
    return np.asarray(np.log(share / (1 - share)))


def logistic(features: Array, kept: Array, learnt: int) -> Array:
    """Fit a logistic model with a ridge on what was learnt, and forecast everything."""
    mean, spread = features[:learnt].mean(0), features[:learnt].std(0) + 1e-9
    x = np.column_stack(
        [np.ones(len(kept)), np.clip((features - mean) / spread, -4, 4)]
    )
    weights = np.zeros(x.shape[1])
    penalty = RIDGE * np.eye(x.shape[1])
    penalty[0, 0] = 0.0
    for _ in range(50):
        p = 1 / (1 + np.exp(-(x[:learnt] @ weights)))
        gradient = x[:learnt].T @ (kept[:learnt] - p) - penalty @ weights
        curve = (x[:learnt] * (p * (1 - p))[:, None]).T @ x[:learnt] + penalty
        step = np.linalg.solve(curve, gradient)
        weights += step
        if np.abs(step).max() < 1e-9:
            break
    return np.asarray(1 / (1 + np.exp(-(x @ weights))))


def features_of(figures: Array, record: Array) -> Array:
    """Return what is known of a sprint: its size and time, its state, its team."""
    f = {name: figures[:, n] for n, name in enumerate(COLUMNS)}
    size = f["vel_starttime"] + f["vel_added"]
    whole = np.maximum(size, 1.0)
    return np.column_stack([
        log_odds(np.clip(record, 0.01, 0.99)),
        np.log1p(f["planday"]),
        np.log1p(f["no_issue_starttime"]),
        np.log1p(f["vel_starttime"]),
        f["vel_added"] / whole,
        f["vel_removed"] / np.maximum(f["vel_starttime"], 1.0),
        f["vel_done"] / whole,
        f["vel_inprogress"] / whole,
        f["vel_todo"] / whole,
        np.log1p(f["no_teammember"]),
    ])  # fmt: skip


def judged(forecast: Array, kept: Array) -> dict[str, object]:
    """Return the Brier score, and forecast beside outcome in equal parts."""
    order = np.argsort(forecast, kind="stable")
    parts = [part for part in np.array_split(order, BINS) if len(part)]
    return {
        "brier": round(float(np.mean((forecast - kept) ** 2)), 4),
        "calibration": [
            [
                round(float(forecast[part].mean()), 3),
                round(float(kept[part].mean()), 3),
                len(part),
            ]
            for part in parts
        ],
    }


def study(folder: Path, source: str) -> dict[str, object]:
    """Compare the forecasts on one source's sprints."""
    files = {share: folder / f"{source}_iteration_{share}.csv.gz" for share in (0, 30)}
    teams, late = read(files[30])
    _, early = read(files[0])
    kept = np.asarray(late[:, 0] >= 0, dtype=float)
    learnt = int(len(kept) * LEARNT)

    def brier(k: float) -> float:
        return float(
            np.mean((track_record(teams, kept, k)[:learnt] - kept[:learnt]) ** 2)
        )

    strength = min(STRENGTHS, key=brier)
    record = track_record(teams, kept, strength)
    forecasts = {
        "base rate": base_rate(kept),
        "team's track record": record,
        "logistic at 0 %": logistic(features_of(early, record), kept, learnt),
        "logistic at 30 %": logistic(features_of(late, record), kept, learnt),
    }
    return {
        "sprints": len(kept),
        "teams": len(set(teams)),
        "kept": round(float(kept.mean()), 4),
        "judged": len(kept) - learnt,
        "prior_sprints": strength,
        "forecasts": {
            name: judged(found[learnt:], kept[learnt:])
            for name, found in forecasts.items()
        },
    }


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        sys.stderr.write("Name the folder: python -m benchmarks.commitments FOLDER\n")
        return 2
    try:
        found = {name: study(Path(arguments[0]), name) for name in ("jira", "spring")}
    except UnreadableFolder as fault:
        sys.stderr.write(f"{fault}\n")
        return 2
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
