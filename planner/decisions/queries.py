"""What waits for a decision, what was decided, and on what evidence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery

from accounts.models import Department, User
from accounts.queries import company, local_day
from planner.decisions.models import APPROVALS, Decision, SignOff
from planner.plans.models import Plan, PlanState, PlanVersion
from planner.scores.models import Score
from planner.scores.pages.customers import document
from planner.scores.queries import evidence_document
from planner.scores.queries.customers import in_plan
from promises.models import Criterion, Promise, PromiseState
from promises.queries import missing, track_records

EVIDENCE_FORMAT = "decision-evidence/1"


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What one department said of a version; no stance: it has not answered."""

    department: str
    stance: str = ""
    by: str = ""
    reason: str = ""
    at: str = ""

    @property
    def tone(self) -> str:
        tones = {"signed": "kept", "dissents": "not-kept", "author": "accent"}
        return tones.get(self.stance, "neutral")

    @property
    def words(self) -> str:
        return {
            "signed": "signed",
            "dissents": "dissents",
            "author": "wrote it",
        }.get(self.stance, "not heard")


@dataclass(frozen=True, kw_only=True)
class WaitingPlan:
    """A submitted plan on the CEO's desk, with its newest score if there is one."""

    version: PlanVersion
    score: Score | None
    dissents: int


@dataclass(frozen=True, kw_only=True)
class Board:
    plans: list[WaitingPlan]
    promises: list[Promise]
    reviews: list[Decision]
    recent: list[Decision]

    @property
    def waiting(self) -> int:
        return len(self.plans) + len(self.promises)


def undecided(user: User) -> QuerySet[PlanVersion]:
    """Return the submitted versions that wait, oldest first."""
    return (
        PlanVersion.objects.filter(
            plan__in=Plan.objects.visible_to(user),
            plan__state=PlanState.SUBMITTED,
            plan_revision=F("plan__revision"),
            decisions__isnull=True,
        )
        .select_related("plan", "author")
        .order_by("submitted_at", "pk")
    )


def decided(user: User) -> QuerySet[Decision]:
    """Return the decisions this person may see, newest first."""
    plans = Q(version__plan__in=Plan.objects.visible_to(user))
    promises = Q(promise__in=Promise.objects.visible_to(user))
    return (
        Decision.objects.filter(plans | promises)
        .select_related("version__plan", "promise", "decided_by")
        .defer("evidence")
        .order_by("-decided_at", "-pk")
    )


def newest_scores(versions: Iterable[PlanVersion]) -> dict[int, Score]:
    """Return each version's newest score, by the version's key, in one query."""
    newest = (
        Score.objects.filter(version=OuterRef("version"))
        .order_by("-scored_at", "-pk")
        .values("pk")[:1]
    )
    found = Score.objects.filter(version__in=versions, pk=Subquery(newest))
    return {score.version_id: score for score in found.defer("case")}


def board(user: User, *, today: date) -> Board:
    """Return the desk: what waits, what is due for review, what was decided."""
    versions = list(
        undecided(user).prefetch_related(
            Prefetch("sign_offs", SignOff.objects.order_by("at", "pk"))
        )[:100]
    )
    scores = newest_scores(versions)
    plans = [
        WaitingPlan(
            version=version,
            score=scores.get(version.pk),
            dissents=_dissents(version),
        )
        for version in versions
    ]
    studied = Promise.objects.visible_to(user).filter(state=PromiseState.STUDIED)
    past = decided(user)
    return Board(
        plans=plans,
        promises=list(
            studied.select_related("owner", "segment").order_by("changed_at")
        ),
        reviews=list(
            past.filter(review_on__lte=today, outcome__in=APPROVALS).order_by(
                "review_on"
            )[:50]
        ),
        recent=list(past[:10]),
    )


def _dissents(version: PlanVersion) -> int:
    """Count the departments whose latest word is a dissent."""
    latest = {given.department: given.stance for given in version.sign_offs.all()}
    return sum(stance == SignOff.Stance.DISSENTS for stance in latest.values())


