"""A promise's page, and the steps of its life."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.guards import page, reader
from accounts.models import User
from accounts.policy import Act, allows, may_decide
from accounts.queries import company
from core.numbers import typed_whole
from core.pages import Link
from core.refusals import Invalid
from promises import services
from promises.models import Promise, PromiseState
from promises.queries.challenges import challenges_of, own_words
from promises.queries.losses import loss_of
from promises.queries.needs import needs_served_by
from promises.queries.objections import may_answer, objections
from promises.queries.page import by_criterion, for_page, history, life
from promises.queries.recent import company_day
from promises.queries.record import record_of
from promises.queries.study import missing
from promises.services.needs import may_say_needs
from promises.services.rights import rights

MOST_SAID = 50
HOME = Link(title="Promises", url="/promises/")


def promise_or_404(user: User, pk: int) -> Promise:
    """Return a promise this person may see; others do not exist for them."""
    return get_object_or_404(for_page(Promise.objects.visible_to(user)), pk=pk)


@page(Act.SEE_PROMISES)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show everything that is known of one promise."""
    user = reader(request)
    promise = promise_or_404(user, pk)
    insider = allows(user, Act.SEE_LEDGER)
    here, now = company(), timezone.now()
    said = list(objections(user).filter(promise=promise)[:MOST_SAID])
    gaps = missing(promise) if promise.state == PromiseState.IDEA else []
    context = {
        "promise": promise,
        "rights": rights(user, promise),
        "gaps": gaps,
        "missing_evidence": {gap.place for gap in gaps if gap.is_evidence},
        "challenges": challenges_of(promise, own_words(here)) if insider else [],
        "needs": needs_served_by(promise) if insider else [],
        "may_say": may_say_needs(user, promise),
        "loss": loss_of(promise) if insider else None,
        "criteria": by_criterion(promise) if insider else [],
        "steps": life(promise),
        "insider": insider,
        "record": record_of(promise, company_day(now)) if insider else None,
        "said": said,
        "open_count": sum(row.is_open for row in said),
        "answers": allows(user, Act.ANSWER_OBJECTIONS)
        and may_answer(user, promise, decides=may_decide(user, now)),
        "now": now,
        "history": history(promise) if insider else [],
        "sees_decisions": allows(user, Act.SEE_PLANS),
        "currency": here.currency,
        "zone": here.time_zone,
        "counted_elsewhere": promise.ledger_zone not in {"", here.time_zone},
        "crumbs": [HOME],
    }
    return render(request, "promises/detail.html", context)


def _step(
    *,
    title: str,
    text: str,
    submit: str,
    done: str,
    command: Callable[..., Promise],
) -> Callable[..., Any]:
    """Make the page that asks before a step, and takes it."""

    @page(Act.DRAFT_PROMISES)
    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        user = reader(request)
        promise = promise_or_404(user, pk)
        refused: Invalid | None = None
        if request.method == "POST":
            try:
                command(
                    actor=user,
                    promise=promise,
                    revision=_revision(request),
                    now=timezone.now(),
                )
            except Invalid as refusal:
                refused = refusal
            else:
                messages.success(request, done)
                return redirect("promises:detail", pk)
        context = {
            "promise": promise,
            "title": title,
            "text": text,
            "submit": submit,
            "refused": refused,
            "gaps": missing(promise) if refused else [],
            "crumbs": crumbs_of(promise),
        }
        return render(
            request, "promises/step.html", context, status=422 if refused else 200
        )

    return view


def crumbs_of(promise: Promise) -> list[Link]:
    return [HOME, Link(title=promise.statement, url=f"/promises/{promise.pk}/")]


def _revision(request: HttpRequest) -> int:
    """Return the revision that the page was drawn from, or one that fits nothing."""
    given = typed_whole(request.POST.get("revision", ""))
    return -1 if given is None else given


put_up = _step(
    title="Put this promise up for the CEO's decision?",
    text="Its words, segment and test are fixed from then on, until it is returned "
    "or you take it back.",
    submit="Put it up",
    done="The promise is up for the CEO's decision.",
    command=services.put_up,
)
take_back = _step(
    title="Take this promise back?",
    text="It becomes an idea again that you can change, and waits for nobody.",
    submit="Take it back",
    done="The promise is an idea again.",
    command=services.take_back,
)
go_live = _step(
    title="Do we make this promise from now on?",
    text="From now on customers are told, and every occasion counts.",
    submit="It is live",
    done="The promise is live.",
    command=services.go_live,
)


@page(Act.DRAFT_PROMISES)
@require_http_methods(["GET", "POST"])
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft a successor with the same words, after asking."""
    user = reader(request)
    promise = promise_or_404(user, pk)
    if request.method == "POST":
        made = services.copy_promise(actor=user, promise=promise, now=timezone.now())
        messages.success(request, "This is your copy. Change what is to be different.")
        return redirect("promises:edit", made.pk)
    context = {
        "promise": promise,
        "title": "Draft a successor to this promise?",
        "text": "Its words and requirements are copied to a new idea of yours; "
        "its evidence, decisions and ledger stay where they are.",
        "submit": "Draft a successor",
        "refused": None,
        "gaps": [],
        "crumbs": crumbs_of(promise),
    }
    return render(request, "promises/step.html", context)
