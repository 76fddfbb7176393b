"""What the CEO sees of a plan or a promise, as documents that are kept."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.models import Department, User
from accounts.queries import company, local_day
from core.templatetags.shares import percent
from planner.decisions import further
from planner.decisions.models import SignOff
from planner.decisions.queries.dissents import as_document, dissents
from planner.participation.material import is_same
from planner.participation.models import Answer
from planner.plans.models import PlanVersion, Side
from planner.scores.models import Score
from planner.scores.pages.customers import document
from planner.scores.queries import evidence_document
from planner.scores.queries.customers import in_plan
from promises.models import Criterion, Promise
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


def heard(version: PlanVersion) -> list[Heard]:
    """Return one line per department, and one for each of the frontline who answered.

    A department's latest word stands, or that it is silent.
    """
    latest = {
        given.department: given
        for given in version.sign_offs.select_related("by").order_by("at", "pk")
    }
    lines = [_line(version, Department(d), latest.get(d)) for d in Department.values]
    return [*lines, *_frontline(version)]


def _frontline(version: PlanVersion) -> list[Heard]:
    """Return what the frontline had said of the draft that became this version."""
    said = Answer.objects.filter(
        plan=version.plan_id, side=Side.FRONTLINE, at__lte=version.submitted_at
    )
    latest = {
        row.person_id: row for row in said.select_related("person").order_by("pk")
    }
    return [
        Heard(
            department="Frontline",
            stance=row.stance,
            by=f"{row.person.name}, {row.title}",
            reason=row.reason,
            at=row.at.isoformat(),
        )
        for row in latest.values()
        if is_same(row.content, version.content)
    ]


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


def plan_evidence(
    version: PlanVersion, score: Score | None, user: User
) -> dict[str, Any]:
    """Return everything this person sees of a plan, as one document to be kept."""
    return {
        "format": EVIDENCE_FORMAT,
        "kind": "plan",
        "score": evidence_document(score) if score else None,
        "content": version.content,
        "heard": [line.__dict__ for line in heard(version)],
        "dissents": as_document(dissents(version=version)),
        "knew": _knew(version),
        "further": further.told(version, user),
    }


def _knew(version: PlanVersion) -> list[dict[str, str]]:
    """Return who had said or found out what before the decision, the first first."""
    beliefs = version.content.get("assumptions", [])
    untested = sum(row["status"] == "untested" for row in beliefs)
    told = f"Submitted version {version.number}"
    if beliefs:
        told += f", resting on {len(beliefs)} assumptions, {untested} of them untested"
    lines = [(version.submitted_at, _named(version.submitted_by), told)]
    for score in version.scores.defer("case", "result"):
        chance = percent(score.keep_probability)
        said = (
            f"Scored it {score.get_verdict_display().lower()}: all kept with {chance}"
        )
        lines.append((score.scored_at, "The worker", said))
    for given in version.sign_offs.select_related("by"):
        lines.append((given.at, _named(given.by), given.get_stance_display()))
    return [
        {"at": at.isoformat(), "who": who, "what": what}
        for at, who, what in sorted(lines)
    ]


def _named(person: User) -> str:
    return f"{person.name}, {person.title}"


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


def promise_evidence(promise: Promise, user: User, *, now: datetime) -> dict[str, Any]:
    """Return everything this person sees of a promise, as a document to be kept."""
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
        "dissents": as_document(dissents(promise=promise, revision=promise.revision)),
        "further": further.told(promise, user),
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
