"""The demo company's tasks: the autumn catalogue at work, some late, some with gaps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from accounts.models import User
from operations.models import Capability, Initiative
from planner.demo import scheduling
from planner.execution import services
from planner.execution.models import Task
from planner.plans.models import Plan

PLAN = "Autumn catalogue"


@dataclass(frozen=True, kw_only=True)
class TaskFact:
    """A task; weeks count from the demo's Monday, days are working days."""

    code: str
    name: str
    tactic: str = ""
    initiative: str = ""
    result: str = ""
    why: str = ""
    authority: str = ""
    by: tuple[str, ...] = ()
    answers: str = ""
    asked: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    days: tuple[str, str, str] | None = None
    due: int | None = None
    budget: int | None = None
    needs: tuple[str, int] | None = None
    after: tuple[tuple[str, str, str], ...] = ()  # code, kind, lag
    begun: int | None = None
    done: int | None = None
    progress: int = 0
    held: str = ""
    holds_start: bool | None = None
    spent: tuple[tuple[str, str], ...] = ()  # kind, amount


TASKS = (
    TaskFact(
        code="choose-pages",
        name="Choose what stands on the 48 pages",
        tactic="catalogue",
        result="A list of 48 pages that operations have signed",
        why="We promise only what packing can send in the chosen week.",
        authority="Leave out what cannot be delivered",
        by=("sales",),
        answers="sales",
        asked=("operations",),
        days=("3", "4", "6"),
        due=-5,
        budget=0,
        needs=("studio", 1),
        begun=-6,
        done=-6,
    ),
    TaskFact(
        code="photographs",
        name="Photograph the new beds",
        tactic="catalogue",
        result="60 pictures, cut out and named",
        authority="Hire a second photographer for two days",
        by=("marketing",),
        answers="sales",
        days=("4", "6", "9"),
        due=-5,
        budget=6_000,
        needs=("studio", 2),
        after=(("choose-pages", "FS", "0"),),
        begun=-6,
        done=-5,
        spent=(("actual", "5840.00"),),
    ),
    TaskFact(
        code="texts",
        name="Write the texts in the customers' words",
        tactic="catalogue",
        result="48 texts that care has read",
        authority="Cut what does not answer a question customers ask",
        by=("marketing", "care"),
        answers="marketing",
        asked=("care",),
        days=("4", "5", "8"),
        due=-5,
        budget=0,
        after=(("choose-pages", "SS", "2"),),
        begun=-6,
        done=-5,
    ),
    TaskFact(
        code="layout",
        name="Lay the catalogue out",
        tactic="catalogue",
        result="A file that the printer accepts",
        authority="Decide on covers and type",
        by=("marketing",),
        answers="sales",
        days=("5", "7", "10"),
        due=-3,
        budget=3_500,
        needs=("studio", 3),
        after=(("photographs", "FS", "-2"), ("texts", "FS", "0")),
        begun=-5,
        done=-4,
        spent=(("actual", "3500.00"),),
    ),
    TaskFact(
        code="print",
        name="Print 40,000 catalogues",
        tactic="catalogue",
        result="40,000 catalogues at the post office",
        authority="Choose the printer; orders up to 20,000",
        by=("sales",),
        answers="sales",
        told=("finance",),
        days=("6", "8", "12"),
        due=-1,
        budget=18_500,
        after=(("layout", "FS", "1"),),
        begun=-4,
        done=-2,
        spent=(("actual", "19240.00"),),
    ),
    TaskFact(
        code="addresses",
        name="Take out who does not want letters",
        tactic="catalogue",
        result="A list of addresses without objections",
        authority="Leave out every doubtful address",
        by=("care",),
        answers="care",
        days=("1", "2", "3"),
        due=-2,
        budget=0,
        begun=-3,
        done=-3,
    ),
    TaskFact(
        code="first-post",
        name="Post the first 20,000",
        tactic="catalogue",
        result="20,000 catalogues with the post",
        by=("sales",),
        answers="sales",
        authority="Move the day by two",
        days=("2", "3", "4"),
        due=-1,
        holds_start=True,
        budget=7_000,
        after=(("print", "FS", "0"), ("addresses", "FS", "0")),
        begun=-2,
        done=-1,
        spent=(("actual", "6880.00"),),
    ),
    TaskFact(
        code="desk-answers",
        name="Give the help desk answers to the ten questions",
        tactic="catalogue",
        result="Ten answers, tried on ten callers",
        why="Who calls about the catalogue is answered by a person.",
        by=("frontline", "care"),
        answers="care",
        authority="Word them as they speak",
        days=("3", "4", "6"),
        due=-1,
        budget=0,
        needs=("help-desk", 40),
        begun=-3,
        progress=70,
    ),
    TaskFact(
        code="second-post",
        name="Post the second 20,000",
        tactic="catalogue",
        result="20,000 catalogues with the post",
        by=("sales",),
        answers="sales",
        authority="Hold them back while packing is over its capacity",
        days=("2", "3", "4"),
        due=2,
        budget=7_000,
        after=(("first-post", "FS", "10"), ("desk-answers", "FS", "0")),
        spent=(("committed", "6900.00"),),
    ),
    TaskFact(
        code="count-orders",
        name="Count the orders of the first letters",
        tactic="catalogue",
        result="Orders per thousand letters, by segment",
        by=("frontline",),
        answers="sales",
        authority="Ask any colleague for their figures",
        days=("1", "2", "3"),
        due=1,
        budget=0,
        after=(("first-post", "FS", "8"),),
        begun=0,
        progress=20,
    ),
    TaskFact(
        code="pack-extra",
        name="Pack the catalogue's orders on Saturdays",
        tactic="catalogue",
        by=("frontline", "operations"),
        answers="operations",
        days=("8", "10", "14"),
        due=4,
        needs=("packing", 500),
        after=(("first-post", "SS", "3"),),
        begun=-1,
        progress=15,
    ),
    TaskFact(
        code="ask-buyers",
        name="Ask 100 buyers why they chose their week",
        tactic="catalogue",
        result="100 answers, read by sales",
        days=("4", "5", "8"),
        due=5,
        after=(("first-post", "FS", "15"),),
    ),
    TaskFact(
        code="thank-you",
        name="Thank everybody who ordered twice",
        tactic="catalogue",
        by=("care",),
        days=("2", "2", "3"),
    ),
    TaskFact(
        code="fitters",
        name="Agree on Saturdays with the fitters",
        tactic="with-assembly",
        result="A rota of six Saturdays that they have signed",
        why="Beds that we promise to assemble need two people on a Saturday.",
        by=("operations",),
        answers="operations",
        asked=("finance",),
        authority="Pay the agreed Saturday rate",
        days=("3", "5", "9"),
        due=-3,
        budget=1_200,
        needs=("assembly", 6),
        begun=-5,
        done=-3,
        spent=(("actual", "900.00"),),
    ),
    TaskFact(
        code="film",
        name="Film how a bed is assembled",
        tactic="with-assembly",
        result="A film of two minutes, without words",
        by=("marketing",),
        answers="marketing",
        authority="Use the studio on two days",
        days=("3", "4", "7"),
        due=0,
        budget=2_400,
        needs=("studio", 2),
        after=(("fitters", "SS", "0"),),
        begun=-2,
        progress=60,
        held="The studio has no free day before next week.",
        spent=(("committed", "1800.00"),),
    ),
    TaskFact(
        code="tell-drivers",
        name="Tell the drivers who gets assembly",
        tactic="with-assembly",
        result="Every driver has the list on the evening before",
        by=("frontline",),
        answers="operations",
        authority="Call the customer if the list is wrong",
        days=("1", "1", "2"),
        due=1,
        budget=0,
        after=(("fitters", "FS", "0"),),
    ),
    TaskFact(
        code="offer-letter",
        name="Write to families who bought without assembly",
        tactic="with-assembly",
        result="600 letters with the post",
        by=("sales",),
        days=("3", "4", "6"),
        due=3,
        budget=900,
        after=(("film", "FS", "0"),),
    ),
    TaskFact(
        code="check-tools",
        name="Check that every van has the tools",
        tactic="with-assembly",
        answers="operations",
        days=("1", "2", "2"),
        due=2,
        budget=300,
        after=(("fitters", "FS", "0"),),
    ),
    TaskFact(
        code="saturday-colleagues",
        name="Find colleagues for the weekend shift",
        initiative="weekend-shift",
        result="Six people with a contract",
        why="Packing cannot send what the catalogue sells without them.",
        by=("operations",),
        answers="operations",
        asked=("finance",),
        authority="Offer the agreed rate",
        days=("10", "15", "30"),
        due=3,
        budget=2_000,
        begun=-2,
        progress=30,
    ),
    TaskFact(
        code="saturday-training",
        name="Train the weekend shift",
        initiative="weekend-shift",
        result="Six people who pack 20 parcels an hour",
        by=("operations", "frontline"),
        answers="operations",
        authority="Send home who is not ready",
        days=("4", "5", "8"),
        due=5,
        budget=1_500,
        needs=("packing", 60),
        after=(("saturday-colleagues", "FS", "0"),),
    ),
)

