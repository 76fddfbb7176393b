"""Build the demo company through the product's own services, step by step.

Nothing is written past the rules: the CEO decides, the engine scores, operations
enter the facts, each at the time it would have happened.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
from django.db import transaction

from accounts.models import Company, Post, Role, User
from accounts.services.deputies import name_deputy
from core.bulk import refresh_statistics
from core.weeks import monday_of
from customers import reviewing, studying
from customers.models import Customer, History, Purchase, Segment, SurveyAnswer
from customers.models import Need as CustomerNeed
from customers.services import ask_review, ask_study, create_segment, records
from operations.cells import Estimate, Measure
from operations.models import Capability, CapabilityWeek
from operations.services import create_capability, create_initiative, set_weeks
from operations.services.weeks import WeekChange
from planner.decisions.models import Condition, Decision, Outcome
from planner.decisions.queries import undecided
from planner.decisions.services import (
    Judgement,
    Ruling,
    Term,
    answer,
    decide_plan,
    decide_promise,
    dissent,
    escalate_undecided,
    meet,
    miss_overdue,
    sign_off,
)
from planner.demo import (
    assumptions,
    cards,
    crowd,
    customers,
    execution,
    facts,
    ledger,
    outreach,
    outreach_campaigns,
    outreach_past,
    outreach_stories,
    participation,
    scheduling,
    sessions,
    spending,
    what_if,
)
from planner.demo.facts import Desk, PromiseFact, Rate
from planner.demo.needs import NEEDS, VOICES
from planner.demo.past import PAST
from planner.demo.plans import PLANS, ConditionFact, PlanFact, TacticFact
from planner.learn.queries.hindsight import figures
from planner.learn.services import review
from planner.plans.content import PlanContent, TacticContent, with_strategy
from planner.plans.models import Plan, PlanVersion
from planner.plans.services import create, set_standing
from planner.portfolio.runs import solve_next
from planner.portfolio.services import add_prerequisite, ask, set_promise_worth
from planner.pruning import services as pruning
from planner.pruning.runs import look_next
from planner.pruning.services import Word, look, propose, settle
from planner.scores import runs
from planner.scores.services import rescore, submit_plan
from promises import losing
from promises.ledger import BATCH, Change, Tally, count_weeks, hold, write
from promises.models import Criterion, Evidence, Promise
from promises.models import Outcome as KeptOrBroken
from promises.queries.references import Asked
from promises.services import (
    Draft,
    Finding,
    Need,
    add_evidence,
    ask_losses,
    cite,
    draft_promise,
    go_live,
    put_up,
    set_needs,
)

SEED = 20_260_105
CROWD = 100
STUDY_WEEKS = facts.HISTORY_WEEKS + 4
SUMMER = range(30, 34)

Say = Callable[[str], None]


@dataclass
class Stage:
    """The company while it is being built, and its clock."""

    now: datetime
    say: Say
    people: dict[str, User] = field(default_factory=dict)
    segments: dict[str, Segment] = field(default_factory=dict)
    capabilities: dict[str, Capability] = field(default_factory=dict)
    promises: dict[str, Promise] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(facts.TIME_ZONE)

    @property
    def monday(self) -> datetime:
        """Return the start of the present week, in the company's zone."""
        local = self.now.astimezone(self.zone).date()
        return datetime.combine(monday_of(local), time(), self.zone)

    def week(self, number: int, *, hours: int = 0) -> datetime:
        """Return a moment so many weeks from this Monday; never in the future."""
        moment = self.monday + timedelta(weeks=number, hours=9 + hours)
        return min(moment, self.now - timedelta(minutes=60 - hours))

    def day(self, number: int) -> date:
        return (self.monday + timedelta(weeks=number)).date()


def build(*, now: datetime, say: Say) -> None:
    """Build the company as of now, in the order in which it would have grown."""
    stage = Stage(now=now, say=say)
    for step in (
        _people,
        _segments,
        _needs,
        _spending,
        _capabilities,
        _promises,
        _ledger,
        _studies,
        _voices,
        _standing,
        _absences,
        _plans,
        _follow_up,
        _tasks,
        _look_back,
        _score_again,
        _test,
        _best_set,
        _what_if,
        _sessions,
        _prune,
    ):
        step(stage)


