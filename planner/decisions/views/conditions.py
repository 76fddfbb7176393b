"""The page on which the conditions of an approval are followed up."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.guards import deciding, page, reader
from accounts.models import User
from accounts.policy import Act, lacks_second_step
from core.refusals import Refusal
from planner.decisions import queries, services
from planner.decisions.forms import ExtensionForm, NoteForm, ReasonForm
from planner.decisions.models import Condition, ConditionStep, Decision, Recall

MEET, EXTEND, WAIVE, TAKE_BACK = "meet", "extend", "waive", "take-back"
STAND = "stand"
KINDS: dict[str, type[Form]] = {
    MEET: NoteForm,
    EXTEND: ExtensionForm,
    WAIVE: ReasonForm,
    TAKE_BACK: ReasonForm,
    STAND: ReasonForm,
}


@dataclass(frozen=True)
class Refused:
    """A form that was not accepted, and why; it is shown again in its place."""

    kind: str
    key: int
    form: Form
    refusal: Refusal | None = None

    @property
    def status(self) -> int:
        return self.refusal.status if self.refusal else 422


@dataclass(frozen=True)
class Line:
    """A condition, what became of it, and the forms that this reader is offered."""

    condition: Condition
    events: list[dict[str, Any]]
    meet: Form | None = None
    extend: Form | None = None
    waive: Form | None = None
    opened: str = ""


@dataclass(frozen=True)
class Lost:
    """An assumption that was refuted under the approval, and the form to let it stand."""

    recall: Recall
    stand: Form | None = None


def _form(kind: str, key: int, refused: Refused | None) -> Form:
    if refused and (refused.kind, refused.key) == (kind, key):
        return refused.form
    return KINDS[kind](prefix=f"{kind}-{key}")


def _event(step: ConditionStep) -> dict[str, Any]:
    until = f" until {step.due_on:%-d %B %Y}" if step.kind == "extended" else ""
    return {
        "title": f"{step.get_kind_display()}{until}",
        "at": step.at,
        "who": step.who or "nobody said that it is met",
        "text": step.note,
        "tone": step.tone,
    }


def _line(
    found: queries.FollowedUp, condition: Condition, user: User, refused: Refused | None
) -> Line:
    state, key = condition.state, condition.pk
    asked = not found.is_over and state in {"open", "missed"}
    decides = asked and found.decides
    meets = asked and state == "open" and condition.owner_id == user.pk
    return Line(
        condition=condition,
        events=[_event(step) for step in reversed(condition.steps.all())],
        meet=_form(MEET, key, refused) if meets else None,
        extend=_form(EXTEND, key, refused) if decides else None,
        waive=_form(WAIVE, key, refused) if decides else None,
        opened=refused.kind if refused and refused.key == key else "",
    )


def _lost(found: queries.FollowedUp, recall: Recall, refused: Refused | None) -> Lost:
    asked = found.decides and found.is_in_review and recall.settled_at is None
    return Lost(recall, _form(STAND, recall.pk, refused) if asked else None)


def _page(
    request: HttpRequest, decision: Decision, refused: Refused | None = None
) -> HttpResponse:
    user = reader(request)
    found = queries.followed_up(decision, user, now=timezone.now())
    if not found.conditions and not found.recalls:
        raise Http404
    takes_back = found.decides and found.is_in_review
    context = {
        "found": found,
        "lines": [_line(found, each, user, refused) for each in found.conditions],
        "lost": [_lost(found, each, refused) for each in found.recalls],
        "barred": found.decides and lacks_second_step(user),
        "refusal": refused.refusal if refused else None,
        "take_back": _form(TAKE_BACK, decision.pk, refused) if takes_back else None,
    }
    status = refused.status if refused else 200
    return render(request, "decisions/conditions.html", context, status=status)


def _decision(pk: int) -> Decision:
    rows = Decision.objects.select_related(
        "version__plan", "promise", "decided_by", "standing_in__ceo"
    )
    return get_object_or_404(rows.defer("evidence"), pk=pk)


@page(Act.SEE_PLANS)
@require_GET
def conditions(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what an approval asked, and what became of it."""
    return _page(request, _decision(pk))


def _condition(request: HttpRequest, pk: int) -> Condition:
    return get_object_or_404(Condition.objects.visible_to(reader(request)), pk=pk)


def _carry_out(
    request: HttpRequest,
    kind: str,
    pk: int,
    command: Callable[..., Condition],
    done: str,
) -> HttpResponse:
    """Read the form of one condition, carry it out, or show it again with why not."""
    condition = _condition(request, pk)
    form = KINDS[kind](request.POST, prefix=f"{kind}-{pk}")
    refused = Refused(kind, pk, form)
    if form.is_valid():
        try:
            command(
                actor=reader(request),
                condition_id=pk,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except Refusal as refusal:
            refused = Refused(kind, pk, form, refusal)
        else:
            messages.success(request, done)
            return redirect("decisions:conditions", condition.decision_id)
    return _page(request, _decision(condition.decision_id), refused)


@page(Act.MEET_CONDITIONS)
@require_POST
def meet(request: HttpRequest, pk: int) -> HttpResponse:
    """Take its owner's word that a condition is met."""
    return _carry_out(request, MEET, pk, services.meet, "The condition is met.")


@deciding
@require_POST
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a condition more time."""
    return _carry_out(request, EXTEND, pk, services.extend, "It has more time.")


@deciding
@require_POST
def waive(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a condition go."""
    return _carry_out(request, WAIVE, pk, services.waive, "The condition is waived.")


@deciding
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the approval back of a plan that is back for review."""
    visible = queries.decided(reader(request))
    approval = get_object_or_404(visible, pk=pk)
    form = ReasonForm(request.POST, prefix=f"{TAKE_BACK}-{pk}")
    refused = Refused(TAKE_BACK, pk, form)
    if form.is_valid():
        try:
            decision = services.take_back(
                actor=reader(request),
                decision_id=approval.pk,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except Refusal as refusal:
            refused = Refused(TAKE_BACK, pk, form, refusal)
        else:
            messages.success(request, "The approval is taken back.")
            return redirect("decisions:replay", decision.pk)
    return _page(request, approval, refused)


@deciding
@require_POST
def let_stand(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an approval stand although an assumption of it was refuted."""
    recall = get_object_or_404(Recall.objects.visible_to(reader(request)), pk=pk)
    form = ReasonForm(request.POST, prefix=f"{STAND}-{pk}")
    refused = Refused(STAND, pk, form)
    if form.is_valid():
        try:
            services.let_stand(
                actor=reader(request),
                recall_id=pk,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except Refusal as refusal:
            refused = Refused(STAND, pk, form, refusal)
        else:
            messages.success(request, "The approval stands, and why is on record.")
            return redirect("decisions:conditions", recall.decision_id)
    return _page(request, _decision(recall.decision_id), refused)
