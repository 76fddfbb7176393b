"""Factories: each makes one ordinary row, and takes what should differ."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from accounts.authentication import digest, new_key
from accounts.models import ApiKey, Department, Deputy, Notice, Role, Scope, User
from customers.models import (
    Customer,
    CustomerSpending,
    Defection,
    Interaction,
    Need,
    Purchase,
    Segment,
    SurveyAnswer,
)
from operations.models import Capability, Initiative
from planner.decisions.models import (
    Condition,
    Decision,
    Dissent,
    Outcome,
    Review,
)
from planner.execution.models import Task, TaskLink, TaskState
from planner.outreach.keys import key as key_acquaintance
from planner.outreach.models import (
    Acquaintance,
    Campaign,
    Contact,
    Interest,
    Knows,
    Overruling,
    SellingWord,
    Story,
    Telling,
)
from planner.participation.models import Answer
from planner.participation.queries.hearing import side_of
from planner.plans.models import (
    Assumption,
    AssumptionTest,
    Audience,
    Finding,
    Invitation,
    Plan,
    PlanVersion,
    Side,
    Tactic,
)
from planner.plans.queries import plan_content
from planner.plans.services import freeze, settle_approved
from planner.portfolio.models import (
    Candidate,
    Exclusion,
    MustHave,
    Prerequisite,
    PromiseWorth,
)
from planner.scenarios.models import Change, Column, Comparison, Kind, Scenario
from planner.scores.models import Score, ScoringRun
from planner.scores.services import submit_plan
from planner.workshop.models import OpenPoint, Workshop
from promises.models import (
    MADE,
    Criterion,
    Evidence,
    Promise,
    PromiseState,
    Requirement,
)

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
MONDAY = date(2026, 1, 5)
PASSWORD = "a long and quiet sentence"  # noqa: S105
# What the product waits half a second for, on a machine that does ten other things;
# without its impatience it would wait for minutes, or for ever.
A_MOMENT = 20.0
_number = count(1)


def make_user(**fields: Any) -> User:
    n = next(_number)
    fields.setdefault("email", f"person{n}@example.com")
    fields.setdefault("name", f"Person {n}")
    fields.setdefault("role", Role.DIRECTOR)
    if fields["role"] == Role.DIRECTOR:
        fields.setdefault("department", Department.MARKETING)
    return User.objects.create_user(password=PASSWORD, **fields)


def make_key(*, user: User | None = None, scopes: list[str] | None = None) -> str:
    """Make an API key and return it in full."""
    owner = user or make_user(role=Role.INTEGRATION, name="Web shop")
    key = new_key()
    ApiKey.objects.create(
        user=owner,
        name="shop",
        prefix=key.partition(".")[0],
        digest=digest(key),
        scopes=list(Scope.values) if scopes is None else scopes,
        created_by=owner,
        created_at=NOW,
        expires_at=datetime.now(tz=UTC) + timedelta(days=30),  # noqa: TID251
    )
    return key


def make_notice(person: User, **fields: Any) -> Notice:
    """Tell somebody something, due for the mail where they want it at once."""
    values = {
        "kind": "asked",
        "text": f"{person.name} is asked about a plan",
        "link": "/plans/",
        "created_at": NOW,
        "next_try_at": NOW,
    }
    return Notice.objects.create(person=person, **(values | fields))


def make_segment(**fields: Any) -> Segment:
    n = next(_number)
    fields.setdefault("code", f"segment-{n}")
    fields.setdefault("name", f"Segment {n}")
    return Segment.objects.create(**fields)


def make_customer(**fields: Any) -> Customer:
    n = next(_number)
    fields.setdefault("code", f"c-{n}")
    fields.setdefault("name", f"Customer {n}")
    return Customer.objects.create(**fields)


def make_purchase(customer: Customer | None = None, **fields: Any) -> Purchase:
    n = next(_number)
    fields["customer"] = customer or make_customer()
    fields.setdefault("reference", f"order-{n}")
    fields.setdefault("on", MONDAY)
    fields.setdefault("amount", Decimal(25))
    return Purchase.objects.create(**fields)


def make_answer(customer: Customer | None = None, **fields: Any) -> SurveyAnswer:
    fields["customer"] = customer or make_customer()
    fields.setdefault("kind", SurveyAnswer.Kind.CSAT)
    fields.setdefault("score", Decimal(4))
    fields.setdefault("on", MONDAY)
    return SurveyAnswer.objects.create(**fields)


def make_interaction(customer: Customer | None = None, **fields: Any) -> Interaction:
    fields["customer"] = customer or make_customer()
    fields.setdefault("at", NOW)
    fields.setdefault("channel", Interaction.Channel.PHONE)
    fields.setdefault("direction", Interaction.Direction.FROM_THEM)
    return Interaction.objects.create(**fields)


def make_defection(customer: Customer | None = None, **fields: Any) -> Defection:
    fields["customer"] = customer or make_customer()
    fields.setdefault("on", MONDAY)
    return Defection.objects.create(**fields)


def make_spending(**fields: Any) -> CustomerSpending:
    values = {
        "starts": date(2026, 1, 1),
        "ends": date(2026, 3, 31),
        "winning": Decimal(120_000),
        "won": 400,
        "keeping": Decimal(60_000),
        "kept": 5_000,
        "source": "the books",
    }
    return CustomerSpending.objects.create(**(values | fields))


def make_need(**fields: Any) -> Need:
    n = next(_number)
    fields.setdefault("code", f"need-{n}")
    fields.setdefault("statement", f"I want number {n}")
    fields.setdefault("importance", 3)
    fields.setdefault("source", "40 interviews")
    fields.setdefault("dated", MONDAY)
    return Need.objects.create(**fields)


def make_capability(**fields: Any) -> Capability:
    n = next(_number)
    fields.setdefault("code", f"capability-{n}")
    fields.setdefault("name", f"Capability {n}")
    fields.setdefault("unit", "parcel")
    if fields.get("kind") == Capability.Kind.STAFFED:
        fields.setdefault("servers", 6)
        fields.setdefault("handle_minutes", Decimal(8))
        fields.setdefault("open_minutes", Decimal(2400))
    else:
        likely = Decimal(fields.get("likely", 100))
        fields.setdefault("low", likely)
        fields.setdefault("likely", likely)
        fields.setdefault("high", likely)
    return Capability.objects.create(**fields)


def make_initiative(**fields: Any) -> Initiative:
    n = next(_number)
    fields.setdefault("code", f"initiative-{n}")
    fields.setdefault("name", f"Initiative {n}")
    fields.setdefault("cost", Decimal(15000))
    fields.setdefault("adds", Decimal(50))
    fields.setdefault("available_from", MONDAY)
    if "capability" not in fields:
        fields["capability"] = make_capability()
    return Initiative.objects.create(**fields)


def make_promise(
    *,
    requires: list[tuple[Capability, float]] | None = None,
    heard: bool = True,
    **fields: Any,
) -> Promise:
    """Make a promise that is complete; ``state`` says how far it has come.

    Beyond an idea customers were heard on it, unless they are not to be.

    What the company has made comes with the CEO's decision, which the database
    asks for.
    """
    n = next(_number)
    fields.setdefault("code", f"promise-{n}")
    fields.setdefault("statement", f"Your order number {n} is with you next week")
    fields.setdefault("measure", "from order to delivery")
    fields.setdefault("standard", "within 7 days")
    fields.setdefault("target", Decimal("0.95"))
    fields.setdefault("window_weeks", 13)
    fields.setdefault("break_cost", Decimal(10))
    state = fields.pop("state", PromiseState.IDEA)
    fields.setdefault("created_at", NOW)
    fields.setdefault("changed_at", NOW)
    if "owner" not in fields:
        fields["owner"] = make_user()
    promise = Promise.objects.create(**fields)
    if state in MADE:
        make_decision(promise)
    if state != PromiseState.IDEA:
        Promise.objects.filter(pk=promise.pk).update(state=state)
        promise.refresh_from_db()
        if heard:
            make_citation(promise)
    for capability, units in requires or []:
        Requirement.objects.create(promise=promise, capability=capability, units=units)
    return promise


def make_decision(
    promise: Promise, *, ceo: User | None = None, **fields: Any
) -> Decision:
    """Record the decision of the CEO, made if there is none, on a promise."""
    decider = ceo or User.objects.filter(role=Role.CEO).first()
    decider = decider or make_user(role=Role.CEO)
    fields.setdefault("outcome", Outcome.APPROVED)
    fields.setdefault("reason", "Families told us it is what they miss.")
    fields.setdefault("promise_revision", promise.revision)
    fields.setdefault("decider_role", Role.CEO)
    fields.setdefault("decided_at", NOW)
    fields.setdefault("evidence", {})
    fields.setdefault("review_on", MONDAY + timedelta(days=180))
    return Decision.objects.create(promise=promise, decided_by=decider, **fields)


def make_condition(
    decision: Decision | None = None, *, owner: User | None = None, **fields: Any
) -> Condition:
    """Make a condition of an approval, by default of a promise that is made."""
    if decision is None:
        promise = make_promise(state=PromiseState.STUDIED)
        decision = make_decision(
            promise,
            outcome=Outcome.CONDITIONAL,
            conditions=[{"text": "Hire first."}],
            review_on=MONDAY + timedelta(days=180),
        )
        Promise.objects.filter(pk=promise.pk).update(state=PromiseState.APPROVED)
    fields.setdefault("number", decision.obligations.count() + 1)
    fields.setdefault("text", "Hire first.")
    fields.setdefault("due_on", MONDAY + timedelta(weeks=4))
    return Condition.objects.create(
        decision=decision, owner=owner or make_user(), **fields
    )


def make_deputy(ceo: User, deputy: User | None = None) -> Deputy:
    """Let a director stand in for the CEO some day far ahead."""
    day = date(2126, 1, 7)
    begins_at = datetime(2126, 1, 7, tzinfo=UTC)
    return Deputy.objects.create(
        ceo=ceo,
        deputy=deputy or make_user(),
        starts_on=day,
        ends_on=day,
        begins_at=begins_at,
        ends_at=begins_at + timedelta(days=1),
        named_at=NOW,
    )


def make_dissent(by: User, **fields: Any) -> Dissent:
    """Let somebody dissent from a promise, by default one that is made."""
    if "version" not in fields:
        promise = fields.setdefault("promise", make_promise(state="studied"))
        fields.setdefault("promise_revision", promise.revision)
    fields.setdefault("title", by.title)
    fields.setdefault("reason", "We pack 100 a week.")
    fields.setdefault("at", NOW)
    return Dissent.objects.create(by=by, **fields)


def make_review(decision: Decision, **fields: Any) -> Review:
    """Let the CEO look at a decision again, with no figures."""
    fields.setdefault("decided_well", "good")
    fields.setdefault("turned_out", "unknown")
    fields.setdefault("lesson", "Ask operations first.")
    empty: dict[str, Any] = {
        "expected": None,
        "informed": None,
        "happened": None,
        "beliefs": [],
    }
    fields.setdefault("figures", empty | {"knowledge": None, "luck": None})
    fields.setdefault("by", decision.decided_by)
    fields.setdefault("at", NOW + timedelta(weeks=13))
    return Review.objects.create(decision=decision, **fields)


def make_made_promise(
    *, ceo: User | None = None, state: str = PromiseState.LIVE, **fields: Any
) -> Promise:
    """Make a promise that the CEO has made, with the decision it stands on."""
    if ceo is None:
        return make_promise(state=state, **fields)
    promise = make_promise(**fields)
    make_decision(promise, ceo=ceo)
    Promise.objects.filter(pk=promise.pk).update(state=state)
    promise.refresh_from_db()
    make_citation(promise)
    return promise


def make_score(version: PlanVersion, **fields: Any) -> Score:
    """Make a finished run and its score, without asking the engine."""
    run = ScoringRun.objects.create(version=version, state="done")
    fields.setdefault("case", {"format": "promise-case/1"})
    fields.setdefault("case_hash", "0" * 64)
    fields.setdefault("result", {"format": "promise-score/1"})
    fields.setdefault("model_version", "test")
    fields.setdefault("seed", 1)
    fields.setdefault("draws", 4096)
    fields.setdefault("verdict", Score.Verdict.KEEPABLE)
    fields.setdefault("keep_probability", 0.95)
    fields.setdefault("standard_error", 0.003)
    fields.setdefault("money_at_risk", Decimal(50))
    fields.setdefault("scored_at", NOW)
    return Score.objects.create(version=version, run=run, **fields)


def make_plan_decision(version: PlanVersion, **fields: Any) -> Decision:
    """Let the CEO, made if there is none, approve a version on a score."""
    ceo = User.objects.filter(role=Role.CEO).first() or make_user(role=Role.CEO)
    fields.setdefault("outcome", Outcome.APPROVED)
    if fields["outcome"] == Outcome.APPROVED and "score" not in fields:
        fields["score"] = make_score(version)
    fields.setdefault("reason", "We can keep it.")
    fields.setdefault("review_on", MONDAY + timedelta(weeks=13))
    fields.setdefault("decided_by", ceo)
    fields.setdefault("decider_role", ceo.role)
    fields.setdefault("decided_at", NOW)
    fields.setdefault("evidence", {"kind": "plan", "score": None, "heard": []})
    return Decision.objects.create(version=version, **fields)


def make_scenario(author: User, **fields: Any) -> Scenario:
    """Make an open scenario that is shared and supposes nothing."""
    n = next(_number)
    fields.setdefault("name", f"Scenario {n}")
    fields.setdefault("created_at", NOW)
    fields.setdefault("changed_at", NOW)
    return Scenario.objects.create(author=author, **fields)


def make_change(scenario: Scenario, **fields: Any) -> Change:
    """Suppose something, by default that customers ask for a fifth more."""
    if not fields:
        fields = {"kind": Kind.DEMAND, "amount": Decimal(120)}
    return Change.objects.create(scenario=scenario, **fields)


def make_comparison(*scenarios: Scenario, **fields: Any) -> Comparison:
    """Make a comparison that waits for the worker."""
    fields.setdefault("asked_by", scenarios[0].author)
    run = Comparison.objects.create(asked_at=NOW, **fields)
    for position, scenario in enumerate(scenarios, start=1):
        Column.objects.create(
            comparison=run,
            scenario=scenario,
            position=position,
            revision=scenario.revision,
        )
    return run


def make_evidence(promise: Promise, **fields: Any) -> Evidence:
    fields.setdefault("criterion", Criterion.LOYALTY)
    fields.setdefault("finding", "41 of 100 came back sooner")
    fields.setdefault("source", "order history")
    fields.setdefault("found_on", MONDAY)
    fields.setdefault("strength", Evidence.Strength.STRONG)
    fields.setdefault("added_at", NOW)
    fields.setdefault("added_by", promise.owner)
    return Evidence.objects.create(promise=promise, **fields)


def make_citation(promise: Promise, **fields: Any) -> Evidence:
    """Let a need that was cited, and is not there any more, speak for a promise."""
    fields.setdefault("criterion", Criterion.CUSTOMERS)
    fields.setdefault("reference", Evidence.Reference.NEED)
    fields.setdefault("asked", {"need": "to-know-when"})
    figure = {
        "statement": "I want to know when",
        "importance": 5,
        "source": "40 interviews",
        "dated": MONDAY.isoformat(),
        "segment": "",
    }
    fields.setdefault("figure", figure)
    fields.setdefault("finding", "Importance 5 of 5: “I want to know when”")
    fields.setdefault("source", "40 interviews")
    return make_evidence(promise, **fields)


def make_plan(**fields: Any) -> Plan:
    n = next(_number)
    fields.setdefault("title", f"Plan {n}")
    fields.setdefault("objective", "More families buy a second time.")
    fields.setdefault("starts_on", MONDAY)
    fields.setdefault("weeks", 8)
    fields.setdefault("created_at", NOW)
    fields.setdefault("changed_at", NOW)
    if "author" not in fields:
        fields["author"] = make_user()
    fields.setdefault("department", fields["author"].department)
    return Plan.objects.create(**fields)


def make_workshop(plan: Plan | None = None, **fields: Any) -> Workshop:
    fields["plan"] = plan or make_plan()
    fields.setdefault("facilitator", fields["plan"].author)
    fields.setdefault("purpose", "Settle the spring")
    fields.setdefault("started_at", NOW)
    fields.setdefault("start_revision", fields["plan"].revision)
    return Workshop.objects.create(**fields)


def make_point(workshop: Workshop | None = None, **fields: Any) -> OpenPoint:
    fields["workshop"] = workshop or make_workshop()
    fields.setdefault("text", "What does a parcel cost us?")
    fields.setdefault("owner", fields["workshop"].facilitator)
    fields.setdefault("due_on", MONDAY + timedelta(weeks=1))
    fields.setdefault("created_by", fields["workshop"].facilitator)
    fields.setdefault("created_at", NOW)
    return OpenPoint.objects.create(**fields)


def make_invitation(plan: Plan, person: User, **fields: Any) -> Invitation:
    fields.setdefault("side", Side.OPERATIONS)
    fields.setdefault("question", "Can we pack 200 more a week?")
    fields.setdefault("invited_by", plan.author)
    fields.setdefault("invited_at", NOW)
    return Invitation.objects.create(plan=plan, person=person, **fields)


def make_tactic(plan: Plan, promises: list[Promise], **fields: Any) -> Tactic:
    n = next(_number)
    fields.setdefault("code", f"tactic-{n}")
    fields.setdefault("name", f"Tactic {n}")
    fields.setdefault("audience", Audience.NEW)
    fields.setdefault("budget", Decimal(1000))
    fields.setdefault("margin", Decimal(20))
    likely = Decimal(fields.get("likely", 40))
    fields.setdefault("low", likely)
    fields.setdefault("likely", likely)
    fields.setdefault("high", likely)
    fields.setdefault("starts", 1)
    fields.setdefault("ends", 4)
    tactic = Tactic.objects.create(plan=plan, **fields)
    tactic.promises.set(promises)
    return tactic


def make_assumption(plan: Plan, **fields: Any) -> Assumption:
    n = next(_number)
    fields.setdefault("code", f"assumption-{n}")
    fields.setdefault("statement", f"We believe in number {n}")
    fields.setdefault("probability", Decimal("0.7"))
    fields.setdefault("if_false", Decimal("1.5"))
    return Assumption.objects.create(plan=plan, **fields)


def make_answer_to(plan: Plan, person: User, **fields: Any) -> Answer:
    """Let somebody sign the draft as it is now."""
    fields.setdefault("side", side_of(person))
    fields.setdefault("title", person.title)
    fields.setdefault("stance", Answer.Stance.SIGNED)
    fields.setdefault("revision", plan.revision)
    fields.setdefault("content", plan_content(plan))
    fields.setdefault("at", NOW)
    return Answer.objects.create(plan=plan, person=person, **fields)


def make_heard(plan: Plan) -> Plan:
    """Let operations and customer care sign the draft, as a submission asks for."""
    for department in (Department.OPERATIONS, Department.CUSTOMER_CARE):
        others = User.objects.filter(department=department, is_active=True)
        person = others.exclude(pk=plan.author_id).first()
        make_answer_to(plan, person or make_user(department=department))
    return plan


def submit_heard(
    *, plan: Plan, actor: User, revision: int, now: datetime
) -> tuple[PlanVersion, ScoringRun]:
    """Submit a plan whose draft everybody signed who must be heard."""
    return submit_plan(plan=make_heard(plan), actor=actor, revision=revision, now=now)


def make_submitted(plan: Plan, *, now: datetime = NOW, days: int = 28) -> PlanVersion:
    """Submit the plan as its author would, and return the version."""
    plan.refresh_from_db()
    return freeze(
        plan=plan,
        actor=plan.author,
        revision=plan.revision,
        reserved_until=now + timedelta(days=days),
        now=now,
    )


def make_approved(plan: Plan, *, now: datetime = NOW) -> PlanVersion:
    """Submit the plan and let the CEO approve it."""
    version = make_submitted(plan, now=now)
    decision = make_plan_decision(version)
    settle_approved(version=version, actor=decision.decided_by, now=now)
    return version


def make_candidate(thing: Plan | Initiative | Promise) -> Candidate:
    named: dict[str, Any] = {type(thing).__name__.lower(): thing}
    return Candidate.objects.get_or_create(**named)[0]


def make_prerequisite(
    thing: Plan | Initiative | Promise,
    requires: Plan | Initiative | Promise,
    *,
    by: User | None = None,
) -> Prerequisite:
    """Let one thing require another that requires nothing itself."""
    one, other = make_candidate(thing), make_candidate(requires)
    Candidate.objects.filter(pk=one.pk).update(depth=other.depth + 1)
    return Prerequisite.objects.create(
        candidate=one,
        requires=other,
        reason="It shows what only that can make.",
        by=by or make_user(),
        at=NOW,
    )


def make_exclusion(
    *things: Plan | Initiative | Promise, by: User | None = None
) -> Exclusion:
    row = Exclusion.objects.create(
        reason="Both want the same hall.", by=by or make_user(role=Role.CEO), at=NOW
    )
    row.members.set([make_candidate(thing) for thing in things])
    return row


def make_must_have(
    thing: Plan | Initiative | Promise, *, by: User | None = None
) -> MustHave:
    return MustHave.objects.create(
        candidate=make_candidate(thing),
        reason="The board has promised it.",
        by=by or make_user(role=Role.CEO),
        at=NOW,
    )


def make_promise_worth(promise: Promise, **fields: Any) -> PromiseWorth:
    fields.setdefault("differentiation", Decimal(2))
    fields.setdefault("source", "Price trial in two cities, October")
    if "by" not in fields:
        fields["by"] = make_user()
    return PromiseWorth.objects.create(promise=promise, at=NOW, **fields)


def make_task(plan: Plan | None = None, **fields: Any) -> Task:
    """Make a planned task; ``state`` brings the days and reasons that go with it.

    ``responsible``, ``consulted`` and ``informed`` are lists of people.
    """
    n = next(_number)
    people = {
        kind: fields.pop(kind, []) for kind in ("responsible", "consulted", "informed")
    }
    plan = plan or make_plan()
    state = fields.setdefault("state", TaskState.PLANNED)
    if state in {TaskState.UNDER_WAY, TaskState.DONE}:
        fields.setdefault("started_on", MONDAY)
    if state == TaskState.DONE:
        fields.setdefault("finished_on", MONDAY)
        fields.setdefault("closed_at", NOW)
        fields["progress"] = 100
    if state == TaskState.HELD:
        fields.setdefault("hold_reason", "The printer is broken.")
    if state == TaskState.DROPPED:
        fields.setdefault("drop_reason", "Nobody needs it any more.")
    if "likely" in fields:
        fields.setdefault("low", fields["likely"])
        fields.setdefault("high", fields["likely"])
    fields.setdefault("code", f"task-{n}")
    fields.setdefault("name", f"Task {n}")
    fields.setdefault("position", n)
    fields.setdefault("created_at", NOW)
    fields.setdefault("changed_at", NOW)
    task = Task.objects.create(plan=plan, **fields)
    for kind, users in people.items():
        getattr(task, kind).set(users)
    return task


def link_tasks(before: Task, after: Task, **fields: Any) -> TaskLink:
    return TaskLink.objects.create(before=before, after=after, **fields)


def make_test(
    plan: Plan, assumption: str = "", *, owner: User | None = None, **fields: Any
) -> AssumptionTest:
    """Make a planned test of an assumption of the plan, by default of its first."""
    rows = plan.assumptions.order_by("position", "pk")
    row = rows.get(code=assumption) if assumption else rows.first()
    assert row is not None
    fields.setdefault("assumption", row.code)
    fields.setdefault("statement", row.statement)
    fields.setdefault("method", "Send the letter to 400 families in two towns.")
    fields.setdefault("measure", "the share of them who order within a week")
    fields.setdefault("unit", "%")
    fields.setdefault("threshold", Decimal(30))
    fields.setdefault("due_on", MONDAY + timedelta(weeks=3))
    fields.setdefault("created_by", plan.author)
    fields.setdefault("created_at", NOW)
    fields.setdefault("changed_at", NOW)
    if fields.get("state", "planned") not in {"planned", "running"}:
        fields.setdefault("reason", "112 of the 400 families ordered.")
        fields.setdefault("concluded_by", plan.author)
        fields.setdefault("concluded_at", NOW)
    return AssumptionTest.objects.create(
        plan=plan, owner=owner or plan.author, **fields
    )


def make_finding(test: AssumptionTest, **fields: Any) -> Finding:
    fields.setdefault("on", MONDAY)
    fields.setdefault("text", "112 of the 400 families have ordered so far.")
    fields.setdefault("source", "order history, 29 December to 4 January")
    fields.setdefault("by", test.owner)
    fields.setdefault("at", NOW)
    return Finding.objects.create(test=test, **fields)


def make_acquaintance(**fields: Any) -> Acquaintance:
    """Return somebody we know; ``known_by`` names colleagues who do."""
    people = fields.pop("known_by", [])
    fields.setdefault("name", f"Known {next(_number)}")
    fields.setdefault("email", f"known-{next(_number)}@example.org")
    fields.setdefault("added_at", NOW)
    if "added_by" not in fields:
        fields["added_by"] = people[0] if people else make_user()
    row = Acquaintance(**fields)
    key_acquaintance(row)
    row.save()
    for person in people:
        Knows.objects.create(acquaintance=row, person=person, closeness=row.closeness)
    return row


def make_campaign(plan: Plan | None = None, **fields: Any) -> Campaign:
    """Make a campaign for everybody in the first weeks of a plan; it has no tactics."""
    fields["plan"] = plan or make_plan()
    fields.setdefault("name", f"Campaign {next(_number)}")
    fields.setdefault("starts", 1)
    fields.setdefault("ends", 4)
    fields.setdefault("added_by", fields["plan"].author)
    fields.setdefault("added_at", NOW)
    fields.setdefault("fingerprint", fields["name"])
    return Campaign.objects.create(**fields)


def make_story(**fields: Any) -> Story:
    n = next(_number)
    values = {
        "title": f"Story {n}",
        "text": "A driver got stuck in the snow, and a whole street dug him out.",
        "added_by": fields.pop("added_by", None) or make_user(),
        "added_at": NOW,
    }
    interests = fields.pop("interests", ())
    row = Story.objects.create(**(values | fields))
    row.interests.set([Interest.objects.get_or_create(name=n)[0] for n in interests])
    return row


def make_telling(story: Story, acquaintance: Acquaintance, **fields: Any) -> Telling:
    values = {"by": story.added_by, "on": NOW.date()}
    return Telling.objects.create(
        story=story, acquaintance=acquaintance, **(values | fields)
    )


def make_contact(acquaintance: Acquaintance, **fields: Any) -> Contact:
    n = next(_number)
    values = {
        "by": fields.pop("by", None) or acquaintance.added_by,
        "channel": "call",
        "on": NOW.date(),
        "key": f"contact-{n}",
        "logged_at": NOW,
    }
    return Contact.objects.create(acquaintance=acquaintance, **(values | fields))


def make_overruling(**fields: Any) -> Overruling:
    values = {"words": ["5 euros"], "reason": "The museum asks for it."}
    contact = fields.pop("contact", None) or make_contact(make_acquaintance())
    return Overruling.objects.create(contact=contact, **(values | fields))


def make_selling_word(**fields: Any) -> SellingWord:
    n = next(_number)
    values = {
        "phrase": f"phrase {n}",
        "added_by": fields.pop("added_by", None) or make_user(),
        "added_at": NOW,
    }
    return SellingWord.objects.create(**(values | fields))
