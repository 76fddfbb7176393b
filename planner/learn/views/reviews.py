"""Looking at a decision again, and all that was looked at again."""

from collections.abc import Iterator

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import page, reader
from accounts.models import User
from accounts.policy import Act, allows, lacks_second_step
from accounts.queries import company, local_day
from core.exports import Cell, download
from core.refusals import Refusal
from planner.decisions.models import Decision, Review
from planner.decisions.queries import decided, due_for_review
from planner.learn import services
from planner.learn.forms import ReviewForm
from planner.learn.looking_back import lessons_verdict, looked, quadrant_of
from planner.learn.queries.hindsight import FAILED, HELD, Document, figures
from planner.learn.queries.reviews import hindsight
from planner.learn.queries.reviews import reviews as past

PAGE_SIZE = 50
EXPORT_HEAD = (
    "decision",
    "outcome of the decision",
    "decided by",
    "decided at",
    "chance when decided",
    "chance with what is known now",
    "targets reached",
    "knowledge, points",
    "luck, points",
    "decided well",
    "turned out",
    "lesson",
    "reviewed by",
    "reviewed at",
    "next review",
)


@page(Act.SEE_DECISIONS)
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """Show what decisions taught: judged well or not, turned out well or not."""
    user = reader(request)
    found = past(user)
    chosen = quadrant_of(request.GET.get("quadrant", ""))
    if chosen:
        found = found.filter(decided_well=chosen[0], turned_out=chosen[1])
    counts = hindsight(user)
    context = {
        "counts": counts,
        "quadrants": [
            each
            for each in counts.quadrants
            if each.count or each.turned_out != "unknown"
        ],
        "phrases": lessons_verdict(counts) if counts.count else (),
        "due": due_for_review(user, by=local_day(timezone.now()))[:20],
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "chosen": "-".join(chosen) if chosen else "",
    }
    return render(request, "learn/reviews.html", context)


@page(Act.SEE_DECISIONS)
@require_safe
def reviews_export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give all reviews as a file."""
    return download(kind, EXPORT_HEAD, _lines(reader(request)), name="reviews")


def _lines(user: User) -> Iterator[tuple[Cell, ...]]:
    for row in past(user).iterator(chunk_size=500):
        decision, kept = row.decision, row.figures
        yield (
            str(decision.version or decision.promise),
            decision.get_outcome_display(),
            decision.decided_by.name,
            decision.decided_at,
            (kept["expected"] or {}).get("chance"),
            kept["informed"],
            kept["happened"],
            kept["knowledge"],
            kept["luck"],
            row.get_decided_well_display(),
            row.get_turned_out_display(),
            row.lesson,
            row.by.name,
            row.at,
            row.next_on,
        )


def _decision(user: User, pk: int) -> Decision:
    seen = decided(user).defer(None).select_related("score", "version__plan", "promise")
    return get_object_or_404(seen, pk=pk)


def _known_before(decision: Decision) -> dict[str, bool]:
    """Return what the last review knew of the assumptions."""
    last = decision.reviews.order_by("-at", "-pk").first()
    beliefs = last.figures["beliefs"] if last else []
    known = {belief["code"]: belief["now"] for belief in beliefs}
    return {code: now == HELD for code, now in known.items() if now in {HELD, FAILED}}


def _figures(decision: Decision, user: User, known: dict[str, bool]) -> Document:
    return figures(
        decision,
        user,
        known=known,
        as_of=local_day(timezone.now()),
        currency=company().currency,
    )


def _page(
    request: HttpRequest,
    decision: Decision,
    found: Document,
    form: ReviewForm,
    refusal: Refusal | None = None,
) -> HttpResponse:
    user = reader(request)
    compares = "compare" in request.POST
    context = {
        "decision": decision,
        "looked": looked(found),
        "found": found,
        "form": form,
        "decides": allows(user, Act.DECIDE),
        "barred": allows(user, Act.DECIDE) and lacks_second_step(user),
        "refusal": refusal,
        "reviews": Review.objects.filter(decision=decision)
        .select_related("by")
        .order_by("-at", "-pk"),
    }
    refused = form.is_bound and not compares and refusal is None
    status = refusal.status if refusal else 422 if refused else 200
    return render(request, "learn/review.html", context, status=status)


@page(Act.SEE_DECISIONS)
@require_safe
def review(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Show a decision beside what happened, and what was found of it."""
    user = reader(request)
    decision = _decision(user, decision_id)
    found = _figures(decision, user, _known_before(decision))
    return _page(request, decision, found, ReviewForm(beliefs=found["beliefs"]))


@page(Act.DECIDE)
@require_POST
def judge(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Compare with what is said to be known now, or take the judgement."""
    user = reader(request)
    decision = _decision(user, decision_id)
    beliefs = _figures(decision, user, {})["beliefs"]
    form = ReviewForm(request.POST, beliefs=beliefs)
    if "compare" in request.POST:
        found = _figures(decision, user, form.known)
        shown = ReviewForm(initial=form.data.dict(), beliefs=found["beliefs"])  # type: ignore[attr-defined]
        return _page(request, decision, found, shown)
    refusal = None
    if form.is_valid():
        try:
            services.review(
                actor=user,
                decision_id=decision.pk,
                judgement=form.judgement(),
                known=form.known,
                now=timezone.now(),
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, "What was learnt is written down.")
            return redirect("learn:review", decision.pk)
    return _page(request, decision, _figures(decision, user, form.known), form, refusal)
