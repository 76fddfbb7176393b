"""What is there to do today, for each kind of reader."""

from collections.abc import Callable
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from accounts.models import Department, Deputy, Role, User
from accounts.policy import Act, allows
from accounts.queries import company
from core.pages import Tone
from core.templatetags.shares import about_money, percent
from customers.models import Rhythm
from customers.queries.silence import to_call, watched
from planner.decisions import queries as decisions
from planner.decisions.models import SignOff
from planner.plans.models import Plan, PlanState, PlanVersion
from planner.scores.models import Score
from planner.today.answering import unanswered
from planner.today.beginning import first_steps
from planner.today.doing import my_cards
from planner.today.following import (
    disagreeing,
    missed,
    owed,
    recalled,
    standing_in_for,
    undecided_in_time,
)
from planner.today.hearing import asked, silent
from planner.today.items import Item, Section
from planner.today.retiring import to_retire, to_tell
from planner.today.talking import talks
from planner.today.testing import tests_due, untested
from promises.models import Promise, PromiseState
from promises.queries.burn import Alert, Burn, alarmed

MOST = 12
MOST_QUIET = 5

VERDICT_TONES: dict[str, Tone] = {
    Score.Verdict.KEEPABLE: "kept",
    Score.Verdict.AT_RISK: "at-risk",
    Score.Verdict.NOT_KEEPABLE: "not-kept",
}


def today(user: User, *, day: date, standing_in: Deputy | None = None) -> list[Section]:
    """Return the reader's day; a fixed number of queries for each role.

    ``standing_in`` says for whom a director decides today.
    """
    decides = allows(user, Act.DECIDE) or standing_in is not None
    sections: dict[str, tuple[Callable[[User, date], Section], ...]] = {
        Role.CEO: (_waiting_plans, _waiting_promises, _burning, _reviews),
        Role.DIRECTOR: (
            _my_plans,
            _asked_to_sign,
            _burning_mine,
            untested,
            _my_promises,
        ),
        Role.FRONTLINE: (_promises_made, _burning),
    }
    return [
        *first_steps(user),
        *(asked(user, day) if allows(user, Act.TAKE_PART) else []),
        *(silent(user, day) if allows(user, Act.DRAFT_PLANS) else []),
        *(standing_in_for(standing_in) if standing_in else []),
        *(undecided_in_time(user) if decides else []),
        *(
            unanswered(user, decides=decides)
            if allows(user, Act.ANSWER_OBJECTIONS)
            else []
        ),
        *(missed(user, day) if decides else []),
        *(recalled(user) if decides else []),
        *(to_retire(user) if decides else []),
        *(to_tell(user, day) if allows(user, Act.COMPARE_PLANS) else []),
        *(disagreeing(user, day) if allows(user, Act.DECIDE) else []),
        *(tests_due(user, day) if allows(user, Act.TEST_ASSUMPTIONS) else []),
        *(owed(user, day) if allows(user, Act.MEET_CONDITIONS) else []),
        *(my_cards(user, day) if allows(user, Act.USE_CARDS) else []),
        *talks(user, day),
        *(make(user, day) for make in (DESK if standing_in else ())),
        *(make(user, day) for make in sections.get(user.role, ())),
        *([_quiet(user)] if _watches(user) else []),
    ]


def _watches(user: User) -> bool:
    """Say whose work it is to call who has gone quiet: care, sales, the frontline."""
    if user.role == Role.DIRECTOR:
        return user.department in {Department.CUSTOMER_CARE, Department.SALES}
    return user.role == Role.FRONTLINE


def _quiet(user: User) -> Section:
    """List those who may still be there, the worst expected loss first."""
    # The worst of each state by its index, not through all who may be gone already.
    states = (Rhythm.DUE, Rhythm.LATE)
    some = [
        row
        for one in states
        for row in to_call(watched(user)).filter(state=one)[:MOST_QUIET]
    ]
    rows = sorted(some, key=lambda row: -row.expected_loss)[:MOST_QUIET]
    url = reverse("customers:silence")
    currency = company().currency
    return Section(
        title="Customers who are quiet for longer than usual",
        empty="Nobody is known to be due or late. A worker looks at every customer "
        "once a day.",
        url=url,
        action="See all of them",
        items=[
            Item(
                title=str(row.customer),
                url=f"{url}?state={row.state}",
                text=f"No sign of life for {row.silent_days} days; half of the silences "
                f"of this customer end within {row.due_after:.0f}. "
                f"{about_money(row.at_stake, currency)} a year are at stake.",
                badge=row.get_state_display().lower(),
                tone="at-risk",
            )
            for row in rows
        ],
    )


