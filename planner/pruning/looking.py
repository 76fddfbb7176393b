"""Look at all that is promised and planned, and write down what could be retired."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from operations.models import Initiative
from planner.plans.models import Commitment
from planner.pruning import telling
from planner.pruning.assembly import WEEKS, PlannedTactic, World, read
from planner.pruning.competing import Competition, compete
from planner.pruning.grounds import (
    Gain,
    Ground,
    InPlan,
    Judgement,
    Keeping,
    Loss,
    Return,
    Why,
    cannot_be_kept,
    earns_no_loyalty,
    gains_less,
    grounds,
    returns_less,
    serves_no_need,
    spoils_its_plan,
)
from planner.pruning.loads import freed, loads
from planner.pruning.playing import DRAWS, SEED, earned_alone, keepings
from planner.pruning.rescoring import Rescoring
from promises.models import Promise

FORMAT = "pruning/1"
Document = dict[str, Any]
Say = Callable[[int, str], None]


@dataclass
class Look:
    """A look on its way; ``document`` is what it comes to."""

    as_of: date
    say: Say
    world: World = field(init=False)
    competition: Competition = field(init=False)
    rescoring: Rescoring = field(init=False)
    keepings: dict[str, Keeping] = field(default_factory=dict)
    about: dict[int, list[Judgement]] = field(default_factory=dict)
    margins: dict[str, tuple[float, float]] = field(default_factory=dict)

    def document(self) -> Document:
        self.say(2, "Reading what is promised, planned and held")
        self.world = read(self.as_of)
        self.say(10, "Playing through everything the company has made")
        self.keepings = keepings(self.world)
        self.say(25, "Working out what scarce capacity is worth")
        self.competition = compete(self.world)
        self.say(45, "Scoring the plans that wait")
        self.rescoring = Rescoring(self.world)
        self.margins = _margins(self.world)
        subjects = [*self._promises(), *self._tactics(), *self._initiatives()]
        together = self._together(subjects)
        return {
            "format": FORMAT,
            "as_of": self.as_of.isoformat(),
            "start": self.world.start.isoformat(),
            "weeks": WEEKS,
            "currency": self.world.currency,
            "draws": DRAWS,
            "seed": SEED,
            "policy": {
                "keepable": float(self.world.policy.keepable),
                "at_risk": float(self.world.policy.at_risk),
            },
            "looked_at": {
                kind: sum(row["kind"] == kind for row in subjects)
                for kind in ("promise", "tactic", "initiative")
            },
            "waiting": self._waiting(),
            "scarce": self._scarce(),
            "held_back": self.competition.held_back,
            "rescored": self.rescoring.tried,
            "not_rescored": self.rescoring.skipped,
            "subjects": subjects,
            "together": together,
        }

    def _waiting(self) -> list[Document]:
        return [
            {
                "plan": version.plan_id,
                "title": version.content["title"],
                "keep_probability": self.rescoring.standing[version.pk][
                    "keep_probability"
                ],
            }
            for version in self.world.waiting
            if version.pk in self.rescoring.standing
        ]

    def _scarce(self) -> list[Document]:
        """Name what is worth something at the margin, the dearest first."""
        known = self.world.capabilities
        rows = [
            {
                "capability": code,
                "name": known[code].name,
                "unit": known[code].unit,
                "worth": round(float(worth.max()), 2),
                "weeks": int((worth > 0.0).sum()),
            }
            for code, worth in self.competition.worth.items()
            if worth.any()
        ]
        return sorted(rows, key=lambda row: -float(str(row["worth"])))

    # --- Promises ------------------------------------------------------------------

    def _promises(self) -> list[Document]:
        found = []
        promises = self.world.promises
        for done, promise in enumerate(promises):
            self.say(50 + 20 * done // len(promises), f"Looking at {promise.code}")
            found.append(self._promise(promise))
        return found

    def _promise(self, promise: Promise) -> Document:
        judged = self._judge_promise(promise)
        self.about[promise.pk] = judged
        rows = self.world.of_promise(promise)
        entry = self._entry(
            "promise",
            f"promise-{promise.pk}",
            promise.statement,
            judged,
            {
                "promise": promise.pk,
                "code": promise.code,
                "revision": promise.revision,
                "state": promise.state,
                "state_words": promise.get_state_display(),
                "owner": promise.owner.name,
            },
        )
        if entry["grounds"]:
            ledger = self.world.ledgers.get(promise.pk)
            entry |= self._freed(rows, money=self._money_of(promise))
            entry["waiting"] = self.rescoring.without(rows, promise=promise.code)
            entry["telling"] = telling.of_promise(promise, self.world)
            entry["ledger"] = {
                "open": ledger.open if ledger else 0,
                "open_customers": ledger.open_customers if ledger else 0,
                "last_due": ledger.last_due.isoformat()
                if ledger and ledger.last_due
                else None,
                "customers": ledger.customers if ledger else 0,
            }
        return entry

    def _judge_promise(self, promise: Promise) -> list[Judgement]:
        at_risk = float(self.world.policy.at_risk)
        keeping = self.keepings.get(promise.code)
        judged: list[Judgement] = [
            serves_no_need(promise.needs),  # type: ignore[attr-defined]
            cannot_be_kept(keeping, at_risk=at_risk),
        ]
        if promise.is_made:
            judged.append(earns_no_loyalty(_loss(promise)))
            judged += self._return_of(promise, keeping)
        return judged

    def _return_of(self, promise: Promise, keeping: Keeping | None) -> list[Judgement]:
        """Judge what a promise returns, where anybody is promised it at all."""
        if keeping is None or keeping.assumed:
            return []
        margin = self.margins.get(promise.code)
        if margin is None:
            return [returns_less(None)]
        rows = self.world.of_promise(promise)
        charge, taken = self.competition.charge(
            loads(rows, self.world.start, self.competition.weeks)
        )
        weeks = self.competition.weeks
        lost = float(promise.break_cost or 0)
        occasions = keeping.weekly * weeks
        earned = {
            name: occasions * (margin[0] * rate - lost * (1.0 - rate))
            for name, rate in keeping.rate.items()
        }
        basis = {"margin": margin[0], "break_cost": lost, "occasions": occasions}
        found = Return(
            earned=earned, charge=charge, taken=taken, basis=basis | {"weeks": weeks}
        )
        return [returns_less(found)]

    def _money_of(self, promise: Promise) -> float:
        """Return what running plans would still spend on telling of it alone."""
        return sum(
            _ahead(tactic, self.world) * float(tactic.content["budget"])
            for tactic in self.world.tactics()
            if not tactic.waits and tactic.content["promises"] == [promise.code]
        )

    # --- Tactics -------------------------------------------------------------------

    def _tactics(self) -> list[Document]:
        found = []
        tactics = [t for t in self.world.tactics() if t.version.pk in self.world.scores]
        for done, tactic in enumerate(tactics):
            name = tactic.content["name"]
            self.say(70 + 20 * done // len(tactics), f"Looking at “{name}”"[:200])
            entry = self._tactic(tactic)
            if entry is not None:
                found.append(entry)
        return found

    def _tactic(self, tactic: PlannedTactic) -> Document | None:
        share = _ahead(tactic, self.world)
        earned = earned_alone(
            self.world.scores[tactic.version.pk].case,
            tactic.content,
            elapsed=_elapsed(tactic, self.world),
        )
        if earned is None:
            return None
        charge, taken = self.competition.charge(
            loads(tactic.rows, self.world.start, self.competition.weeks)
        )
        in_plan, own = self.rescoring.in_plan(tactic)
        judged = [
            *self._inherited(tactic),
            self._in_plan(in_plan),
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
        entry = self._entry(
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
            entry |= self._freed(
                tactic.rows, money=share * float(tactic.content["budget"])
            )
            entry["waiting"] = own + self.rescoring.without(tactic.rows)
            entry["telling"] = telling.of_tactic(tactic, self.world)
        return entry

    def _inherited(self, tactic: PlannedTactic) -> list[Judgement]:
        """Repeat what is said of all its promises: one good one is reason enough."""
        known = {row.code: row for row in self.world.promises}
        made = [known[code] for code in tactic.content["promises"] if code in known]
        found: list[Judgement] = []
        for why in (Why.LOYALTY, Why.NEED):
            said = [
                [
                    entry
                    for entry in self.about.get(promise.pk, ())
                    if isinstance(entry, Ground) and entry.why == why
                ]
                for promise in made
            ]
            if made and all(said):
                codes = [promise.code for promise in made]
                found.append(Ground(why=why, sure=True, figures={"promises": codes}))
        return found

    def _in_plan(self, found: InPlan | None) -> Judgement:
        if found is None:
            return None
        policy = self.world.policy
        return spoils_its_plan(
            found, keepable=float(policy.keepable), at_risk=float(policy.at_risk)
        )

    # --- Initiatives ---------------------------------------------------------------

    def _initiatives(self) -> list[Document]:
        self.say(92, "Looking at initiatives")
        return [self._initiative(row) for row in self.world.initiatives]

    def _initiative(self, row: Initiative) -> Document:
        gain = self.competition.gains.get(row.code)
        code = row.capability.code
        funded = row.state == Initiative.State.FUNDED
        unlocks = [] if funded else self.rescoring.unlocked(row.code, code)
        judged = gains_less(
            Gain(
                cost=float(row.cost),
                gain=gain.gain if gain else None,
                low=gain.low if gain else None,
                high=gain.high if gain else None,
                fullest=self._fullest(row),
                unlocks=tuple(unlocks),
            )
        )
        entry = self._entry(
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
            entry["telling"] = telling.of_initiative(row, self.world)
        return entry

    def _fullest(self, row: Initiative) -> float | None:
        """Return the fullest week's share, as it would be without the initiative."""
        share = self.competition.fullest.get(row.capability.code)
        if share is None or row.state != Initiative.State.FUNDED:
            return share
        usual = row.capability.likely
        if usual is None or usual <= 0:
            return None
        return share * (1.0 + float(row.adds) / float(usual))

    # --- All together ----------------------------------------------------------------

    def _together(self, subjects: Sequence[Document]) -> Document:
        """Say what retiring everything that was found would free, all at once."""
        self.say(96, "Retiring all of it at once, to see what becomes keepable")
        found = [row for row in subjects if row["grounds"]]
        promises = {row["promise"] for row in found if row["kind"] == "promise"}
        tactics = {
            (row["version"], row["code"])
            for row in found
            if row["kind"] == "tactic" and not row["waits"]
        }
        rows = [
            row
            for row in self.world.made
            if row.promise_id in promises
            or (row.version_id, row.tactic_code) in tactics
        ]
        waiting = self.rescoring.without(rows)
        money = sum(row["money"] for row in found if not row.get("waits"))
        return self._freed(rows, money=money) | {"waiting": waiting}

    def _freed(self, rows: Sequence[Commitment], *, money: float) -> Document:
        found = loads(rows, self.world.start, WEEKS)
        return {
            "freed": freed(found, self.world.capabilities),
            "money": round(money, 2),
        }

    def _entry(
        self,
        kind: str,
        key: str,
        name: str,
        judged: Sequence[Judgement],
        facts: Document,
    ) -> Document:
        claimed, untold = grounds(judged)
        return {
            "kind": kind,
            "key": key,
            "name": name,
            **facts,
            "grounds": [row.document() for row in claimed],
            "untold": [row.document() for row in untold],
        }


