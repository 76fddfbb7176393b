"""One of everything, and the people and keys who ask for it."""

import gzip
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import ApiKey, AuditEvent, Company, Department, Role, Scope, User
from accounts.services.people import invite
from customers import reviewing, rollup
from customers.models import CustomerImport, LoyaltyStudy, StandingReview
from operations.models import Capability
from planner.cards import services as cards
from planner.decisions.models import Outcome, Recall, SignOff
from planner.decisions.services import Ruling, decide_promise
from planner.execution.models import Consultation, Spending, TaskNeed
from planner.execution.services import open_calendar
from planner.outreach import services as outreach
from planner.outreach.models import Sending
from planner.participation.models import About, Comment, Contribution, Thread
from planner.plans.models import Commitment, DraftRevision, Plan
from planner.plans.queries import plan_content
from planner.portfolio.models import Portfolio
from planner.pruning import runs as looks
from planner.pruning import services as pruning
from planner.pruning.models import Pruning, Telling
from planner.scheduling.models import ScheduleRun
from planner.scores import runs
from planner.scores.models import Score
from promises.models import BreakLoss, LedgerImport, Promise, PromiseState
from promises.services import add_word
from tests.make import (
    NOW,
    link_tasks,
    make_acquaintance,
    make_answer,
    make_answer_to,
    make_approved,
    make_assumption,
    make_campaign,
    make_capability,
    make_change,
    make_comparison,
    make_condition,
    make_customer,
    make_defection,
    make_deputy,
    make_dissent,
    make_evidence,
    make_exclusion,
    make_initiative,
    make_interaction,
    make_invitation,
    make_key,
    make_made_promise,
    make_must_have,
    make_need,
    make_notice,
    make_overruling,
    make_plan,
    make_point,
    make_prerequisite,
    make_promise,
    make_promise_worth,
    make_purchase,
    make_review,
    make_scenario,
    make_segment,
    make_selling_word,
    make_spending,
    make_story,
    make_tactic,
    make_task,
    make_telling,
    make_test,
    make_user,
    make_workshop,
    submit_heard,
)
from tests.promises.make_objections import make_objection

# The letters of tests/architecture/access.py.
LETTERS = {
    "S": "a stranger",
    "C": "the CEO",
    "M": "the marketing director, whose the promise and the plans are",
    "O": "the operations director",
    "F": "the frontline",
    "A": "the administrator of the system",
    "W": "a key with every scope",
    "R": "a key that only reads",
    "K": "a key without any scope",
}


@dataclass(frozen=True)
class World:
    """The callers by letter, and the rows by name."""

    callers: dict[str, Client]
    rows: dict[str, object]


def _browser(person: User, *, checks_tokens: bool) -> Client:
    browser = Client(enforce_csrf_checks=checks_tokens, raise_request_exception=False)
    browser.force_login(person)
    return browser


def _program(key: str) -> Client:
    headers = {"Authorization": f"Bearer {key}"}
    return Client(headers=headers, raise_request_exception=False)


def _people() -> dict[str, User]:
    return {
        "C": make_user(role=Role.CEO, name="Clara Ek"),
        "M": make_user(name="Max Marten"),
        "O": make_user(name="Olga Berg", department=Department.OPERATIONS),
        "F": make_user(role=Role.FRONTLINE, name="Finn Lund"),
        "A": make_user(role=Role.ADMINISTRATOR, name="Otto Ander"),
    }


def review_customers() -> None:
    """Let one customer answer, and the worker look at it."""
    make_answer(make_customer(code="ann"))
    rollup.count_all()
    StandingReview.objects.create(asked_at=NOW, as_of=NOW.date())
    reviewing.run_next(now=NOW)


