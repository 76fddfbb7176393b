"""The facilitator's view: one question at a time, open points, and the end."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.guards import page, reader
from accounts.policy import Act
from core.refusals import Invalid
from planner.plans import services as plans
from planner.plans.models import Plan
from planner.plans.queries import plan_content
from planner.workshop import queries, services
from planner.workshop.forms import AnswerForm, OwnPointForm, PointForm, fact_field
from planner.workshop.models import OpenPoint, Workshop
from planner.workshop.queries import Question, Questions
from planner.workshop.views.finding import find_open

GET_OR_POST = ["GET", "HEAD", "POST"]


def _asked(request: HttpRequest, found: Questions) -> Question | None:
    """Return the question that the address names, or the next one."""
    wanted = request.POST.get("question") or request.GET.get("question", "")
    return next((each for each in found.left if each.key == wanted), found.next)


@require_http_methods(GET_OR_POST)
@page(Act.DRAFT_PLANS)
def questions(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Ask for one missing fact, and take it."""
    workshop = find_open(request, plan_id)
    plans.require_workable(plan=workshop.plan, actor=reader(request))
    now = timezone.now()
    actor = reader(request)
    services.be_there(workshop=workshop, actor=actor, place=queries.ASKING, now=now)
    found = queries.questions(workshop, now=now)
    question = _asked(request, found)
    if request.method == "POST":
        return _taken(request, workshop, found, question)
    return _shown(request, workshop, found, question)


def _shown(
    request: HttpRequest,
    workshop: Workshop,
    found: Questions,
    question: Question | None,
    *,
    point: PointForm | None = None,
    answer: AnswerForm | None = None,
    errors: list[str] | None = None,
    own: OwnPointForm | None = None,
) -> HttpResponse:
    place = question.place if question else None
    refused = any((point, answer, errors, own))
    now = timezone.now()
    context = {
        "plan": workshop.plan,
        "workshop": workshop,
        "found": found,
        "question": question,
        "following": _after(found, question),
        "field": fact_field(workshop.plan, place) if place else None,
        "errors": errors or [],
        "point": point or PointForm(prefix="point"),
        "answer": answer or AnswerForm(prefix="said"),
        "own": own or OwnPointForm(prefix="own"),
        "people": queries.people_there(workshop, plan_content(workshop.plan), now=now),
        "score": queries.shared_score(workshop.plan, now=now),
    }
    status = 422 if refused else 200
    return render(request, "workshop/questions.html", context, status=status)


def _after(found: Questions, question: Question | None) -> Question | None:
    """Return the question after this one, round and round."""
    if question is None or len(found.left) < 2:
        return None
    place = found.left.index(question)
    return found.left[(place + 1) % len(found.left)]


def _taken(
    request: HttpRequest,
    workshop: Workshop,
    found: Questions,
    question: Question | None,
) -> HttpResponse:
    if "own" in request.POST:
        return _own_point(request, workshop, found, question)
    if question is None or question.key != request.POST.get("question"):
        messages.info(request, "That question has been answered meanwhile.")
        return redirect("workshop:questions", workshop.plan_id)
    if "skip" in request.POST:
        return _skipped(request, workshop, found, question)
    if "said" in request.POST:
        return _said(request, workshop, found, question)
    return _entered(request, workshop, found, question)


def _own_point(
    request: HttpRequest,
    workshop: Workshop,
    found: Questions,
    question: Question | None,
) -> HttpResponse:
    form = OwnPointForm(request.POST, prefix="own")
    if form.is_valid():
        try:
            services.leave_open(
                workshop=workshop,
                actor=reader(request),
                now=timezone.now(),
                **form.cleaned_data,
            )
        except Invalid as refusal:
            _show(form, refusal)
        else:
            messages.success(request, "Written down, and told to who finds it out.")
            return redirect("workshop:questions", workshop.plan_id)
    return _shown(request, workshop, found, question, own=form)


