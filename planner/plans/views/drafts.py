"""Draft a plan: begin it, edit it, copy it, take it back, throw it away."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.guards import page, reader
from accounts.policy import Act
from core.numbers import typed_whole
from core.refusals import Conflict, Invalid
from planner.plans import queries, requirements, services
from planner.plans.content import FORMAT, PlanContent, place_name
from planner.plans.differences import Names, place_words, value_words
from planner.plans.forms import (
    DraftForms,
    NewPlanForm,
    filled_form,
    posted_form,
    typed_form,
)
from planner.plans.merging import Place, place_of, with_theirs
from planner.plans.models import Plan
from planner.plans.services import EditsClash, Saved
from planner.plans.views.finding import find_plan

GET_OR_POST = ["GET", "HEAD", "POST"]


def _next_monday() -> date:
    today = timezone.localdate()
    return today + timedelta(days=7 - today.weekday())


def _empty(head: dict[str, object]) -> PlanContent:
    return {
        "format": FORMAT,
        "title": str(head["title"]),
        "objective": str(head["objective"]),
        "department": "",
        "starts_on": str(head["starts_on"]),
        "weeks": int(str(head["weeks"])),
        "tactics": [],
        "assumptions": [],
    }


@require_http_methods(GET_OR_POST)
@page(Act.DRAFT_PLANS)
def new(request: HttpRequest) -> HttpResponse:
    start = {"starts_on": _next_monday(), "weeks": 26}
    form = NewPlanForm(request.POST or None, initial=start)
    if form.is_valid():
        try:
            plan = services.create(
                actor=reader(request),
                content=_empty(form.cleaned_data),
                now=timezone.now(),
            )
        except Invalid as refusal:
            for place, words in refusal.errors.items():
                form.add_error(place if place in form.fields else None, words)
        else:
            messages.success(request, "Your draft is saved. Now say what it does.")
            return redirect("plans:edit", plan.pk)
    return render(
        request, "plans/new.html", {"form": form}, status=422 if form.errors else 200
    )


CHOICE = "choose-"


@dataclass(frozen=True)
class ChoiceToMake:
    """One field that two people changed, as the page asks about it."""

    name: str
    title: str
    who: str
    theirs: str
    mine: str


def _choices(refusal: object) -> list[ChoiceToMake]:
    if not isinstance(refusal, EditsClash):
        return []
    names = Names(refusal.content)
    return [
        ChoiceToMake(
            name=f"{CHOICE}{clash.place}",
            title=place_words(clash.place, refusal.content),
            who=refusal.who.get(str(clash.place), "Somebody"),
            theirs=value_words(clash.place, clash.theirs, names),
            mine=value_words(clash.place, clash.mine, names),
        )
        for clash in refusal.clashes
    ]


def _chosen_theirs(request: HttpRequest) -> Iterable[Place]:
    for name, value in request.POST.items():
        place = place_of(name.removeprefix(CHOICE)) if name.startswith(CHOICE) else None
        if place is not None and value == "theirs":
            yield place


def _edit_page(
    request: HttpRequest,
    plan: Plan,
    form: DraftForms,
    *,
    refusal: Conflict | Invalid | None = None,
    status: int = 200,
) -> HttpResponse:
    # What was typed goes on standing on the revision that it was typed on.
    revision = _revision(request) if request.method == "POST" else plan.revision
    if isinstance(refusal, EditsClash):  # by now it holds what others changed
        revision = refusal.revision
    context = {
        "plan": plan,
        "revision": revision,
        "form": form,
        "refusal": refusal,
        "choices": _choices(refusal),
        "typed": request.method == "POST",
    }
    return render(request, "plans/edit.html", context, status=status)


def _revision(request: HttpRequest) -> int:
    """Return the revision that the form was filled with; 0 fits none."""
    return typed_whole(request.POST.get("revision", "")) or 0


def _content(request: HttpRequest, plan: Plan, form: DraftForms) -> PlanContent:
    """Return what the form says, with their value where that was chosen."""
    content = form.content(plan.department)
    theirs = queries.revision_content(plan, _revision(request))
    return with_theirs(content, theirs, _chosen_theirs(request)) if theirs else content


def _told(saved: Saved) -> str:
    if not saved.came_in:
        return "Saved."
    came_in = "; ".join(
        f"{who} changed {', '.join(_named(saved, places))}"
        for who, places in saved.came_in.items()
    )
    return f"Saved, together with what changed since you opened it: {came_in}."


def _named(saved: Saved, places: Iterable[str]) -> list[str]:
    found = [place_of(text) for text in places]
    words = [place_words(place, saved.content) for place in found if place]
    return words[:5] + (["and more"] if len(words) > 5 else [])


def _save(request: HttpRequest, plan: Plan) -> HttpResponse:
    form = posted_form(request.POST, weeks=plan.weeks)
    if not form.is_valid():
        return _edit_page(request, plan, form, status=422)
    try:
        saved = services.save(
            plan=plan,
            actor=reader(request),
            revision=_revision(request),
            content=_content(request, plan, form),
            now=timezone.now(),
        )
    except Invalid as refusal:
        form.show(refusal.errors)
        return _edit_page(request, plan, form, status=422)
    except EditsClash as refusal:
        plan.refresh_from_db()
        form = filled_form(refusal.content)
        return _edit_page(request, plan, form, refusal=refusal, status=409)
    except Conflict as refusal:
        plan.refresh_from_db()
        return _edit_page(request, plan, form, refusal=refusal, status=409)
    messages.success(request, _told(saved))
    if request.POST.get("then") == "submit":
        return redirect("plans:check", plan.pk)
    if request.POST.get("then") == "session":
        return redirect("workshop:session", plan.pk)
    return redirect("plans:edit", plan.pk)


@require_http_methods(GET_OR_POST)
@page(Act.DRAFT_PLANS)
def edit(request: HttpRequest, plan_id: int) -> HttpResponse:
    plan = find_plan(request, plan_id)
    services.require_workable(plan=plan, actor=reader(request))
    if request.method != "POST":
        services.require_editable(plan)
        return _edit_page(request, plan, filled_form(queries.plan_content(plan)))
    if {"add", "remove", "restore"} & set(request.POST):
        return _edit_page(request, plan, typed_form(request.POST, weeks=plan.weeks))
    return _save(request, plan)


@require_GET
@page(Act.DRAFT_PLANS)
def check(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show what submitting means, or what is still missing."""
    plan = find_plan(request, plan_id)
    services.require_workable(plan=plan, actor=reader(request))
    services.require_editable(plan)
    content = queries.plan_content(plan)
    problems = [
        (place_name(content, place), words)
        for place, words in services.submission_problems(content).items()
    ]
    shown = queries.plan_page(plan, reader(request))
    context = {
        "plan": plan,
        "shown": shown,
        "problems": problems,
        "gaps": requirements.gaps(plan, content),
    }
    return render(request, "plans/check.html", context)