def _rows(people: dict[str, User]) -> dict[str, object]:
    """Make the rows that addresses name; Max wrote the promise and the plans."""
    max_marten = people["M"]
    review_customers()
    packing = make_capability(code="packing")
    promise = make_promise(owner=max_marten, requires=[(packing, 1)])
    made = make_made_promise(ceo=people["C"], owner=max_marten)
    draft = make_plan(author=max_marten)
    submitted = make_plan(author=max_marten)
    make_tactic(submitted, [made])
    BreakLoss.objects.create(
        promise=made,
        as_of=NOW.date(),
        followed_weeks=26,
        broken=3,
        broken_lost=1,
        kept=9,
        kept_lost=1,
        strata=1,
        occasions=1.0,
        worth=100,
    )
    submit_heard(plan=submitted, actor=max_marten, revision=submitted.revision, now=NOW)
    runs.score_next(now=NOW)
    score = Score.objects.get()
    version = score.version
    studied = make_promise(
        owner=max_marten, state=PromiseState.STUDIED, segment=make_segment()
    )
    sent_back = make_promise(
        owner=max_marten, state=PromiseState.STUDIED, segment=make_segment()
    )
    decision = decide_promise(
        promise_id=sent_back.pk,
        actor=people["C"],
        ruling=Ruling(outcome=Outcome.RETURNED, reason="Ask the families first."),
        revision=sent_back.revision,
        now=NOW,
    )
    invited = invite(
        actor=people["A"],
        email="nia@example.com",
        name="Nia New",
        role=Role.FRONTLINE,
        now=NOW,
    )
    return {
        "person": people["F"].pk,
        "invited": invited.pk,
        "nobody": 0,
        "company": Company.objects.get_or_create(pk=1)[0].pk,
        "key": ApiKey.objects.earliest("pk").pk,
        "event": AuditEvent.objects.earliest("pk").pk,
        "customer": (customer := make_customer()).pk,
        "purchase": make_purchase(customer).pk,
        "answer": make_answer(customer).pk,
        "interaction": make_interaction(customer).pk,
        "defection": make_defection(customer).pk,
        "need": make_need().pk,
        "study": LoyaltyStudy.objects.create(asked_at=NOW, as_of=NOW.date()).pk,
        "segment": make_segment().pk,
        "spending": make_spending().pk,
        "capability": packing.pk,
        "initiative": make_initiative().pk,
        "promise": promise.pk,
        "studied": studied.pk,
        "made": made.pk,
        "frontline-objection": make_objection(made, make_user(role=Role.FRONTLINE)).pk,
        "decision": decision.pk,
        "notice": make_notice(people["F"]).pk,
        "deputy": make_deputy(people["C"]).pk,
        "dissent": make_dissent(people["O"]).pk,
        "review": make_review(decision).pk,
        "condition": (condition := make_condition(owner=people["O"])).pk,
        "conditional": condition.decision_id,
        "sign-off": SignOff.objects.create(
            version=version,
            department=Department.OPERATIONS,
            by=people["O"],
            stance=SignOff.Stance.SIGNED,
            at=NOW,
        ).pk,
        "word": add_word(actor=max_marten, phrase="laminated", question="", now=NOW).pk,
        "evidence": make_evidence(promise).pk,
        "acquaintance": make_acquaintance().pk,
        "story": (story := make_story()).pk,
        "telling": make_telling(story, make_acquaintance()).pk,
        "selling-word": make_selling_word().pk,
        "overruling": make_overruling().pk,
        "file": LedgerImport.objects.create(
            file_name="ledger.csv",
            content=gzip.compress(b"a,b\n1,2\n"),
            content_hash="0" * 64,
            facts={"format": "csv"},
            columns=["a", "b"],
            sample=[["1", "2"]],
            uploaded_by=max_marten,
            uploaded_at=NOW,
        ).pk,
        "customer-file": CustomerImport.objects.create(
            kind=CustomerImport.Kind.PURCHASES,
            file_name="purchases.csv",
            content=gzip.compress(b"a,b\n1,2\n"),
            content_hash="0" * 64,
            uploaded_by=max_marten,
            uploaded_at=NOW,
        ).pk,
        **_shared(people),
        **_known(people),
        **_pruned(people, promise, made),
        **_carried_out(people, made),
        **_worked_on(draft, max_marten),
        "portfolio": Portfolio.objects.create(asked_by=max_marten, asked_at=NOW).pk,
        "valued-code": make_promise_worth(made, by=max_marten).promise.code,
        "scenario": (scenario := make_scenario(max_marten)).pk,
        "change": make_change(scenario).pk,
        "comparison": make_comparison(scenario).pk,
        "prerequisite": make_prerequisite(submitted, made, by=max_marten).pk,
        "exclusion": make_exclusion(submitted, studied, by=people["C"]).pk,
        "must-have": make_must_have(studied, by=people["C"]).pk,
        "plan": _kept(draft).pk,
        "campaign": make_campaign(draft).pk,
        "session": (session := make_workshop(draft)).pk,
        "point": make_point(session).pk,
        "submitted": submitted.pk,
        "version": version.pk,
        "score": score.pk,
        "schedule": ScheduleRun.objects.create(
            plan=draft, asked_by=max_marten, asked_at=NOW
        ).pk,
        "run": score.run_id,
        **_tested(people, draft, packing, made),
        "standing": Commitment.objects.create(
            promise=made,
            kind=Commitment.Kind.STANDING,
            low=1,
            likely=1,
            high=1,
        ).pk,
    }