def _waiting_plans(user: User, day: date) -> Section:
    desk = decisions.undecided(user)
    versions = list(desk[:MOST])
    scores = decisions.newest_scores(versions)
    return Section(
        title="Plans that wait for your decision",
        empty="No plan waits. One comes here when its director submits it.",
        url=reverse("decisions:board"),
        action="Open the desk",
        items=[_plan_item(v, scores.get(v.pk)) for v in versions],
    )


def _plan_item(version: PlanVersion, score: Score | None) -> Item:
    author = f"{version.author.name}, {version.author.title}"
    url = reverse("decisions:plan", args=[version.pk])
    if score is None:
        text = f"{author}. The worker is scoring it."
        return Item(title=version.plan.title, url=url, text=text, badge="being scored")
    at_risk = about_money(score.money_at_risk, company().currency)
    return Item(
        title=version.plan.title,
        url=url,
        text=f"{author}. The chance that all its promises are kept is "
        f"{percent(score.keep_probability)}; {at_risk} of its budget is at risk.",
        badge=score.get_verdict_display().lower(),
        tone=VERDICT_TONES[score.verdict],
    )


def _waiting_promises(user: User, day: date) -> Section:
    rows = (
        Promise.objects.visible_to(user)
        .filter(state=PromiseState.STUDIED)
        .select_related("owner")
        .order_by("changed_at")[:MOST]
    )
    return Section(
        title="Promises that wait for your decision",
        empty="No promise waits. One comes here when it has been studied.",
        items=[
            Item(
                title=row.statement,
                url=reverse("decisions:promise", args=[row.pk]),
                text=f"{row.owner.name} has put it up, with evidence for all three.",
                badge="studied",
                tone="accent",
            )
            for row in rows
        ],
    )


def _burning(user: User, day: date) -> Section:
    """List the promises whose error budget burns, by the alerts of ``engine.burn``."""
    return _burn_section(
        burning(user, day=day),
        title="Promises that burn their error budget",
        empty="No promise is broken so much more often than its target allows that "
        "chance would hardly do it.",
        url=reverse("promises:list"),
        action="See all promises",
    )


def _burning_mine(user: User, day: date) -> Section:
    """List those that a director answers for: operations all, others their own."""
    if user.department == Department.OPERATIONS:
        return _burning(user, day)
    return _burn_section(
        burning(user, day=day, owner=user),
        title="Your promises that burn their error budget",
        empty="None of your promises is broken so much more often than its target "
        "allows that chance would hardly do it.",
    )


def burning(user: User, *, day: date, owner: User | None = None) -> list[Burn]:
    """Return the made promises that alert, the fastest burn first; two queries."""
    made = Promise.objects.visible_to(user).made().filter(target__isnull=False)
    if owner is not None:
        made = made.filter(owner=owner)
    return alarmed(list(made), day)


def _burn_section(rows: list[Burn], **section: str) -> Section:
    return Section(
        items=[_burn_item(row, row.alerts[0]) for row in rows[:MOST]], **section
    )


def _burn_item(row: Burn, alert: Alert) -> Item:
    long, short = alert.long, alert.short
    last = "the last week" if short.weeks == 1 else f"the last {short.weeks} weeks"
    return Item(
        title=row.promise.statement,
        url=f"{reverse('promises:detail', args=[row.promise.pk])}#budget",
        text=f"{percent(long.kept_share, 1)} kept in the last {long.weeks} weeks "
        f"against {percent(row.promise.target)}, {percent(short.kept_share, 1)} "
        f"in {last}: see what broke, and what its capabilities carry.",
        badge=alert.badge,
        tone=alert.tone,
    )


def _reviews(user: User, day: date) -> Section:
    rows = decisions.due_for_review(user, by=day + timedelta(weeks=2))
    return Section(
        title="Decisions to look at again",
        empty="No decision is due for review in the next two weeks.",
        items=[
            Item(
                title=str(row.version.plan if row.version else row.promise),
                url=reverse("learn:review", args=[row.pk]),
                text=f"{row.get_outcome_display()} by {row.decided_by.name} on "
                f"{date_format(localtime(row.decided_at))}; "
                f"review on {date_format(due_on)}: what was predicted beside what "
                "happened.",
                badge="due" if due_on <= day else "soon",
                tone="at-risk",
            )
            for row in rows[:MOST]
            for due_on in [row.due_on]  # type: ignore[attr-defined]  # annotated
        ],
    )


