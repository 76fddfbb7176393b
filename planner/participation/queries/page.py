"""The tab People: who has not been heard stands at the top."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby

from accounts.models import Role, User
from planner.participation.material import is_same, told
from planner.participation.models import (
    Answer,
    Comment,
    Contribution,
    Thread,
    takes_part,
)
from planner.participation.queries.hearing import (
    Silence,
    latest_answers,
    side_of,
    silences,
)
from planner.participation.queries.subjects import Subjects, subjects, talk_url
from planner.plans.content import PlanContent
from planner.plans.differences import Names
from planner.plans.models import Invitation, Plan, Side
from planner.plans.queries import plan_content


@dataclass(frozen=True)
class Word:
    """Somebody's latest answer, and what has changed in the plan since."""

    answer: Answer
    stands: bool
    changes: list[str]

    @property
    def tone(self) -> str:
        if not self.stands:
            return "neutral"
        return "kept" if self.answer.stance == Answer.Stance.SIGNED else "not-kept"


@dataclass(frozen=True)
class Asked:
    """Somebody who was asked and has not said anything on the plan as it is now."""

    invitation: Invitation
    days: int
    word: Word | None

    @property
    def since(self) -> str:
        if self.days == 0:
            return "asked today"
        return f"asked {self.days} day{'' if self.days == 1 else 's'} ago"


@dataclass(frozen=True)
class Talk:
    """How much was said about a part of the plan, and how much of it is open."""

    label: str
    url: str
    comments: int
    open_threads: int


@dataclass(frozen=True)
class PeoplePage:
    plan: Plan
    reader: User
    content: PlanContent
    subjects: Subjects
    invitations: list[Invitation]
    words: list[Word]
    silences: list[Silence]
    contributions: list[Contribution]
    talks: list[Talk]
    hosts: bool
    now: datetime

    @property
    def missing(self) -> list[tuple[Silence, str]]:
        """What a submission still lacks; names are for those who work on the plan."""
        return [
            (each, each.words if self.hosts else each.plain) for each in self.silences
        ]

    @cached_property
    def by_person(self) -> dict[int, Word]:
        return {word.answer.person_id: word for word in self.words}

    @cached_property
    def waiting(self) -> list[Asked]:
        """Those who were asked and are silent, the longest first."""
        found = []
        for row in self.invitations:
            word = self.by_person.get(row.person_id)
            if word is None or not word.stands:
                days = (self.now - row.invited_at).days
                found.append(Asked(row, max(0, days), word))
        return found

    @property
    def uninvited(self) -> list[Side]:
        """The sides nobody speaks for: not invited, not answered, not the author's."""
        heard = {row.side for row in self.invitations}
        heard |= {word.answer.side for word in self.words}
        heard.add(side_of(self.plan.author) or "")
        return [side for side in Side if side not in heard]

    @property
    def mine(self) -> Invitation | None:
        rows = (i for i in self.invitations if i.person_id == self.reader.pk)
        return next(rows, None)

    @property
    def my_word(self) -> Word | None:
        return self.by_person.get(self.reader.pk)

    @property
    def may_answer(self) -> bool:
        speaks = side_of(self.reader) is not None
        return speaks and self.plan.is_editable and self.reader != self.plan.author

    @property
    def invited(self) -> list[tuple[str, list[Invitation]]]:
        """Return who is invited, by side."""
        order = list(Side)
        rows = sorted(self.invitations, key=lambda row: order.index(Side(row.side)))
        grouped = groupby(rows, key=lambda row: Side(row.side).label)
        return [(str(label), list(group)) for label, group in grouped]

    @property
    def sentence(self) -> str:
        """Say in a sentence how far the plan is heard."""
        stand = Counter(word.answer.stance for word in self.words if word.stands)
        signed, against = stand["signed"], stand["dissents"]
        if not self.invitations and not self.words:
            return "Nobody has been asked yet."
        said = f"{_counted_word(signed, 'sign')}, {_counted_word(against, 'dissent')}"
        silent = len(self.waiting)
        if silent and not signed + against:
            return f"Nobody has answered the plan as it is now: {_asked_of(silent)}."
        if not silent:
            return f"Everybody who was asked has answered: {said}."
        return f"{silent} of {len(self.invitations)} who were asked {'has' if silent == 1 else 'have'} not answered; {said}."