def _people(stage: Stage) -> None:
    stage.say("people")
    Company.objects.update_or_create(
        pk=1,
        defaults={
            "name": facts.COMPANY,
            "currency": facts.CURRENCY,
            "time_zone": facts.TIME_ZONE,
        },
    )
    for person in facts.PEOPLE:
        stage.people[person.key] = User.objects.create_user(
            email=person.email,
            name=person.name,
            role=person.role,
            department=person.department,
            post=Post.NEVER,  # nobody reads mail at demo.example
        )


def _segments(stage: Stage) -> None:
    for code, (name, description) in facts.SEGMENTS.items():
        stage.segments[code] = create_segment(
            actor=stage.people["marketing"],
            code=code,
            facts={"name": name, "description": description},
            now=stage.week(-STUDY_WEEKS),
        )


def _spending(stage: Stage) -> None:
    spending.bring_in(people=stage.people, monday=stage.day(0), now=stage.week(-1))


def _needs(stage: Stage) -> None:
    records.enter(
        actor=stage.people["care"],
        kind=records.NEEDS,
        rows=[
            {
                "code": fact.code,
                "statement": fact.statement,
                "segment": fact.segment,
                "importance": fact.importance,
                "source": fact.source,
                "dated": stage.day(fact.week),
            }
            for fact in NEEDS
        ],
        now=stage.week(-STUDY_WEEKS),
    )


def _capabilities(stage: Stage) -> None:
    stage.say("capabilities")
    for fact in facts.CAPABILITIES:
        stage.capabilities[fact.code] = create_capability(
            actor=stage.people["operations"],
            code=fact.code,
            facts=_capability_facts(fact),
            now=stage.week(-STUDY_WEEKS),
        )
        if isinstance(fact, Rate) and fact.summer != 1.0:
            _summer(stage, fact)
    for idea in facts.INITIATIVES:
        create_initiative(
            actor=stage.people["operations"],
            code=idea.code,
            facts={
                "name": idea.name,
                "capability": stage.capabilities[idea.capability],
                "cost": Decimal(idea.cost),
                "adds": Decimal(idea.adds),
                "available_from": stage.day(idea.week),
                "note": idea.note,
            },
            now=stage.week(-6),
        )


def _capability_facts(fact: Rate | Desk) -> dict[str, object]:
    shared: dict[str, object] = {
        "name": fact.name,
        "unit": fact.unit,
        "committed": Decimal(fact.committed),
    }
    if isinstance(fact, Desk):
        return shared | {
            "kind": Capability.Kind.STAFFED,
            "servers": fact.servers,
            "handle_minutes": fact.handle_minutes,
            "open_minutes": fact.open_minutes,
        }
    return shared | {
        "kind": Capability.Kind.RATE,
        "low": Decimal(fact.low),
        "likely": Decimal(fact.likely),
        "high": Decimal(fact.high),
        "backlog": Decimal(fact.backlog),
    }


def _summer(stage: Stage, fact: Rate) -> None:
    """Lower the capacity of the holiday weeks of the coming year."""
    capability = stage.capabilities[fact.code]
    value = Estimate(
        *(
            Decimal(round(amount * fact.summer))
            for amount in (fact.low, fact.likely, fact.high)
        )
    )
    weeks = [stage.day(number) for number in range(52)]
    set_weeks(
        actor=stage.people["operations"],
        changes=[
            WeekChange(
                capability=capability.pk,
                week=week,
                measure=Measure.CAPACITY,
                value=value,
            )
            for week in weeks
            if week.isocalendar().week in SUMMER
        ],
        revisions={capability.pk: capability.revision},
        now=stage.week(-STUDY_WEEKS, hours=1),
    )


# --- Promises and their ledger -----------------------------------------------


def _promises(stage: Stage) -> None:
    stage.say("promises")
    for fact in facts.PROMISES:
        stage.promises[fact.code] = _promise(stage, fact)