def _loss(promise: Promise) -> Loss | None:
    found = getattr(promise, "break_loss", None)
    if found is None:
        return None
    return Loss(
        broken=found.broken,
        broken_lost=found.broken_lost,
        kept=found.kept,
        kept_lost=found.kept_lost,
        followed_weeks=found.followed_weeks,
        difference=found.difference,
        low=found.low,
        high=found.high,
    )


def _elapsed(tactic: PlannedTactic, world: World) -> int:
    """Return how many weeks of its plan are over."""
    starts = date.fromisoformat(tactic.version.content["starts_on"])
    return max(0, (world.start - starts).days // 7)


def _ahead(tactic: PlannedTactic, world: World) -> float:
    """Return the share of a tactic's weeks that is still ahead."""
    content = tactic.content
    first = max(content["starts"], _elapsed(tactic, world) + 1)
    span = content["ends"] - content["starts"] + 1
    return max(0, content["ends"] - first + 1) / span


def _margins(world: World) -> dict[str, tuple[float, float]]:
    """Return by promise what an occasion earns, by the plans that make it, and how many.

    An occasion that makes several promises lends its whole margin to each: what is said
    of a promise is never too little.
    """
    found: dict[str, tuple[float, float]] = {}
    for version in world.versions:
        for tactic in version.content["tactics"]:
            weeks = tactic["ends"] - tactic["starts"] + 1
            many = float(tactic["likely"]) * weeks
            for code in tactic["promises"]:
                mean, before = found.get(code, (0.0, 0.0))
                if before + many > 0.0:
                    mean += (float(tactic["margin"]) - mean) * many / (before + many)
                found[code] = (mean, before + many)
    return found