def _confirm(
    request: HttpRequest, plan: Plan, *, title: str, text: str, submit: str
) -> HttpResponse:
    context = {"plan": plan, "title": title, "text": text, "submit": submit}
    return render(request, "plans/confirm.html", context)


@require_http_methods(GET_OR_POST)
@page(Act.DRAFT_PLANS)
def copy(request: HttpRequest, plan_id: int) -> HttpResponse:
    plan = find_plan(request, plan_id)
    if request.method != "POST":
        return _confirm(
            request,
            plan,
            title="Copy this plan into a new draft?",
            text="You become the author of the copy; this plan stays as it is.",
            submit="Copy",
        )
    draft = services.copy(plan=plan, actor=reader(request), now=timezone.now())
    messages.success(request, "This copy is your draft.")
    return redirect("plans:edit", draft.pk)


@require_http_methods(GET_OR_POST)
@page(Act.DRAFT_PLANS)
def withdraw(request: HttpRequest, plan_id: int) -> HttpResponse:
    plan = find_plan(request, plan_id)
    if request.method != "POST":
        return _confirm(
            request,
            plan,
            title="Withdraw this plan?",
            text="It lets go of the capacity it holds, and you can edit it again.",
            submit="Withdraw",
        )
    services.withdraw(plan=plan, actor=reader(request), now=timezone.now())
    messages.success(request, "Withdrawn: it holds no capacity any more.")
    return redirect("plans:detail", plan.pk)


@require_http_methods(GET_OR_POST)
@page(Act.DRAFT_PLANS)
def delete(request: HttpRequest, plan_id: int) -> HttpResponse:
    plan = find_plan(request, plan_id)
    if request.method != "POST":
        return _confirm(
            request,
            plan,
            title="Throw this draft away?",
            text="Its tactics and assumptions go with it. This cannot be undone.",
            submit="Throw away",
        )
    services.delete(plan=plan, actor=reader(request), now=timezone.now())
    messages.success(request, f"“{plan}” is gone.")
    return redirect(reverse("plans:list"))