Moment = Callable[[int], datetime]


def set_to_work(
    people: Mapping[str, User],
    capabilities: Mapping[str, Capability],
    day: Callable[[int], date],
    moment: Moment,
) -> None:
    """Write the tasks down as sales did, and report on them as the weeks went by."""
    plan = Plan.objects.get(title=PLAN)
    sales, begun = people["sales"], moment(-6)
    made: dict[str, Task] = {}
    for fact in TASKS:
        facts = _facts(fact, people, day)
        task = services.create(actor=sales, plan=plan, facts=facts, now=begun)
        made[fact.code] = task
        for before, kind, lag in fact.after:
            wait = services.Wait(before_id=made[before].pk, kind=kind, lag=Decimal(lag))
            services.link(actor=sales, task_id=task.pk, wait=wait, now=begun)
        if fact.needs:
            services.set_need(
                actor=sales,
                task_id=task.pk,
                capability=capabilities[fact.needs[0]],
                amount=Decimal(fact.needs[1]),
                now=begun,
            )
    scheduling.adopt_first(plan, sales, now=begun)
    for fact in TASKS:
        _report(fact, made[fact.code], people, day, moment)


def _facts(
    fact: TaskFact, people: Mapping[str, User], day: Callable[[int], date]
) -> dict[str, object]:
    low, likely, high = fact.days or (None, None, None)
    return {
        "code": fact.code,
        "name": fact.name,
        "tactic_code": fact.tactic,
        "initiative": Initiative.objects.filter(code=fact.initiative).first(),
        "purpose": fact.why,
        "deliverable": fact.result,
        "authority": fact.authority,
        "responsible": [people[key] for key in fact.by],
        "accountable": people[fact.answers] if fact.answers else None,
        "consulted": [people[key] for key in fact.asked],
        "informed": [people[key] for key in fact.told],
        "budget": None if fact.budget is None else Decimal(fact.budget),
        "low": low and Decimal(low),
        "likely": likely and Decimal(likely),
        "high": high and Decimal(high),
        "deadline": None if fact.due is None else day(fact.due),
        "holds_start": fact.holds_start,
    }


def _report(
    fact: TaskFact,
    task: Task,
    people: Mapping[str, User],
    day: Callable[[int], date],
    moment: Moment,
) -> None:
    actor = people[fact.by[0]] if fact.by else people["sales"]
    if fact.begun is not None:
        now = moment(fact.begun)
        services.start(actor=actor, task_id=task.pk, on=None, now=now)
    if fact.progress:
        now = moment(min((fact.begun or 0) + 1, 0))
        services.report(actor=actor, task_id=task.pk, progress=fact.progress, now=now)
    if fact.held:
        services.hold(actor=actor, task_id=task.pk, reason=fact.held, now=moment(0))
    for kind, amount in fact.spent:
        when = fact.done if fact.done is not None else -1
        entry = services.Entry(kind=kind, amount=Decimal(amount), on=day(when))
        services.spend(actor=actor, task_id=task.pk, entry=entry, now=moment(when))
    if fact.done is not None:
        services.finish(actor=actor, task_id=task.pk, now=moment(fact.done))
        for key in fact.asked:
            if people[key] != actor:
                services.answer(
                    actor=people[key],
                    task_id=task.pk,
                    agrees=True,
                    note="",
                    now=moment(fact.done),
                )