def _promise(stage: Stage, fact: PromiseFact) -> Promise:
    """Draft a promise, study it, and take it as far as it has come."""
    earlier = facts.HISTORY_WEEKS if fact.state == "live" else 0
    owner = stage.people[fact.owner]
    promise = draft_promise(
        actor=owner,
        draft=_draft(stage, fact),
        now=stage.week(min(week for *_, week in fact.evidence) - earlier),
    )
    for criterion, finding, source, strength, week in fact.evidence:
        add_evidence(
            actor=owner,
            promise=promise,
            finding=Finding(
                criterion=criterion,
                finding=finding,
                source=source,
                found_on=stage.day(week - earlier),
                strength=strength,
            ),
            now=stage.week(week - earlier, hours=2),
        )
    _let_customers_speak(stage, fact, promise, earlier)
    if fact.state == "idea":
        return promise
    up = max(week for *_, week in fact.evidence) - earlier + 1
    promise = put_up(
        actor=owner, promise=promise, revision=promise.revision, now=stage.week(up)
    )
    if fact.state == "studied":
        return promise
    return _made(stage, fact, promise, up)


def _let_customers_speak(
    stage: Stage, fact: PromiseFact, promise: Promise, earlier: int
) -> None:
    """Link and cite the needs that the promise was drafted for, before it is put up."""
    known = CustomerNeed.objects.in_bulk(field_name="code")
    needs = [need for need in NEEDS if fact.code in need.promises]
    when = stage.week(max(week for *_, week in fact.evidence) - earlier)
    if needs:
        set_needs(
            actor=stage.people[fact.owner],
            promise=promise,
            needs=[known[need.code] for need in needs],
            revision=promise.revision,
            now=when,
        )
    for need in needs:
        cite(
            actor=stage.people[fact.owner],
            promise=promise,
            criterion=Criterion.CUSTOMERS,
            asked=Asked(kind=Evidence.Reference.NEED, need=need.code),
            now=when,
        )


def _draft(stage: Stage, fact: PromiseFact) -> Draft:
    return Draft(
        code=fact.code,
        statement=fact.statement,
        owner=stage.people[fact.owner],
        feature=fact.feature,
        advantage=fact.advantage,
        benefit=fact.benefit,
        pitch=fact.pitch,
        segment=stage.segments[fact.segment],
        measure=fact.measure,
        standard=fact.standard,
        target=Decimal(fact.target),
        window_weeks=13,
        within_weeks=fact.within,
        break_cost=Decimal(fact.break_cost),
        requirements=[
            Need(
                capability=stage.capabilities[code],
                units=Decimal(units),
                lead_weeks=lead,
                within_minutes=Decimal(minutes) if minutes else None,
            )
            for code, units, lead, minutes in fact.needs
        ],
    )


def _made(stage: Stage, fact: PromiseFact, promise: Promise, up: int) -> Promise:
    review = stage.day(20 if fact.state == "live" else 0)
    decide_promise(
        actor=stage.people["ceo"],
        promise_id=promise.pk,
        revision=promise.revision,
        ruling=Ruling(
            outcome=Outcome.APPROVED,
            reason="It matters to them, it is ours alone, and it pays.",
            review_on=review,
        ),
        now=stage.week(up + 1),
    )
    promise.refresh_from_db()
    if fact.state != "live":
        return promise
    return go_live(
        actor=stage.people[fact.owner],
        promise=promise,
        revision=promise.revision,
        now=stage.week(up + 2),
    )


def _occasions(stage: Stage) -> dict[str, list[ledger.Drawn]]:
    """Draw what fell due, of whom is not known yet."""
    found = {}
    for number, fact in enumerate(facts.PROMISES):
        if not fact.weekly:
            continue
        promise = stage.promises[fact.code]
        book = ledger.Book(
            fact=fact,
            promise_id=promise.pk,
            segment_id=promise.segment_id,
            seed=SEED + number,
        )
        found[fact.code] = list(
            ledger.entries(book, monday=stage.monday, zone=stage.zone)
        )
    return found


