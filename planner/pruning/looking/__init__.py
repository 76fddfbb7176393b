"""Look at all that is promised and planned, and write down what could be retired."""

from collections.abc import Sequence
from datetime import date

from planner.pruning.assembly import WEEKS
from planner.pruning.looking.at_initiatives import look_at_initiatives
from planner.pruning.looking.at_promises import look_at_promises
from planner.pruning.looking.at_tactics import look_at_tactics
from planner.pruning.looking.sight import Document, Say, Sight, see
from planner.pruning.playing import DRAWS, SEED

FORMAT = "pruning/1"


def look(as_of: date, say: Say) -> Document:
    """Judge every promise, tactic and initiative; return it all as one document."""
    sight = see(as_of, say)
    world = sight.world
    subjects = [
        *look_at_promises(sight),
        *look_at_tactics(sight),  # repeats what was said of their promises
        *look_at_initiatives(sight),
    ]
    together = _together(sight, subjects)  # tries plans too: before they are counted
    return {
        "format": FORMAT,
        "as_of": as_of.isoformat(),
        "start": world.start.isoformat(),
        "weeks": WEEKS,
        "currency": world.currency,
        "draws": DRAWS,
        "seed": SEED,
        "policy": {
            "keepable": float(world.policy.keepable),
            "at_risk": float(world.policy.at_risk),
        },
        "looked_at": {
            kind: sum(row["kind"] == kind for row in subjects)
            for kind in ("promise", "tactic", "initiative")
        },
        "waiting": _waiting(sight),
        "scarce": _scarce(sight),
        "held_back": sight.competition.held_back,
        "rescored": sight.rescoring.tried,
        "not_rescored": sight.rescoring.skipped,
        "subjects": subjects,
        "together": together,
    }


def _waiting(sight: Sight) -> list[Document]:
    return [
        {
            "plan": version.plan_id,
            "title": version.content["title"],
            "keep_probability": sight.rescoring.standing[version.pk][
                "keep_probability"
            ],
        }
        for version in sight.world.waiting
        if version.pk in sight.rescoring.standing
    ]


def _scarce(sight: Sight) -> list[Document]:
    """Name what is worth something at the margin, the dearest first."""
    known = sight.world.capabilities
    rows = [
        {
            "capability": code,
            "name": known[code].name,
            "unit": known[code].unit,
            "worth": round(float(worth.max()), 2),
            "weeks": int((worth > 0.0).sum()),
        }
        for code, worth in sight.competition.worth.items()
        if worth.any()
    ]
    return sorted(rows, key=lambda row: -float(str(row["worth"])))


def _together(sight: Sight, subjects: Sequence[Document]) -> Document:
    """Say what retiring everything that was found would free, all at once."""
    sight.say(96, "Retiring all of it at once, to see what becomes keepable")
    found = [row for row in subjects if row["grounds"]]
    promises = {row["promise"] for row in found if row["kind"] == "promise"}
    tactics = {
        (row["version"], row["code"])
        for row in found
        if row["kind"] == "tactic" and not row["waits"]
    }
    rows = [
        row
        for row in sight.world.made
        if row.promise_id in promises or (row.version_id, row.tactic_code) in tactics
    ]
    waiting = sight.rescoring.without(rows)
    money = sum(row["money"] for row in found if not row.get("waits"))
    return sight.freed(rows, money=money) | {"waiting": waiting}
