"""Who was asked about each plan, and what they brought to the draft."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal

from accounts.models import User
from planner.demo.plans import PlanFact
from planner.participation import services
from planner.participation.models import About, Contribution
from planner.plans.models import Plan

QUESTIONS = {
    "operations": "Can we keep this, week after week, with the people we have?",
    "care": "Is this what customers tell you they need, and what will they call about?",
    "sales": "Would your customers believe this, and come back for it?",
    "finance": "Is the margin right if it is kept, and if it is not?",
    "frontline": "You pack it: what would go wrong first?",
}
Clock = Callable[[int], datetime]


def heard(
    people: Mapping[str, User], plan: Plan, fact: PlanFact, *, clock: Clock
) -> set[str]:
    """Ask operations and a customer side about a draft; return who has answered.

    Their word on the plan, if they have one, is what they say of the draft.
    """
    customers = "sales" if fact.by == "care" else "care"
    said = {word.by: word for word in fact.words}
    for key in ("operations", customers):
        _ask(people, plan, fact.by, key, now=clock(2))
        word = said.get(key)
        services.answer(
            actor=people[key],
            plan_id=plan.pk,
            stance=word.stance if word else "signed",
            reason=word.reason if word else "",
            revision=plan.revision,
            now=clock(5),
        )
    return {"operations", customers}


def _ask(
    people: Mapping[str, User], plan: Plan, by: str, key: str, *, now: datetime
) -> None:
    services.invite(
        actor=people[by],
        plan_id=plan.pk,
        person_id=people[key].pk,
        question=QUESTIONS[key],
        now=now,
    )


def underway(people: Mapping[str, User], plan: Plan, by: str, *, clock: Clock) -> None:
    """Leave a draft half heard: operations is silent, the frontline has spoken."""
    for key in ("operations", "care", "finance", "frontline"):
        _ask(people, plan, by, key, now=clock(2))
    services.answer(
        actor=people["care"],
        plan_id=plan.pk,
        stance="signed",
        reason="Half of last month's calls asked for exactly this.",
        revision=plan.revision,
        now=clock(4),
    )
    services.contribute(
        actor=people["frontline"],
        plan_id=plan.pk,
        kind=Contribution.Kind.FACT,
        text="After two in the afternoon the vans are out: what is packed then leaves the next day.",
        source="What we see every day at gate 3",
        subject=(About.PROMISE, "two-days"),
        now=clock(5),
    )
    services.contribute(
        actor=people["care"],
        plan_id=plan.pk,
        kind=Contribution.Kind.ASSUMPTION,
        text="Couriers find the door in city flats at the first try.",
        source="140 calls of last month, counted",
        subject=(About.PROMISE, "two-days"),
        probability=Decimal("0.8"),
        if_false=Decimal("0.9"),
        now=clock(6),
    )
    said = services.say(
        actor=people["frontline"],
        plan_id=plan.pk,
        text="@Max Brandt will the posters say noon? People order at lunch.",
        subject=(About.TACTIC, "posters"),
        now=clock(6),
    )
    services.say(
        actor=people[by],
        plan_id=plan.pk,
        text="They will: order by noon, there the day after tomorrow. @Olga Rehn can the vans wait until two?",
        thread_id=said.comment.thread_id,
        now=clock(7),
    )
