"""A person's cards: the list, one card, paper, and acknowledging."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import page, reader
from accounts.models import User
from accounts.policy import Act
from accounts.queries import local_day
from planner.cards import services
from planner.cards.forms import FeedbackForm, ReportForm
from planner.cards.queries import (
    Card,
    Returned,
    card_of,
    cards_of,
    own_of_tasks,
    question_of,
)
from promises.models import ObjectionReason
from promises.services.objections import UNDO


@require_safe
@page(Act.USE_CARDS)
def home(request: HttpRequest) -> HttpResponse:
    """Show this week's cards, then the next ones; what is done stays folded."""
    cards = cards_of(reader(request), day=local_day(timezone.now()))
    unread = sum(not card.is_acknowledged for card in cards.open)
    return render(request, "cards/home.html", {"cards": cards, "unread": unread})


@require_safe
@page(Act.USE_CARDS)
def paper(request: HttpRequest) -> HttpResponse:
    """Show all open cards to be printed, four on a page."""
    cards = cards_of(reader(request), day=local_day(timezone.now()))
    return render(request, "cards/paper.html", {"cards": cards.open})


@require_safe
@page(Act.USE_CARDS)
def card(request: HttpRequest, task_id: int) -> HttpResponse:
    """Show one card."""
    return show(request, task_id)


def show(
    request: HttpRequest,
    task_id: int,
    *,
    form: FeedbackForm | None = None,
    again: services.ReadAgain | None = None,
) -> HttpResponse:
    """Draw a card, with what was refused on it."""
    user, now = reader(request), timezone.now()
    found = _found(user, task_id, now)
    refused = form is not None or again is not None
    said = own_of_tasks(user, [task_id])[task_id]
    context = {
        "card": found,
        "question": None if found.is_acknowledged else question_of(found),
        "again": again,
        "report": ReportForm(initial={"progress": found.task.progress}),
        "form": form or FeedbackForm(initial={"kind": "idea", "key": uuid.uuid4().hex}),
        **_said(found, said, now),
    }
    return render(request, "cards/card.html", context, status=422 if refused else 200)


def _found(user: User, task_id: int, now: datetime) -> Card:
    found = card_of(user, task_id, day=local_day(now))
    if found is None:
        raise Http404
    return found


def _said(card: Card, said: Returned, now: datetime) -> dict[str, Any]:
    """Return what was said from the card, and what may still be said."""
    standing = {row.promise_id for row in said.objections if row.is_open}
    return {
        "returned": said,
        "undoable": {
            row.pk
            for row in said.objections
            if row.is_open and now <= row.raised_at + UNDO
        },
        "promises": [
            {
                "reason": reason,
                "key": uuid.uuid4().hex,
                "is_open": reason.promise.pk in standing,
            }
            for reason in card.reasons
        ],
        "reasons": ObjectionReason.choices,
    }


@require_POST
@page(Act.USE_CARDS)
def acknowledge(request: HttpRequest, task_id: int) -> HttpResponse:
    """Take the answer to the card's question."""
    try:
        services.acknowledge(
            actor=reader(request),
            task_id=task_id,
            seen=request.POST.get("seen", ""),
            choice=request.POST.get("choice", ""),
            now=timezone.now(),
        )
    except services.ReadAgain as refusal:
        return show(request, task_id, again=refusal)
    messages.success(
        request, "Thank you: it has reached you. It asks again if it changes."
    )
    return redirect("cards:card", task_id)


@require_POST
@page(Act.USE_CARDS)
def report(request: HttpRequest, task_id: int) -> HttpResponse:
    """Take how far the task is: begun, so much of it, or done."""
    _found(reader(request), task_id, timezone.now())
    form = ReportForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Say how much of it is done, from 0 to 99 percent.")
        return redirect("cards:card", task_id)
    services.report(
        actor=reader(request), task_id=task_id, now=timezone.now(), **form.facts
    )
    messages.success(request, "It is reported; whoever answers for the task sees it.")
    return redirect("cards:card", task_id)
