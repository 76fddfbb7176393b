"""What follows from decisions: conditions to be met, and plans that came back."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from accounts.models import Deputy, User
from core.pages import Tone
from planner.decisions import queries as decisions
from planner.decisions.models import Condition, Decision, Escalation, Recall
from planner.plans.models import PlanState
from planner.today.items import Item, Section

MOST = 12
SOON = timedelta(weeks=2)


def owed(user: User, day: date) -> list[Section]:
    """Return what the reader is to meet, or nothing where there is none."""
    rows = list(decisions.owed_by(user)[:MOST])
    if not rows:
        return []
    return [
        Section(
            title="What an approval waits for from you",
            empty="",
            items=[_owed_item(row, day) for row in rows],
        )
    ]


def _owed_item(row: Condition, day: date) -> Item:
    left = (row.due_on - day).days
    badge, tone = time_left(left)
    return Item(
        title=row.text,
        url=f"{reverse('decisions:conditions', args=[row.decision_id])}#condition-{row.pk}",
        text=f"“{subject(row.decision)}” was approved on it. By "
        f"{date_format(row.due_on)}: say what shows that it is met, or ask the CEO "
        "for more time before that day.",
        badge=badge,
        tone=tone,
    )


def time_left(days: int) -> tuple[str, Tone]:
    if days < 0:
        return "overdue", "not-kept"
    if days == 0:
        return "today", "at-risk"
    tone: Tone = "at-risk" if timedelta(days=days) <= SOON else "neutral"
    return f"{days} day{'' if days == 1 else 's'} left", tone


def subject(decision: Decision) -> str:
    """Name the plan or the promise that was decided."""
    plan = decision.version.plan if decision.version else None
    return str(plan or decision.promise)


def missed(user: User, day: date) -> list[Section]:
    """Return what came back because of a missed condition, or nothing."""
    rows = list(decisions.awaited(user).filter(state=Condition.State.MISSED)[:MOST])
    if not rows:
        return []
    return [
        Section(
            title="Back before you: a condition was missed",
            empty="",
            url=reverse("decisions:board"),
            action="Open the desk",
            items=[
                Item(
                    title=subject(row.decision),
                    url=reverse("decisions:conditions", args=[row.decision_id]),
                    text=f"{row.owner.name} was to meet it by {date_format(row.due_on)}: "
                    f"“{row.text}”. Give it more time, let it go, or "
                    + (
                        "take the approval back."
                        if row.decision.version
                        else "retire the promise."
                    ),
                    badge="missed",
                    tone="not-kept",
                )
                for row in rows
            ],
        )
    ]


def recalled(user: User) -> list[Section]:
    """Return the plans that came back because an assumption was refuted, or nothing."""
    rows = list(decisions.recalled(user)[:MOST])
    if not rows:
        return []
    return [
        Section(
            title="Back before you: an assumption was refuted",
            empty="",
            url=reverse("decisions:board"),
            action="Open the desk",
            items=[_recalled_item(row) for row in rows],
        )
    ]


def _recalled_item(row: Recall) -> Item:
    who = row.test.concluded_by.name if row.test.concluded_by else "The worker"
    return Item(
        title=subject(row.decision),
        url=f"{reverse('decisions:conditions', args=[row.decision_id])}#recall-{row.pk}",
        text=f"{who} found that this does not hold: “{row.test.statement.rstrip('.')}”. Let the "
        "approval stand all the same, or end it.",
        badge="refuted",
        tone="not-kept",
    )


def standing_in_for(found: Deputy) -> list[Section]:
    """Tell a deputy for whom they decide, and until when."""
    return [
        Section(
            title=f"You decide for {found.ceo.name}",
            empty=f"Until {date_format(found.ends_on)} what waits for "
            f"{found.ceo.name} is yours to decide, under your name and theirs. You do not "
            "decide on plans and promises of your own: these wait.",
            url=reverse("decisions:board"),
            action="Open the desk",
        )
    ]


def undecided_in_time(user: User) -> list[Section]:
    """Return what nobody decided by its day, or nothing."""
    rows = decisions.escalated(user)[:MOST]
    if not rows:
        return []
    return [
        Section(
            title="Undecided past its day",
            empty="",
            url=reverse("decisions:board"),
            action="Open the desk",
            items=[_undecided_item(row) for row in rows],
        )
    ]


def _undecided_item(row: Escalation) -> Item:
    plan = row.version.plan
    due = f"Its decision was due on {date_format(localtime(row.due_at))}."
    if plan.state == PlanState.EXPIRED:
        return Item(
            title=plan.title,
            url=reverse("plans:detail", args=[plan.pk]),
            text=f"{due} Nobody decided, and its capacity was let go. Time approves "
            f"nothing: {row.version.author.name} may submit it again.",
            badge="ran out undecided",
            tone="not-kept",
        )
    return Item(
        title=plan.title,
        url=reverse("decisions:plan", args=[row.version.pk]),
        text=f"{due} It stays undecided until somebody decides: approve, return or "
        "reject it. Time approves nothing.",
        badge="overdue",
        tone="at-risk",
    )


def disagreeing(user: User, day: date) -> list[Section]:
    """Return the dissents from the reader's decisions that nobody answered."""
    rows = decisions.unanswered(user, since=day - timedelta(weeks=6))[:MOST]
    items = [
        Item(
            title=f"{row.by.name} disagrees with "
            f"“{row.version.plan.title if row.version else row.promise}”",
            url=reverse("decisions:dissent", args=[row.pk]),
            text=row.reason,
            badge="not answered",
            tone="at-risk",
        )
        for row in rows
    ]
    title = "Dissent from your decisions"
    return [Section(title=title, empty="", items=items)] if items else []