def _asked_of(count: int) -> str:
    return "1 was asked" if count == 1 else f"{count} were asked"


def _counted_word(count: int, verb: str) -> str:
    """Say "nobody signs", "1 signs", "2 sign"."""
    if count == 0:
        return f"nobody {verb}s"
    return f"{count} {verb}s" if count == 1 else f"{count} {verb}"


def people_page(plan: Plan, user: User, now: datetime) -> PeoplePage:
    """Read everything the tab tells, in a fixed number of queries."""
    content = plan_content(plan)
    invitations = plan.invitations.select_related("person", "invited_by")
    named = subjects(plan, content)
    answers = latest_answers(plan)
    names = Names(content, *(row.content for row in answers))
    return PeoplePage(
        plan=plan,
        reader=user,
        content=content,
        subjects=named,
        invitations=list(invitations.order_by("invited_at", "pk")),
        words=[
            Word(
                answer=row,
                stands=is_same(row.content, content),
                changes=told(row.content, content, names=names),
            )
            for row in answers
        ],
        silences=silences(plan, content) if plan.is_editable else [],
        contributions=_contributions(plan),
        talks=talks(plan, named) if takes_part(user, plan) else [],
        hosts=user.role != Role.FRONTLINE and plan.is_workable_by(user),
        now=now,
    )


def _contributions(plan: Plan) -> list[Contribution]:
    rows = plan.contributions.select_related("by", "settled_by")
    found = list(rows.order_by("-pk")[:200])
    return sorted(
        found,
        key=lambda row: (row.kind == "fact", row.state != Contribution.State.OPEN),
    )


def talks(plan: Plan, named: Subjects) -> list[Talk]:
    """Return what is talked of, what is open first."""
    found = [
        Talk(
            label=named.label(about, code),
            url=talk_url(plan.pk, about, code),
            comments=said,
            open_threads=still,
        )
        for (about, code), (said, still) in _counted(plan).items()
    ]
    return sorted(found, key=lambda talk: -talk.open_threads)


def _counted(plan: Plan) -> dict[tuple[str, str], tuple[int, int]]:
    """Count the comments and the open threads about each part of a plan."""
    said = Counter(
        Comment.objects.filter(thread__plan=plan).values_list(
            "thread__about", "thread__code"
        )
    )
    still = Counter(
        Thread.objects.filter(plan=plan, resolved_at=None).values_list("about", "code")
    )
    return {subject: (said[subject], still[subject]) for subject in sorted(said)}


@dataclass(frozen=True)
class Mark:
    """A count beside a part of the plan; ``slot`` is where it stands on the page."""

    slot: str
    label: str
    url: str
    comments: int
    open_threads: int


# The plan's promises stand on its page where a tactic makes them.
def _on_page(content: PlanContent) -> dict[tuple[str, str], str]:
    tactics = content["tactics"]
    beliefs = content["assumptions"]
    made = {code for row in tactics for code in row["promises"]}
    return (
        {("plan", ""): content["title"]}
        | {("tactic", row["code"]): row["name"] for row in tactics}
        | {("promise", code): code for code in made}
        | {("assumption", row["code"]): row["statement"] for row in beliefs}
    )


def marks(plan: Plan, user: User) -> list[Mark]:
    """Return how much is said beside each part that the plan's own page shows."""
    if not takes_part(user, plan):
        return []
    shown, counted = _on_page(plan_content(plan)), _counted(plan)
    return [
        Mark(
            slot=f"talk-{about}-{code}" if code else f"talk-{about}",
            label=shown[about, code],
            url=talk_url(plan.pk, about, code),
            comments=said,
            open_threads=still,
        )
        for about, code in shown
        for said, still in [counted.get((about, code), (0, 0))]
    ]
