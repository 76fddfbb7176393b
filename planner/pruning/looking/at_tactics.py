"""Look at what running and waiting plans would do, tactic by tactic."""

from planner.pruning import telling
from planner.pruning.assembly import PlannedTactic
from planner.pruning.grounds import (
    Ground,
    InPlan,
    Judgement,
    Return,
    Why,
    returns_less,
    spoils_its_plan,
)
from planner.pruning.loads import loads
from planner.pruning.looking.sight import Document, Sight, ahead, elapsed
from planner.pruning.playing import earned_alone


def look_at_tactics(sight: Sight) -> list[Document]:
    found = []
    tactics = [t for t in sight.world.tactics() if t.version.pk in sight.world.scores]
    for done, tactic in enumerate(tactics):
        name = tactic.content["name"]
        sight.say(70 + 20 * done // len(tactics), f"Looking at “{name}”"[:200])
        entry = _tactic(sight, tactic)
        if entry is not None:
            found.append(entry)
    return found


def _tactic(sight: Sight, tactic: PlannedTactic) -> Document | None:
    share = ahead(tactic, sight.world)
    earned = earned_alone(
        sight.world.scores[tactic.version.pk].case,
        tactic.content,
        elapsed=elapsed(tactic, sight.world),
    )
    if earned is None:
        return None
    charge, taken = sight.competition.charge(
        loads(tactic.rows, sight.world.start, sight.competition.weeks)
    )
    in_plan, own = sight.rescoring.in_plan(tactic)
    judged = [
        *_inherited(sight, tactic),
        _in_plan(sight, in_plan),
        returns_less(
            Return(
                earned=earned,
                charge=charge,
                taken=taken,
                basis={"budget": earned["budget"]},
            )
        ),
    ]
    plan = tactic.version.plan
    entry = sight.entry(
        "tactic",
        tactic.key,
        tactic.content["name"],
        judged,
        {
            "version": tactic.version.pk,
            "plan": plan.pk,
            "title": plan.title,
            "code": tactic.content["code"],
            "waits": tactic.waits,
            "state": plan.state,
            "state_words": plan.get_state_display(),
            "owner": plan.author.name,
            "promises": list(tactic.content["promises"]),
        },
    )
    if entry["grounds"]:
        entry |= sight.freed(tactic.rows, money=share * float(tactic.content["budget"]))
        entry["waiting"] = own + sight.rescoring.without(tactic.rows)
        entry["telling"] = telling.of_tactic(tactic, sight.world)
    return entry


def _inherited(sight: Sight, tactic: PlannedTactic) -> list[Judgement]:
    """Repeat what is said of all its promises: one good one is reason enough."""
    known = {row.code: row for row in sight.world.promises}
    made = [known[code] for code in tactic.content["promises"] if code in known]
    found: list[Judgement] = []
    for why in (Why.LOYALTY, Why.NEED):
        said = [
            [
                entry
                for entry in sight.about.get(promise.pk, ())
                if isinstance(entry, Ground) and entry.why == why
            ]
            for promise in made
        ]
        if made and all(said):
            codes = [promise.code for promise in made]
            found.append(Ground(why=why, sure=True, figures={"promises": codes}))
    return found


def _in_plan(sight: Sight, found: InPlan | None) -> Judgement:
    if found is None:
        return None
    policy = sight.world.policy
    return spoils_its_plan(
        found, keepable=float(policy.keepable), at_risk=float(policy.at_risk)
    )