# What a deputy finds besides their own day.
DESK = (_waiting_plans, _waiting_promises)


def _my_plans(user: User, day: date) -> Section:
    rows = list(
        Plan.objects.visible_to(user)
        .filter(Q(author=user) | Q(department=user.department))
        .filter(state__in=[PlanState.DRAFT, PlanState.RETURNED, PlanState.SUBMITTED])
        .select_related("author")
        .order_by("-changed_at")[:MOST]
    )
    scores = _newest_by_plan(rows)
    return Section(
        title="Your plans",
        empty="You have no plan under way.",
        url=reverse("plans:new"),
        action="Draft a plan",
        items=[_my_plan_item(row, scores.get(row.pk)) for row in rows],
    )


def _newest_by_plan(plans: list[Plan]) -> dict[int, Score]:
    rows = (
        Score.objects.filter(version__plan__in=plans)
        .select_related("version")
        .defer("case", "result")
        .order_by("scored_at", "pk")
    )
    return {score.version.plan_id: score for score in rows}


def _my_plan_item(plan: Plan, score: Score | None) -> Item:
    texts = {
        PlanState.DRAFT: "A draft. Submit it when the live score and you agree.",
        PlanState.RETURNED: "The CEO gave it back. Read why, change it, submit it again.",
        PlanState.SUBMITTED: "It waits for the CEO's decision.",
    }
    submitted = plan.state != PlanState.DRAFT and score is not None
    return Item(
        title=plan.title,
        url=reverse("plans:detail", args=[plan.pk]),
        text=texts[PlanState(plan.state)],
        badge=score.get_verdict_display().lower()
        if submitted and score
        else plan.get_state_display().lower(),
        tone=VERDICT_TONES[score.verdict] if submitted and score else "neutral",
    )


def unsigned(user: User) -> QuerySet[PlanVersion]:
    """Return the waiting versions this director's department has not spoken on."""
    spoken = SignOff.objects.filter(department=user.department).values("version")
    return (
        decisions.undecided(user)
        .exclude(pk__in=spoken)
        .exclude(author__department=user.department)
    )


def _asked_to_sign(user: User, day: date) -> Section:
    department = Department(user.department).label.lower()
    return Section(
        title="Your word is asked for",
        empty="No submitted plan waits for your department.",
        items=[
            Item(
                title=version.plan.title,
                url=reverse("decisions:plan", args=[version.pk]),
                text=f"{version.author.name} submitted it; {department} has not "
                "signed or dissented.",
                badge="not heard",
            )
            for version in unsigned(user)[:MOST]
        ],
    )


def _my_promises(user: User, day: date) -> Section:
    rows = (
        Promise.objects.visible_to(user)
        .filter(owner=user)
        .exclude(state=PromiseState.RETIRED)
        .order_by("state", "-changed_at")[:MOST]
    )
    return Section(
        title="Promises you own",
        empty="You own no promise.",
        url=reverse("promises:new"),
        action="Draft a promise",
        items=[_promise_item(row) for row in rows],
    )


def _promise_item(promise: Promise) -> Item:
    texts = {
        PromiseState.IDEA: "An idea. Study it: evidence for all three, then put it up.",
        PromiseState.STUDIED: "It waits for the CEO's decision.",
        PromiseState.APPROVED: "Approved. Set it live when customers are told.",
        PromiseState.LIVE: "Live. Its ledger says how it is kept.",
    }
    return Item(
        title=promise.statement,
        url=reverse("promises:detail", args=[promise.pk]),
        text=texts[PromiseState(promise.state)],
        badge=promise.get_state_display().partition(":")[0].lower(),
        tone="accent" if promise.is_made else "neutral",
    )


def _promises_made(user: User, day: date) -> Section:
    rows = Promise.objects.visible_to(user).filter(state=PromiseState.LIVE)
    return Section(
        title="What we promise",
        empty="No promise is live yet.",
        items=[
            Item(
                title=row.statement,
                url=reverse("promises:detail", args=[row.pk]),
                text=f"{row.standard}, {percent(row.target)} of the time.",
                badge="live",
                tone="accent",
            )
            for row in rows.order_by("statement")[:MOST]
        ],
    )