@transaction.atomic
def _ledger(stage: Stage) -> None:
    """Write the ledger, and the customers that it names with all that they did."""
    drawn = _occasions(stage)
    first = stage.day(-facts.HISTORY_WEEKS - crowd.WEEKS_BEFORE)
    draw = np.random.default_rng(SEED + CROWD)
    segments = {fact.code: fact.segment for fact in facts.PROMISES if fact.weekly}
    everybody, named = crowd.gather(drawn, segments, first, draw)
    stage.say(f"{customers.CUSTOMERS:,} customers")
    yesterday = stage.now.astimezone(stage.zone).date() - timedelta(days=1)
    customers.bring_in(
        everybody,
        segments={code: segment.pk for code, segment in stage.segments.items()},
        calendar=customers.Calendar(first, (yesterday - first).days, stage.zone),
        draw=draw,
    )
    tally = Tally()
    zones = hold([promise.pk for promise in stage.promises.values()])
    for code, occasions in drawn.items():
        stage.say(f"the ledger of {code}")
        changes = [
            Change(
                entry=replace(one.entry, customer=customers.code_of(key)), before=None
            )
            for one, key in zip(occasions, named[code].tolist(), strict=True)
        ]
        for start in range(0, len(changes), BATCH):
            write(changes[start : start + BATCH], zones, tally)
    count_weeks(tally.touched)
    refresh_statistics(
        Customer,
        History,
        Purchase,
        SurveyAnswer,
        KeptOrBroken,
        rows=customers.CUSTOMERS,
    )


def _studies(stage: Stage) -> None:
    """Study loyalty and review where customers stand, as the worker does at night."""
    stage.say("a study of the customers")
    ask_study(actor=stage.people["care"], now=stage.now)  # not again this night
    while studying.run_next(now=stage.now):
        pass
    ask_review(actor=stage.people["care"], now=stage.week(0, hours=1))
    while reviewing.run_next(now=stage.now):
        pass


def _voices(stage: Stage) -> None:
    """Cite what customers answered, complained of and did, when it was last looked at."""
    for fact in VOICES:
        cite(
            actor=stage.people[fact.by],
            promise=stage.promises[fact.promise],
            criterion=fact.criterion,
            asked=Asked(
                kind=fact.kind,
                survey=fact.survey,
                segment=fact.segment,
                weeks=fact.weeks,
            ),
            now=stage.week(fact.week, hours=2),
        )


def _standing(stage: Stage) -> None:
    for fact in facts.PROMISES:
        if fact.standing:
            amount = Decimal(fact.standing)
            set_standing(
                promise=stage.promises[fact.code],
                actor=stage.people["operations"],
                low=(amount * Decimal("0.95")).quantize(Decimal(1)),
                likely=amount,
                high=(amount * Decimal("1.08")).quantize(Decimal(1)),
                now=stage.week(-10),
            )


def _absences(stage: Stage) -> None:
    """Let the CEO name who decides while she is away: once past, once to come."""
    for key, week, days, named in (("finance", -3, 4, -4), ("operations", 2, 11, -1)):
        name_deputy(
            actor=stage.people["ceo"],
            deputy_id=stage.people[key].pk,
            starts_on=stage.day(week),
            ends_on=stage.day(week) + timedelta(days=days),
            now=stage.week(named),
        )


# --- Plans -------------------------------------------------------------------


def _plans(stage: Stage) -> None:
    for fact in sorted(
        (*PAST, *PLANS), key=lambda plan: (plan.submitted is None, plan.submitted)
    ):
        stage.say(f"the plan '{fact.title}'")
        _plan(stage, fact)


def _plan(stage: Stage, fact: PlanFact) -> None:
    drafted = fact.submitted - 1 if fact.submitted is not None else -1
    author = stage.people[fact.by]
    plan = create(actor=author, content=content(stage, fact), now=stage.week(drafted))

    def clock(hours: int) -> datetime:
        return stage.week(drafted, hours=hours)

    if fact.submitted is None:
        participation.underway(stage.people, plan, fact.by, clock=clock)
        return
    spoken = participation.heard(stage.people, plan, fact, clock=clock)
    version, _ = submit_plan(
        plan=plan,
        actor=author,
        revision=plan.revision,
        now=stage.week(fact.submitted, hours=1),
    )
    while runs.score_next(now=stage.week(fact.submitted, hours=2)):
        pass
    for word in fact.words:
        if word.by in spoken:
            continue
        sign_off(
            actor=stage.people[word.by],
            version_id=version.pk,
            stance=word.stance,
            reason=word.reason,
            now=stage.week(fact.submitted, hours=3),
        )
    if fact.outcome:
        _decide(stage, fact, version)


