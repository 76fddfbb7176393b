"""The pages on which the CEO decides, and on which a decision is opened again."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.guards import deciding, page, reader
from accounts.models import User
from accounts.policy import Act, allows, lacks_second_step, may_decide
from accounts.queries import company
from core.refusals import Refusal
from planner.decisions import queries, services
from planner.decisions.forms import RulingForm, SignOffForm
from planner.decisions.models import Decision, Outcome
from planner.decisions.pages import standing
from planner.plans.models import Plan, PlanVersion
from planner.scores.models import Policy
from planner.scores.pages import page_from_evidence
from planner.scores.queries import changes_since, is_current
from promises.models import MADE, Promise, PromiseState

PAGE_SIZE = 50
BALLOT_OF_A_PROMISE = (Outcome.APPROVED, Outcome.CONDITIONAL, Outcome.RETURNED)


@page(Act.SEE_DECISIONS)
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Show what waits for a decision, and what was decided."""
    user = reader(request)
    desk = queries.board(user, today=timezone.localdate())
    context = {
        "board": desk,
        "decides": may_decide(user, timezone.now()),
        "company": company(),
    }
    return render(request, "decisions/board.html", context)


@page(Act.SEE_DECISIONS)
@require_GET
def past(request: HttpRequest) -> HttpResponse:
    """List all decisions, newest first, filtered by outcome."""
    found = queries.decided(reader(request))
    outcome = request.GET.get("outcome", "")
    if outcome in Outcome.values:
        found = found.filter(outcome=outcome)
    cut = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": cut, "outcomes": Outcome.choices, "outcome": outcome}
    return render(request, "decisions/past.html", context)


def _version(user: User, pk: int) -> PlanVersion:
    visible = PlanVersion.objects.filter(plan__in=Plan.objects.visible_to(user))
    return get_object_or_404(visible.select_related("plan", "author"), pk=pk)


def _status(refusal: Refusal | None, *forms: Form | None) -> int:
    """Return how a page is answered that shows a refusal or a form again."""
    if refusal is not None:
        return refusal.status
    return 422 if any(form is not None for form in forms) else 200


def _ballot(outcomes: Iterable[Outcome]) -> list[str]:
    """Return what can be ticked on paper."""
    return [str(outcome.label) for outcome in outcomes]


