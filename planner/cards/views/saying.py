"""Say that a promise cannot be kept, take it back, and give ideas and results."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.guards import page, reader
from accounts.policy import Act
from core.refusals import Invalid
from planner.cards import services
from planner.cards.forms import FeedbackForm
from planner.cards.queries.coming_back import own_objection
from planner.cards.views.cards import show
from promises import services as promises
from promises.models import Objection


@require_POST
@page(Act.USE_CARDS)
def cannot_keep(request: HttpRequest, task_id: int, promise_id: int) -> HttpResponse:
    """Take the second tap: the reason. Sent again with its key, it is the same."""
    said = services.cannot_keep(
        actor=reader(request),
        task_id=task_id,
        promise_id=promise_id,
        reason=request.POST.get("reason", ""),
        key=request.POST.get("key", ""),
        now=timezone.now(),
    )
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"id": said.pk, "state": said.state}, status=201)
    return redirect(f"{_card_of(request, said)}#said-{said.pk}")


def _card_of(request: HttpRequest, said: Objection) -> str:
    """Return the address of the card that an objection was raised from."""
    voice = own_objection(reader(request), said.pk)
    task = voice.about.removeprefix("task-") if voice else ""
    return f"/cards/{task}/" if task else "/cards/"


@require_POST
@page(Act.USE_CARDS)
def take_back(request: HttpRequest, objection: int) -> HttpResponse:
    """Take back what was sent by mistake."""
    said = promises.take_back_objection(
        actor=reader(request), objection=objection, now=timezone.now()
    )
    messages.success(request, "It is taken back.")
    return redirect(_card_of(request, said))


@require_POST
@page(Act.USE_CARDS)
def words(request: HttpRequest, objection: int) -> HttpResponse:
    """Add what stands in the way, after the two taps."""
    said = promises.add_words(
        actor=reader(request),
        objection=objection,
        words=request.POST.get("words", ""),
        now=timezone.now(),
    )
    messages.success(request, "Your words are with it.")
    return redirect(f"{_card_of(request, said)}#said-{said.pk}")


@require_POST
@page(Act.USE_CARDS)
def say(request: HttpRequest, task_id: int) -> HttpResponse:
    """Take an idea, a result or a question."""
    form = FeedbackForm(request.POST)
    if form.is_valid():
        try:
            services.give_feedback(
                actor=reader(request),
                task_id=task_id,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except Invalid as refusal:
            form.take(refusal)
        else:
            messages.success(
                request, "It is with the plan. The answer comes to this card."
            )
            return redirect("cards:card", task_id)
    return show(request, task_id, form=form)