def _shared(people: dict[str, User]) -> dict[str, object]:
    """Let Max share a draft with operations and the frontline."""
    shared = make_plan(author=people["M"])
    make_invitation(shared, people["O"])
    talk = Thread.objects.create(plan=shared, opened_by=people["F"], opened_at=NOW)
    Comment.objects.create(thread=talk, by=people["F"], text="By noon?", at=NOW)
    return {
        "shared": shared.pk,
        "invitation": make_invitation(shared, people["F"], side="frontline").pk,
        "signature": make_answer_to(shared, people["O"]).pk,
        "thread": talk.pk,
        "proposal": Contribution.objects.create(
            plan=shared,
            by=people["F"],
            kind=Contribution.Kind.ASSUMPTION,
            about=About.CAPABILITY,
            code="packing",
            text="Two packers are ill at a time, not more.",
            source="rota",
            probability=1,
            if_false=1,
            at=NOW,
        ).pk,
    }


def _tested(
    people: dict[str, User], draft: Plan, packing: Capability, made: Promise
) -> dict[str, object]:
    """Let Max test one assumption, and refute another under an approval."""
    assumption = make_assumption(draft, code="a1", capability=packing)
    approved = make_plan(author=people["M"])
    make_assumption(approved, tactic=make_tactic(approved, [made]))
    version = make_approved(approved)
    recall = Recall.objects.create(
        decision=version.decisions.get(),
        test=make_test(approved, state="refuted"),
        at=NOW,
    )
    return {
        "assumption": assumption.pk,
        "test": make_test(draft).pk,
        "recall": recall.pk,
    }


def _pruned(people: dict[str, User], idea: Promise, made: Promise) -> dict[str, object]:
    """Look at what could be retired, and let Max propose one of two promises."""
    run = pruning.look(actor=people["M"], now=NOW)
    looks.look_next()
    row = pruning.propose(
        actor=people["M"],
        pruning=Pruning.objects.get(pk=run.pk),
        key=f"promise-{made.pk}",
        reason="It serves nobody.",
        now=NOW,
    )
    telling = Telling.objects.create(
        retirement=row, number=1, whom="Olga Berg", what="It ends.", due_on=NOW.date()
    )
    return {
        "pruning": run.pk,
        "finding": f"promise-{idea.pk}",
        "retirement": row.pk,
        "telling": telling.pk,
        "objection": pruning.dissent(
            actor=people["O"], retirement=row, reason="It sells.", now=NOW
        ).pk,
    }


def _kept(draft: Plan) -> Plan:
    """Keep what a draft says as its first revision, as every saving does."""
    DraftRevision.objects.create(
        plan=draft,
        revision=1,
        content=plan_content(draft),
        by=draft.author,
        at=NOW,
    )
    return draft