def _look_back(stage: Stage) -> None:
    """Let the CEO look again at what was decided, on the day that it was due."""
    for fact in PAST:
        if fact.review is None:
            continue
        decision = Decision.objects.get(version__plan__title=fact.title)
        found, ceo = fact.review, stage.people["ceo"]
        now = stage.week(found.week, hours=4)
        kept = figures(
            decision, ceo, known={}, as_of=now.date(), currency=facts.CURRENCY
        )["happened"]
        next_on = None if found.next_in is None else stage.day(found.next_in)
        review(
            actor=ceo,
            decision_id=decision.pk,
            judgement=Judgement(
                decided_well=found.decided_well,
                turned_out="good" if kept else "bad",
                lesson=found.if_kept if kept else found.if_missed,
                next_on=next_on,
            ),
            known=dict(found.known),
            now=now,
        )


def _score_again(stage: Stage) -> None:
    """Score what waits against the ledger of today."""
    for version in undecided(stage.people["ceo"]):
        rescore(
            version=version,
            actor=stage.people["ceo"],
            reason="A new week of the ledger",
            now=stage.week(0, hours=4),
        )
    while runs.score_next(now=stage.now):
        pass


def _test(stage: Stage) -> None:
    stage.say("assumptions under test")
    assumptions.put_to_the_test(stage.people, stage.day, stage.week, now=stage.now)


def _best_set(stage: Stage) -> None:
    """Let the CEO ask for the best set, and the worker find it."""
    stage.say("the best set of plans")
    for worth in facts.WORTHS:
        promise = stage.promises[worth.promise]
        set_promise_worth(
            actor=stage.people[worth.by],
            promise_id=promise.pk,
            revision=0,
            facts={
                "differentiation": Decimal(worth.differentiation),
                "margin": Decimal(worth.margin) if worth.margin else None,
                "occasions": Decimal(worth.occasions) if worth.occasions else None,
                "cost": Decimal(worth.cost),
                "source": worth.source,
            },
            now=stage.week(-1),
        )
    plan = Plan.objects.get(title="Back to Northlight")
    add_prerequisite(
        actor=stage.people["care"],
        candidate=f"plan-{plan.pk}",
        requires="promise-a-person",
        reason="Who went quiet is called, and calls back: somebody has to answer.",
        now=stage.week(-1),
    )
    ask(actor=stage.people["ceo"], now=stage.week(0, hours=5))
    while solve_next(now=stage.now):
        pass


def _what_if(stage: Stage) -> None:
    stage.say("what if")
    what_if.draw_up(stage.people, stage.day, now=stage.now)


def _sessions(stage: Stage) -> None:
    sessions.hold(stage.people, stage.day, now=stage.now)


def _prune(stage: Stage) -> None:
    """Count what broken promises cost, and look at what could be retired."""
    stage.say("what could be retired")
    ask_losses()
    while losing.run_next():
        pass
    run = look(actor=stage.people["ceo"], now=stage.week(0, hours=6))
    while look_next():
        pass
    run.refresh_from_db()
    found = [row for row in (run.result or {})["subjects"] if row["grounds"]]
    hopeless = f"promise-{stage.promises['two-days'].pk}"
    if any(row["key"] == hopeless for row in found):
        row = propose(
            actor=stage.people["operations"],
            pruning=run,
            key=hopeless,
            reason="We have kept it 17 times in 20 at best, and nobody is promised it "
            "in writing. Let us end it before the website says it.",
            now=stage.week(0, hours=7),
        )
        pruning.dissent(
            actor=stage.people["marketing"],
            retirement=row,
            reason="A courier for the forty parcels a week that need it costs less than "
            "what we lose to those who say “tomorrow”. Ask for offers first.",
            now=stage.week(0, hours=8),
        )
    packing = [row for row in found if row.get("capability") == "Packing"]
    for row in packing[:1]:
        settle(
            actor=stage.people["ceo"],
            pruning=run,
            key=row["key"],
            word=Word(
                retire=False,
                reason="Spring launch may come back smaller. Then packing is what it needs.",
                review_on=stage.day(8),
            ),
            now=stage.week(0, hours=8),
        )


