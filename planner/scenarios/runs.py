"""The worker's work: claim a comparison, play its columns through, record them."""

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import engine
from accounts.queries import local_day
from core.jobs import Lease
from core.refusals import Invalid
from core.working import prolong, run_next, store
from planner.scenarios.applying import Applied, Difference, apply
from planner.scenarios.assembly import Read, read_world
from planner.scenarios.models import Comparison, Scenario, Shown
from planner.scenarios.playing import DRAWS, REPLICATES, Played
from planner.scenarios.queries import with_changes
from planner.scenarios.sentences import sentence

Document = dict[str, Any]
AS_IT_IS = "As it is"
# One play of a very large company takes this long: nobody says "still working" meanwhile.
PATIENCE_SECONDS = 120.0


class NotComparable(Invalid):
    title = "These scenarios cannot be compared"


def compare_next(*, now: datetime) -> bool:
    """Score the comparison that was asked for first; tell whether there was one."""
    return run_next(Comparison.objects.all(), lambda lease: _compare(lease, now=now))


def _compare(lease: Lease, *, now: datetime) -> None:
    rows = Comparison.objects.all()
    run = rows.get(pk=lease.job_id)
    began = time.monotonic()
    prolong(rows, lease, 1, 100, "Reading the company as it is")
    order = run.columns.order_by("position").values_list("scenario", flat=True)
    known = {s.pk: s for s in with_changes(Scenario.objects.filter(pk__in=order))}
    scenarios = [known[key] for key in order]
    changes = [c for scenario in scenarios for c in scenario.changes.all()]
    read = read_world(changes, as_of=local_day(now))
    sets = [(), *(read.differences(s.changes.all()) for s in scenarios)]
    columns = [Played(applied=apply(read.world, each)) for each in sets]
    try:
        _play(columns, lease)
    except engine.InvalidCase as error:
        msg = f"The company cannot be played through like this: {error}."
        raise NotComparable(
            msg, next_step="Correct what is named, then compare again."
        ) from error
    result = _result(read, scenarios, sets, columns, as_of=local_day(now).isoformat())
    _remember(run, read, columns)
    store(
        rows,
        lease,
        result=result | {"took": round(time.monotonic() - began, 2)},
        world_hash=read.fingerprint,
        model_version=engine.MODEL_VERSION,
    )


def _play(columns: Sequence[Played], lease: Lease) -> None:
    """Play every column in each replicate's draws, and say how far it is."""
    total = REPLICATES * len(columns)
    for replicate in range(REPLICATES):
        for number, column in enumerate(columns):
            done = replicate * len(columns) + number
            prolong(
                Comparison.objects.all(),
                lease,
                3 + 96 * done // total,
                100,
                "Playing every column through in the same draws",
                extra_seconds=PATIENCE_SECONDS,
            )
            column.play(replicate)


def _remember(run: Comparison, read: Read, columns: Sequence[Played]) -> None:
    """Note which plans it names, so that nobody else's draft is read in it."""
    plans = {key for column in columns for key in column.applied.plans}
    plans |= set(read.world.plans)
    Shown.objects.filter(comparison=run).delete()
    Shown.objects.bulk_create([Shown(comparison=run, plan_id=key) for key in plans])


def _result(
    read: Read,
    scenarios: Sequence[Scenario],
    sets: Sequence[Sequence[Difference]],
    columns: Sequence[Played],
    *,
    as_of: str,
) -> Document:
    named: list[Document] = [
        {"name": AS_IT_IS, "scenario": None, "author": "", "sentences": []}
    ]
    for scenario, differences in zip(scenarios, sets[1:], strict=True):
        rows = list(scenario.changes.all())
        idle = _idle(columns[len(named)].applied, differences)
        named.append(
            {
                "name": scenario.name,
                "scenario": scenario.pk,
                "author": scenario.author.name,
                "sentences": [sentence(change) for change in rows],
                "without_effect": [
                    sentence(change)
                    for change, idly in zip(rows, idle, strict=True)
                    if idly
                ],
            }
        )
    return {
        "as_of": as_of,
        "start": read.start.isoformat(),
        "weeks": read.world.weeks,
        "draws": DRAWS * REPLICATES,
        "replicates": REPLICATES,
        "facts": read.facts,
        "columns": [
            name
            | column.document()
            | {
                "plans": list(column.applied.plans),
                "policy": column.applied.case["policy"],
            }
            for name, column in zip(named, columns, strict=True)
        ],
    }


def _idle(applied: Applied, differences: Sequence[Difference]) -> list[bool]:
    return [difference in applied.without_effect for difference in differences]
