"""Look at what could be bought, and what it would gain."""

from operations.models import Initiative
from planner.pruning import telling
from planner.pruning.grounds import Gain, gains_less
from planner.pruning.looking.sight import Document, Sight


def look_at_initiatives(sight: Sight) -> list[Document]:
    sight.say(92, "Looking at initiatives")
    return [_initiative(sight, row) for row in sight.world.initiatives]


def _initiative(sight: Sight, row: Initiative) -> Document:
    gain = sight.competition.gains.get(row.code)
    code = row.capability.code
    funded = row.state == Initiative.State.FUNDED
    unlocks = [] if funded else sight.rescoring.unlocked(row.code, code)
    judged = gains_less(
        Gain(
            cost=float(row.cost),
            gain=gain.gain if gain else None,
            low=gain.low if gain else None,
            high=gain.high if gain else None,
            fullest=_fullest(sight, row),
            unlocks=tuple(unlocks),
        )
    )
    entry = sight.entry(
        "initiative",
        f"initiative-{row.pk}",
        row.name,
        [judged],
        {
            "initiative": row.pk,
            "code": row.code,
            "revision": row.revision,
            "capability": row.capability.name,
            "adds": float(row.adds),
            "unit": "person" if row.capability.is_staffed else row.capability.unit,
            "state": row.state,
            "state_words": row.get_state_display(),
            "owner": "",
        },
    )
    if entry["grounds"]:
        entry |= {"freed": [], "money": float(row.cost), "waiting": []}
        entry["telling"] = telling.of_initiative(row, sight.world)
    return entry


def _fullest(sight: Sight, row: Initiative) -> float | None:
    """Return the fullest week's share, as it would be without the initiative."""
    share = sight.competition.fullest.get(row.capability.code)
    if share is None or row.state != Initiative.State.FUNDED:
        return share
    usual = row.capability.likely
    if usual is None or usual <= 0:
        return None
    return share * (1.0 + float(row.adds) / float(usual))
