"""What is said about one part of a plan, and whom one may name in it."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.guards import page, reader
from accounts.models import User
from accounts.policy import Act, allows
from core.numbers import KEY, typed_whole
from core.refusals import Refusal
from planner.participation import queries, services
from planner.participation.forms import CommentForm
from planner.participation.models import takes_part
from planner.participation.services.rules import can_see
from planner.participation.services.talking import talk_page
from planner.participation.views.showing import GET_OR_POST, put_into
from planner.plans.models import Plan
from planner.plans.queries import plan_content
from planner.plans.views.finding import find_plan

MOST_OFFERED = 8


@page(Act.TAKE_PART)
@require_http_methods(GET_OR_POST)
def talk(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show the threads about a part of the plan, and add to them."""
    plan = find_plan(request, plan_id)
    if not takes_part(reader(request), plan):
        raise Http404
    named = queries.subjects(plan, plan_content(plan))
    about, code = queries.read_key(
        request.GET.get("about", "plan").replace("\0", "")[:80]
    )
    threads = queries.threads(plan, about, code)
    if (about, code) not in named.names and not threads:
        raise Http404
    form = CommentForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            said = services.say(
                actor=reader(request),
                plan_id=plan.pk,
                text=form.cleaned_data["text"],
                subject=(about, code),
                thread_id=form.cleaned_data["thread"],
                now=timezone.now(),
            )
        except Refusal as refusal:
            status = put_into(form, refusal)
        else:
            return redirect(_onward(said))
    context = {
        "plan": plan,
        "subject": named.label(about, code),
        "about": queries.key(about, code),
        "threads": threads,
        "form": form if not form.data.get("thread") else CommentForm(),
        "refused": form if form.data.get("thread") else None,
        "unseen": _unseen(request, plan),
        "hosts": allows(reader(request), Act.DRAFT_PLANS)
        and plan.is_workable_by(reader(request)),
        "may_open": (about, code) in named.names,
    }
    return render(request, "participation/talk.html", context, status=status)


def _onward(said: services.Said) -> str:
    """Return where the comment is read, and who was named but cannot see the plan."""
    page, mark, place = talk_page(said.comment.thread).partition("#")
    unseen = "".join(f"&unseen={person.pk}" for person in said.blind)
    return f"{page}{unseen}{mark}{place}"


def _unseen(request: HttpRequest, plan: Plan) -> list[User]:
    """Return those of the address whom one may name and who cannot see the plan."""
    asked = request.GET.getlist("unseen")[:20]
    keys = [key for text in asked if (key := typed_whole(text, digits=KEY)) is not None]
    if not keys:
        return []
    people = services.nameable(reader(request), plan).filter(pk__in=keys)
    return [person for person in people if not can_see(person, plan)]


@page(Act.TAKE_PART)
@require_POST
def resolve(request: HttpRequest, thread: int) -> HttpResponse:
    """Call a thread settled, or open it again."""
    row = services.resolve(
        actor=reader(request),
        thread_id=thread,
        done="again" not in request.POST,
        now=timezone.now(),
    )
    return redirect(talk_page(row))


@page(Act.TAKE_PART)
@require_safe
def names(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Offer names that begin like what was typed behind an @."""
    plan = find_plan(request, plan_id)
    typed = request.GET.get("q", "").replace("\x00", "").strip()[:60]
    people = services.nameable(reader(request), plan).filter(name__icontains=typed)
    rows = people.exclude(pk=reader(request).pk).order_by("name")[:MOST_OFFERED]
    found = [{"name": row.name, "title": row.title} for row in rows] if typed else []
    return JsonResponse({"names": found})