def _skipped(
    request: HttpRequest, workshop: Workshop, found: Questions, question: Question
) -> HttpResponse:
    form = PointForm(request.POST, prefix="point")
    if form.is_valid():
        try:
            services.leave_open(
                workshop=workshop,
                actor=reader(request),
                text=question.text[:300],
                question=question.key,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except Invalid as refusal:
            _show(form, refusal)
        else:
            messages.success(request, "Left open, and told to who finds it out.")
            return redirect("workshop:questions", workshop.plan_id)
    return _shown(request, workshop, found, question, point=form)


def _said(
    request: HttpRequest, workshop: Workshop, found: Questions, question: Question
) -> HttpResponse:
    form = AnswerForm(request.POST, prefix="said")
    if form.is_valid():
        services.answer_in_the_room(
            workshop=workshop,
            actor=reader(request),
            question=question.key,
            text=question.text[:300],
            answer=form.cleaned_data["answer"],
            now=timezone.now(),
        )
        messages.success(request, "Written into the record.")
        return redirect("workshop:questions", workshop.plan_id)
    return _shown(request, workshop, found, question, answer=form)


def _entered(
    request: HttpRequest, workshop: Workshop, found: Questions, question: Question
) -> HttpResponse:
    """Put the fact into its field of the draft."""
    field = fact_field(workshop.plan, question.place) if question.place else None
    if field is None:
        return _shown(request, workshop, found, question, errors=["Answer it below."])
    place, value = str(question.place), request.POST.get(field.html_name, "")
    if not value.strip():
        return _shown(request, workshop, found, question, errors=["Fill this in."])
    answer = services.take_edit(
        workshop=workshop,
        actor=reader(request),
        client_id=uuid4(),
        revision=workshop.plan.revision,
        changes=[{"place": place, "value": value}],
        now=timezone.now(),
    )
    errors = [words for found_ in answer["errors"].values() for words in found_]
    errors += [
        f"{clash['who']} wrote {clash['theirs']} at the same time, and that stands."
        for clash in answer["clashes"]
    ]
    if errors:
        return _shown(request, workshop, found, question, errors=errors)
    messages.success(request, "It stands in the plan.")
    return redirect("workshop:questions", workshop.plan_id)


def _show(form: PointForm, refusal: Invalid) -> None:
    for place, words in refusal.errors.items():
        for each in words:
            form.add_error(place if place in form.fields else None, each)


@require_POST
@page(Act.DRAFT_PLANS)
def facilitate(request: HttpRequest, plan_id: int) -> HttpResponse:
    workshop = find_open(request, plan_id)
    services.facilitate(workshop=workshop, actor=reader(request), now=timezone.now())
    messages.success(request, "You facilitate now.")
    return redirect("workshop:questions", plan_id)


@require_http_methods(GET_OR_POST)
@page(Act.DRAFT_PLANS)
def end(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Ask whether the session is over, and end it."""
    workshop = find_open(request, plan_id)
    plans.require_workable(plan=workshop.plan, actor=reader(request))
    if request.method != "POST":
        found = queries.questions(workshop, now=timezone.now())
        context = {"plan": workshop.plan, "workshop": workshop, "found": found}
        return render(request, "workshop/end.html", context)
    ended = services.end(workshop=workshop, actor=reader(request), now=timezone.now())
    messages.success(request, "The session has ended; this is its record.")
    return redirect("workshop:minutes", plan_id, ended.pk)


@require_http_methods(GET_OR_POST)
@page(Act.SIGN_IN)
def point(request: HttpRequest, plan_id: int, point_id: int) -> HttpResponse:
    """Show one open point to who is to find it out, and take the answer."""
    rows = OpenPoint.objects.visible_to(reader(request)).filter(
        workshop__plan_id=plan_id
    )
    found = get_object_or_404(
        rows.select_related("workshop__plan", "owner", "closed_by", "created_by"),
        pk=point_id,
    )
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.close(
            point=found,
            actor=reader(request),
            answer=form.cleaned_data["answer"],
            now=timezone.now(),
        )
        messages.success(request, "Thank you: the room knows now.")
        return redirect("workshop:point", plan_id, point_id)
    user = reader(request)
    mine = found.owner_id == user.pk
    plan = found.workshop.plan
    context = {
        "sees_plan": Plan.objects.visible_to(user).filter(pk=plan.pk).exists(),
        "point": found,
        "form": form,
        "may_close": found.closed_at is None and (mine or plan.is_workable_by(user)),
    }
    status = 422 if form.errors else 200
    return render(request, "workshop/point.html", context, status=status)