def content(stage: Stage, fact: PlanFact) -> PlanContent:
    """Return the plan as the document that its director would have saved."""
    return {
        "format": "plan-content/1",
        "title": fact.title,
        "objective": fact.objective,
        "department": stage.people[fact.by].department,
        "starts_on": stage.day(fact.begins).isoformat(),
        "weeks": fact.weeks,
        "tactics": [_tactic(tactic) for tactic in fact.tactics],
        "assumptions": [
            {
                "code": belief.code,
                "statement": belief.statement,
                "driver": {belief.driver[0]: belief.driver[1]},
                "probability": belief.probability,
                "if_false": belief.if_false,
                "status": "untested",
                "note": belief.note,
            }
            for belief in fact.beliefs
        ],
    }


def _tactic(tactic: TacticFact) -> TacticContent:
    low, likely, high = (str(amount) for amount in tactic.occasions)
    content: TacticContent = {
        "code": tactic.code,
        "name": tactic.name,
        "promises": sorted(tactic.promises),
        "audience": tactic.audience,
        "segment": tactic.segment,
        "channel": tactic.channel,
        "budget": f"{tactic.budget}.00",
        "margin": f"{tactic.margin}.00",
        "low": low,
        "likely": likely,
        "high": high,
        "starts": tactic.starts,
        "ends": tactic.ends,
    }
    return with_strategy(content, tactic.strategy)


def _decide(stage: Stage, fact: PlanFact, version: PlanVersion) -> None:
    outcome = Outcome(fact.outcome)
    approves = outcome in {Outcome.APPROVED, Outcome.CONDITIONAL}
    decide_plan(
        actor=stage.people[fact.decided_by],
        version_id=version.pk,
        score_id=version.scores.latest("pk").pk,
        ruling=Ruling(
            outcome=outcome,
            reason=fact.reason,
            conditions=tuple(_term(stage, each) for each in fact.conditions),
            review_on=stage.day(fact.review_in) if approves else None,
        ),
        now=stage.week(fact.submitted or 0, hours=5),
    )
    _disagree(stage, fact, version)
    for each, asked in zip(fact.conditions, _asked(version), strict=True):
        if each.met is not None:
            meet(
                actor=stage.people[each.by],
                condition_id=asked.pk,
                note=each.note,
                now=stage.week(each.met, hours=6),
            )


def _disagree(stage: Stage, fact: PlanFact, version: PlanVersion) -> None:
    if (said := fact.dissent) is None:
        return
    week = fact.submitted or 0
    made = dissent(
        actor=stage.people[said.by],
        version_id=version.pk,
        reason=said.reason,
        now=stage.week(week, hours=said.hours),
    )
    answer(
        actor=stage.people["ceo"],
        dissent_id=made.pk,
        text=said.answer,
        now=stage.week(week, hours=said.hours + 20),
    )


def _term(stage: Stage, fact: ConditionFact) -> Term:
    owner = stage.people[fact.by]
    return Term(text=fact.text, owner=owner.pk, due_on=stage.day(fact.due))


def _asked(version: PlanVersion) -> list[Condition]:
    found = Condition.objects.filter(decision__version=version)
    return list(found.order_by("number"))


def _follow_up(stage: Stage) -> None:
    """Let the worker look, week by week, for what nobody met and nobody decided."""
    for number in range(-8, 1):
        miss_overdue(now=stage.week(number, hours=24))
        escalate_undecided(now=stage.week(number, hours=24))


def _tasks(stage: Stage) -> None:
    """Let sales write the catalogue's tasks down, and everybody report on them."""
    stage.say("tasks under way")
    execution.set_to_work(stage.people, stage.capabilities, stage.day, stage.week)
    cards.come_back(stage.people, now=stage.now)
    outreach.know_people(stage.people, now=stage.now)
    scheduling.look_again(execution.PLAN, stage.people["sales"], now=stage.now)
    outreach_stories.tell_stories(stage.people, now=stage.now)
    outreach_campaigns.plan_a_campaign(stage.people, monday=stage.day(2), now=stage.now)
    outreach_past.remember(stage.people, now=stage.now)


def is_there() -> bool:
    """Tell whether anybody has worked here: then nothing is built."""
    people = User.objects.exclude(role=Role.INTEGRATION)
    return people.exists() or Plan.objects.exists() or CapabilityWeek.objects.exists()