def _worked_on(plan: Plan, author: User) -> dict[str, object]:
    """Write three tasks down, one of which waits and has cost something."""
    task, other, third = make_task(plan), make_task(plan), make_task(plan)
    spent = Spending.objects.create(
        task=task, kind="actual", amount=5, on=NOW.date(), by=author, at=NOW
    )
    return {
        "task": task.pk,
        "other-task": other.pk,
        "link": link_tasks(third, task).pk,
        "need": TaskNeed.objects.create(
            task=task, capability=make_capability(), amount=4
        ).pk,
        "spent": spent.pk,
        "calendar-token": open_calendar(actor=author, now=NOW),
        "consultation": Consultation.objects.create(
            task=task, person=author, asked_at=NOW
        ).pk,
    }


def _carried_out(people: dict[str, User], made: Promise) -> dict[str, object]:
    """Let a plan of Max's run, and Finn say something from his card of it."""
    plan = make_plan(author=people["M"])
    make_tactic(plan, [made])
    make_approved(plan)
    finn, task = people["F"], make_task(plan, responsible=[people["F"]])
    given = cards.give_feedback(
        actor=finn,
        task_id=task.pk,
        kind="idea",
        text="Sooner.",
        key="another-key",
        now=NOW,
    )
    said = cards.cannot_keep(
        actor=finn,
        task_id=task.pk,
        promise_id=made.pk,
        reason="no-time",
        key="a-key-of-a-phone",
        now=NOW,
    )
    return {
        "running": plan.pk,
        "card": task.pk,
        "feedback": given.pk,
        "own-objection": said.pk,
    }


def _known(people: dict[str, User]) -> dict[str, object]:
    """Let Finn know somebody, talk with them and promise something; Max sends names."""
    # The pages read the clock, and this week's list is of the week it shows.
    now = timezone.localtime()
    finn = people["F"]
    known = make_acquaintance(known_by=[finn])
    twin = make_acquaintance()
    talk = outreach.log(
        actor=finn,
        acquaintance_id=twin.pk,
        talk=outreach.Talk(
            channel="call", follow_up_on=now.date(), referral="Grace Hopper"
        ),
        now=now,
    )
    week = outreach.set_hours(actor=finn, hours=Decimal(2), now=now)
    file = outreach.upload(
        actor=people["M"], name="names.csv", content=b"Name\nAda\n", now=now
    )
    follow_up = talk.follow_ups.get()
    Sending.objects.create(contact=talk, state="failed", body="Hi.", begun_at=now)
    return {
        "acquaintance": known.pk,
        "twin": twin.pk,
        "talk": talk.pk,
        "follow-up": follow_up.pk,
        "referral": talk.referrals.get().pk,
        "weekly-name": week.names.get(acquaintance=known).pk,
        "names-file": file.pk,
        "outreach-token": outreach.open_calendar(actor=finn, now=now),
    }


def make_world(*, checks_tokens: bool = False) -> World:
    people = _people()
    callers = {"S": Client(raise_request_exception=False)}
    callers |= {
        letter: _browser(person, checks_tokens=checks_tokens)
        for letter, person in people.items()
    }
    callers["W"] = _program(make_key(scopes=list(Scope.values)))
    callers["R"] = _program(make_key(scopes=[Scope.READ]))
    callers["K"] = _program(make_key(scopes=[]))
    return World(callers=callers, rows=_rows(people))


def is_let_in(response: HttpResponse) -> bool:
    """Tell an answer from a closed door, a sign-in page, or a "nothing here"."""
    if response.status_code >= 500:
        msg = f"{response.status_code} for {response.request}"  # type: ignore[attr-defined]
        raise AssertionError(msg)
    doors = ("/accounts/login/", "/admin/login/")
    to_sign_in = response.headers.get("Location", "").startswith(doors)
    return response.status_code not in {401, 403, 404, 405} and not to_sign_in
