"""What the demo company lacks to show every page: files, a key, somebody invited."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from accounts.models import ApiKey, Company, Role, Scope, User
from accounts.services.keys import create_key
from accounts.services.people import invite
from customers import importing
from customers.incoming.mapping import Mapping as CustomerMapping
from customers.incoming.mapping import guess
from customers.models import (
    Customer,
    CustomerImport,
    CustomerSpending,
    Interaction,
    Need,
    Segment,
)
from customers.services import imports as customers
from customers.services.records import INTERACTIONS, NEEDS, enter_one
from operations.models import Capability, Initiative
from planner.cards.models import Feedback
from planner.decisions.models import Decision, Dissent
from planner.execution.models import Task
from planner.outreach import services as outreach
from planner.outreach.models import Acquaintance, Campaign, NamesFile, Story
from planner.participation.models import Contribution
from planner.plans.models import (
    Assumption,
    AssumptionTest,
    Commitment,
    Plan,
    PlanVersion,
)
from planner.portfolio.models import Portfolio
from planner.pruning import services as pruning
from planner.pruning.models import Objection, Pruning, Retirement
from planner.scenarios.models import Comparison, Scenario
from planner.scheduling.models import ScheduleRun
from planner.scores.models import Score
from planner.workshop import services as sessions
from planner.workshop.models import OpenPoint, Workshop
from promises import runs
from promises.mapping import Mapping
from promises.models import Evidence, LedgerImport, Promise
from promises.models import Objection as FrontlineObjection
from promises.services import Place as PlaceOfWork
from promises.services import ask_check, ask_commit, raise_objection, upload

HEAD = "order,customer,promised,due,done\n"
GOOD = HEAD + "N-1,c-1,2026-01-05 08:00,2026-01-07 12:00,2026-01-07 11:00\n"
BAD = HEAD + "N-2,c-2,2026-01-05 08:00,the day after,\n"
BOUGHT = (
    "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID\n"
    "536365,85123A,6,2025-12-01,2.55,{0}\nC536379,D,-1,2025-12-01,27.5,{0}\n"
    "536366,71053,1,2025-12-02,3.39,\n536367,71053,0,3/4/2025,0,{0}\n"
)
CUSTOMER_FILES = {
    "bought-new.csv": BOUGHT.format("example-1"),
    "bought-ready.csv": BOUGHT.format("example-2"),
    "bought-stays.csv": BOUGHT.format("example-3").replace(
        ",2025-12-01,", ",1/2/2025,"
    ),
    "bought-brought-in.csv": BOUGHT.format("example-4"),
}
COLUMNS = Mapping(
    promise="two-days",
    reference_column="order",
    customer_column="customer",
    promised_column="promised",
    due_column="due",
    done_column="done",
)


def add(*, now: datetime) -> None:
    administrator = person("administrator")
    invite(
        actor=administrator,
        email="nia@demo.example",
        name="Nia New",
        role=Role.FRONTLINE,
        now=now,
    )
    create_key(
        actor=administrator,
        name="Till",
        scopes=[Scope.READ],
        expires_at=now + timedelta(days=30),
        now=now,
    )
    raise_objection(
        actor=person("frontline"),
        promise=Promise.objects.get(code="two-days"),
        reason="no-people",
        words="Two of us are ill until Friday.",
        key="an-example-of-a-phone",
        team="Frontline",
        place=PlaceOfWork(text="Autumn catalogue"),
        due_at=now + timedelta(days=3),
        now=now,
    )
    sessions.start(
        plan=Plan.objects.get(title="Two days to your door"),
        actor=person("marketing"),
        purpose="What is still missing?",
        now=now,
    )
    _file("new.csv", GOOD, now=now)
    bad = _file("wrong.csv", BAD, now=now)
    ask_check(actor=person("sales"), job=bad, mapping=COLUMNS, now=now)
    good = _file("ready.csv", GOOD, now=now)
    ask_check(actor=person("sales"), job=good, mapping=COLUMNS, now=now)
    done = _file("brought-in.csv", GOOD.replace("N-1", "N-3"), now=now)
    ask_check(actor=person("sales"), job=done, mapping=COLUMNS, now=now)
    _work(now=now)
    done.refresh_from_db()
    ask_commit(actor=person("sales"), job=done, now=now)
    _work(now=now)
    names = (
        b"Name,Company,E-mail\nAda Holst,Oak,ada@oak.example\nNo Address,Oak,nowhere\n"
    )
    outreach.upload(actor=person("sales"), name="people.csv", content=names, now=now)
    for name, text in CUSTOMER_FILES.items():
        _customer_file(name, text, now=now)
    sales = person("sales")
    need = {
        "code": "example-need",
        "statement": "I want to know which day it arrives",
        "importance": 4,
        "source": "40 talks in March",
        "dated": now.date(),
    }
    contact = {"customer": "example-4", "at": now, "note": "Asked for the lantern."}
    enter_one(actor=sales, kind=NEEDS, facts=need, now=now)
    enter_one(actor=sales, kind=INTERACTIONS, facts=contact, now=now)
    look = Pruning.objects.latest("pk")
    pruning.settle(
        actor=person("ceo"),
        pruning=look,
        key=_initiative_found(look),
        word=pruning.Word(retire=True, reason="The desk has room in every week."),
        now=now,
    )


def _customer_file(name: str, text: str, *, now: datetime) -> None:
    """Leave "new" files at their columns, check the others, and bring "in" those in."""
    sales = person("sales")
    job = customers.upload(
        actor=sales, kind="purchases", file_name=name, content=text.encode(), now=now
    )
    _work(now=now)
    job.refresh_from_db()
    if "new" in name:
        return
    mapping = CustomerMapping.read("purchases", guess("purchases", job.columns))
    customers.ask_check(actor=sales, job=job, mapping=mapping, now=now)
    _work(now=now)
    job.refresh_from_db()
    if "brought-in" in name:
        customers.ask_commit(actor=sales, job=job, now=now)
        _work(now=now)


def _initiative_found(look: Pruning) -> str:
    """Name an initiative that could go, and that nobody has spoken of."""
    spoken = set(Retirement.objects.values_list("key", flat=True))
    return next(
        str(row["key"])
        for row in (look.result or {})["subjects"]
        if row["grounds"] and row["kind"] == "initiative" and row["key"] not in spoken
    )


def person(key: str) -> User:
    return User.objects.get(email=f"{key}@demo.example")


def _file(name: str, text: str, *, now: datetime) -> LedgerImport:
    job = upload(actor=person("sales"), file_name=name, content=text.encode(), now=now)
    _work(now=now)
    job.refresh_from_db()
    return job


def _work(*, now: datetime) -> None:
    while runs.run_next(now=now) or importing.run_next(now=now):
        pass


FINDERS: dict[str, Callable[[str], Any]] = {
    "plan": lambda title: Plan.objects.get(title=title),
    "version": lambda title: PlanVersion.objects.filter(plan__title=title).latest("pk"),
    "ended session": lambda title: Workshop.objects.exclude(ended_at=None).get(
        plan__title=title
    ),
    "open point": lambda title: OpenPoint.objects.get(workshop__plan__title=title),
    "older score": lambda title: Score.objects.filter(
        version__plan__title=title
    ).earliest("pk"),
    "decided plan": lambda title: Decision.objects.filter(
        version__plan__title=title
    ).latest("pk"),
    "dissent": lambda title: Dissent.objects.filter(version__plan__title=title).latest(
        "pk"
    ),
    "decided promise": lambda code: Decision.objects.get(promise__code=code),
    "proposal": lambda _: Contribution.objects.filter(kind="assumption")[0],
    "assumption": lambda title: Assumption.objects.filter(plan__title=title)[0],
    "test": lambda code: AssumptionTest.objects.get(assumption=code),
    "promise": lambda code: Promise.objects.get(code=code),
    "schedule": lambda title: ScheduleRun.objects.filter(plan__title=title).latest(
        "pk"
    ),
    "task": lambda code: Task.objects.get(plan__title="Autumn catalogue", code=code),
    "evidence": lambda code: Evidence.objects.filter(promise__code=code)[0],
    "frontline objection": lambda code: FrontlineObjection.objects.get(
        promise__code=code
    ),
    "campaign": lambda name: Campaign.objects.get(name=name),
    "known": lambda name: Acquaintance.objects.get(name=name),
    "names": lambda name: NamesFile.objects.get(name=name),
    "feedback": lambda kind: Feedback.objects.get(kind=kind),
    "standing": lambda code: Commitment.objects.get(
        promise__code=code, kind=Commitment.Kind.STANDING
    ),
    "capability": lambda code: Capability.objects.get(code=code),
    "initiative": lambda code: Initiative.objects.get(code=code),
    "customer": lambda code: Customer.objects.get(code=code),
    "spending": lambda _: CustomerSpending.objects.earliest("starts"),
    "scenario": lambda name: Scenario.objects.get(name=name),
    "comparison": lambda _: Comparison.objects.earliest("pk"),
    "portfolio": lambda _: Portfolio.objects.earliest("pk"),
    "pruned": lambda code: f"promise-{Promise.objects.get(code=code).pk}",
    "retirement": lambda state: Retirement.objects.get(state=state),
    "objection": lambda code: Objection.objects.get(retirement__promise__code=code),
    "segment": lambda code: Segment.objects.get(code=code),
    "person": person,
    "key": lambda name: ApiKey.objects.get(name=name),
    "company": lambda name: Company.objects.get(name=name),
    "contact": lambda code: Interaction.objects.get(customer__code=code),
    "need": lambda code: Need.objects.get(code=code),
    "customer file": lambda name: CustomerImport.objects.get(file_name=name),
    "story": lambda title: Story.objects.get(title=title),
    "acquaintance": lambda name: Acquaintance.objects.get(name=name),
    "file": lambda name: LedgerImport.objects.get(file_name=name),
}


def key_of(words: str) -> Any:
    """Find the row that "kind: name" means; text after "=" is taken as it is."""
    if words.startswith("="):
        return words[1:]
    kind, _, name = words.partition(": ")
    found = FINDERS[kind](name)
    return found if isinstance(found, str) else found.pk