def _plan_page(
    request: HttpRequest,
    version: PlanVersion,
    *,
    ruling: RulingForm | None = None,
    word: SignOffForm | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    user = reader(request)
    now = timezone.now()
    score = version.scores.order_by("-scored_at", "-pk").first()
    current = score is not None and is_current(score, now=now)
    evidence = queries.plan_evidence(version, score, user)
    policy = Policy.objects.first() or Policy(pk=1)
    review = timezone.localdate() + timedelta(weeks=policy.review_weeks)
    own = user.pk in {version.author_id, version.submitted_by_id}
    decision = version.decisions.select_related("decided_by", "standing_in__ceo").last()
    context: dict[str, Any] = {
        "version": version,
        "score": score,
        "page": page_from_evidence(evidence["score"]) if evidence["score"] else None,
        "current": current,
        "changes": changes_since(score, now=now) if score and not current else (),
        "scoring": version.runs.under_way().exists(),
        "heard": queries.heard(version),
        "further": evidence["further"],
        "decision": decision,
        "voices": queries.voices(queries.dissents(version=version), decision),
        "dissents": allows(user, Act.DISSENT)
        and queries.may_dissent(user, decision, now=now),
        "decides": may_decide(user, now) and not own,
        "own": own,
        "barred": lacks_second_step(user),
        "signs": allows(user, Act.SIGN_OFF),
        "ruling": ruling
        or RulingForm(initial={"review_on": review, "score": score and score.pk}),
        "word": word or SignOffForm(),
        "ballot": _ballot(services.PLAN_OUTCOMES),
        "refusal": refusal,
    }
    status = _status(refusal, ruling, word)
    return render(request, "decisions/plan.html", context, status=status)


@page(Act.SEE_DECISIONS)
@require_GET
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one submitted version with its evidence, and the form to decide it."""
    return _plan_page(request, _version(reader(request), pk))


@deciding
@require_POST
def decide_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Carry out the CEO's decision on a plan."""
    version = _version(reader(request), pk)
    form = RulingForm(request.POST)
    if not form.is_valid():
        return _plan_page(request, version, ruling=form)
    try:
        decision = services.decide_plan(
            actor=reader(request),
            version_id=version.pk,
            score_id=form.cleaned_data["score"],
            ruling=form.ruling(),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _plan_page(request, version, ruling=form, refusal=refusal)
    messages.success(request, f"{decision.get_outcome_display()}: {version.plan}.")
    return redirect("decisions:replay", decision.pk)


@page(Act.SIGN_OFF)
@require_POST
def sign_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a director's word on a version."""
    version = _version(reader(request), pk)
    form = SignOffForm(request.POST)
    if not form.is_valid():
        return _plan_page(request, version, word=form)
    try:
        services.sign_off(
            actor=reader(request),
            version_id=version.pk,
            stance=form.cleaned_data["stance"],
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _plan_page(request, version, word=form, refusal=refusal)
    messages.success(request, "Your word is with the plan.")
    return redirect("decisions:plan", version.pk)


def _promise_page(
    request: HttpRequest,
    promise: Promise,
    *,
    ruling: RulingForm | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    user = reader(request)
    document = queries.promise_evidence(promise, user, now=timezone.now())
    policy = Policy.objects.first() or Policy(pk=1)
    review = timezone.localdate() + timedelta(weeks=policy.review_weeks)
    initial = {"review_on": review, "revision": promise.revision}
    decision = (
        promise.decisions.order_by("-decided_at", "-pk").first()
        if promise.state != PromiseState.STUDIED
        else None
    )
    revision = decision.promise_revision if decision else promise.revision
    found = queries.dissents(promise=promise, revision=revision)
    waits = promise.state == PromiseState.STUDIED
    context = {
        "voices": queries.voices(found, decision),
        "dissents": allows(user, Act.DISSENT)
        and (decision or waits)
        and queries.may_dissent(user, decision, now=timezone.now()),
        "promise": promise,
        "page": queries.PromisePage(document=document),
        "further": document["further"],
        "decides": may_decide(user, timezone.now()),
        "barred": lacks_second_step(user),
        "waits": waits,
        "made": promise.state in MADE,
        "ballot": _ballot(BALLOT_OF_A_PROMISE),
        "ruling": ruling or RulingForm(initial=initial),
        "refusal": refusal,
    }
    status = _status(refusal, ruling)
    return render(request, "decisions/promise.html", context, status=status)


@page(Act.SEE_DECISIONS)
@require_GET
def promise(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a promise as it is put before the CEO."""
    visible = Promise.objects.visible_to(reader(request))
    found = get_object_or_404(visible.select_related("owner", "segment"), pk=pk)
    return _promise_page(request, found)


@deciding
@require_POST
def decide_promise(request: HttpRequest, pk: int) -> HttpResponse:
    """Carry out the CEO's decision on a promise."""
    visible = Promise.objects.visible_to(reader(request))
    found = get_object_or_404(visible.select_related("owner", "segment"), pk=pk)
    form = RulingForm(request.POST)
    if not form.is_valid():
        return _promise_page(request, found, ruling=form)
    try:
        decision = services.decide_promise(
            actor=reader(request),
            promise_id=found.pk,
            revision=form.cleaned_data["revision"] or 0,
            ruling=form.ruling(),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _promise_page(request, found, ruling=form, refusal=refusal)
    messages.success(request, f"{decision.get_outcome_display()}: {found}.")
    return redirect("decisions:replay", decision.pk)


@page(Act.SEE_DECISIONS)
@require_GET
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a decision with the page as it was seen then."""
    user = reader(request)
    found = get_object_or_404(queries.decided(user).defer(None), pk=pk)
    evidence = found.evidence
    seen: Any = None
    if evidence["kind"] == "promise":
        seen = queries.PromisePage(document=evidence)
    elif evidence["score"]:
        seen = page_from_evidence(evidence["score"])
    heard = [queries.Heard(**line) for line in evidence.get("heard", [])]
    context = {
        "decision": found,
        "page": seen,
        "heard": heard,
        "customers": evidence.get("customers", []),
        "further": evidence.get("further", {}),
        "knew": [
            {
                "title": line["what"],
                "who": line["who"],
                "at": datetime.fromisoformat(line["at"]),
            }
            for line in evidence.get("knew", [])
        ],
        "then": queries.voices_then(evidence.get("dissents", [])),
        "voices": queries.voices(queries.dissents_from(found), found),
        "dissents": queries.may_dissent(user, found, now=timezone.now()),
        "closes": queries.closes_on(found),
        "followed": queries.followed_up(found, user, now=timezone.now()),
    }
    return render(request, "decisions/replay.html", context)


@page(Act.SEE_PLANS)
@require_GET
def plan_standing(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show, inside a plan's page, its verdict, who was heard, and the decision."""
    user = reader(request)
    found = get_object_or_404(Plan.objects.visible_to(user), pk=plan_id)
    context = {
        "plan": found,
        "standing": standing(found, user),
        "currency": company().currency,
    }
    return render(request, "decisions/_plan_standing.html", context)


@page(Act.SEE_PROMISES)
@require_GET
def promise_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Show, inside a promise's page, its decisions and the plans that make it."""
    user = reader(request)
    found = get_object_or_404(Promise.objects.visible_to(user), pk=pk)
    context = {
        "promise": found,
        "decisions": Decision.objects.filter(promise=found)
        .select_related("decided_by", "standing_in__ceo")
        .defer("evidence")
        .order_by("-decided_at"),
        "plans": Plan.objects.visible_to(user)
        .filter(tactics__promises=found)
        .select_related("author")
        .distinct()
        .order_by("-changed_at")[:50],
        "opens": allows(user, Act.SEE_DECISIONS),
    }
    return render(request, "decisions/_promise_record.html", context)