def heard(version: PlanVersion) -> list[Heard]:
    """Return one line per department: its latest word, or that it is silent."""
    latest = {
        given.department: given
        for given in version.sign_offs.select_related("by").order_by("at", "pk")
    }
    return [_line(version, Department(d), latest.get(d)) for d in Department.values]


def _line(version: PlanVersion, department: Department, given: SignOff | None) -> Heard:
    label = str(department.label)
    if given is not None:
        return Heard(
            department=label,
            stance=given.stance,
            by=f"{given.by.name}, {given.by.title}",
            reason=given.reason,
            at=given.at.isoformat(),
        )
    if version.author.department == department:
        author = f"{version.author.name}, {version.author.title}"
        return Heard(department=label, stance="author", by=author)
    return Heard(department=label)


def plan_evidence(version: PlanVersion, score: Score | None) -> dict[str, Any]:
    """Return everything the CEO saw of a plan, as one document to be kept."""
    return {
        "format": EVIDENCE_FORMAT,
        "kind": "plan",
        "score": evidence_document(score) if score else None,
        "content": version.content,
        "heard": [line.__dict__ for line in heard(version)],
    }


def customers_told(
    version: PlanVersion, user: User, now: datetime
) -> list[dict[str, Any]]:
    """Return what a version means for customers, in sentences to be kept."""
    found = in_plan(version.plan, user, local_day(now), version=version)
    return document(found, company().currency)


@dataclass(frozen=True, kw_only=True)
class PromisePage:
    """A promise as it is put before the CEO, drawn from its document."""

    document: dict[str, Any]

    @property
    def criteria(self) -> list[dict[str, Any]]:
        return [
            {
                "label": str(criterion.label),
                "evidence": [
                    line | {"day": date.fromisoformat(line["found_on"])}
                    for line in self.document["evidence"]
                    if line["criterion"] == criterion
                ],
            }
            for criterion in Criterion
        ]


def _kept_so_far(promise: Promise, *, as_of: date) -> dict[str, Any] | None:
    """Return the share kept of all occasions that fell due, or None."""
    record = track_records([promise.pk], as_of).get(promise.pk)
    if record is None or not (due := record.kept + record.broken):
        return None
    return {"due": due, "share": record.kept / due}


def promise_evidence(promise: Promise, *, now: datetime) -> dict[str, Any]:
    """Return everything the CEO sees of a promise, as one document to be kept."""
    return {
        "format": EVIDENCE_FORMAT,
        "kind": "promise",
        "code": promise.code,
        "statement": promise.statement,
        "feature": promise.feature,
        "advantage": promise.advantage,
        "benefit": promise.benefit,
        "pitch": promise.pitch,
        "segment": promise.segment.name if promise.segment else "",
        "owner": f"{promise.owner.name}, {promise.owner.title}",
        "measure": promise.measure,
        "standard": promise.standard,
        "target": float(promise.target) if promise.target is not None else None,
        "window_weeks": promise.window_weeks,
        "within_weeks": promise.within_weeks,
        "break_cost": str(promise.break_cost),
        "currency": company().currency,
        "revision": promise.revision,
        "seen_at": now.isoformat(),
        "kept": _kept_so_far(promise, as_of=now.date()),
        "missing": [gap.words for gap in missing(promise)],
        "requirements": [
            {
                "capability": need.capability.name,
                "units": str(need.units.normalize()),
                "unit": need.capability.unit
                if need.units == 1
                else need.capability.units,
                "lead_weeks": need.lead_weeks,
                "within_minutes": str(need.within_minutes or ""),
            }
            for need in promise.requirements.select_related("capability").order_by("pk")
        ],
        "evidence": [
            {
                "criterion": line.criterion,
                "finding": line.finding,
                "source": line.source,
                "found_on": line.found_on.isoformat(),
                "strength": line.get_strength_display(),
            }
            for line in promise.evidence.order_by("criterion", "-found_on", "pk")
        ],
    }
