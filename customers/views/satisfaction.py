"""Satisfied, and gone all the same: the share, the quadrants, and who is in them."""

from decimal import Decimal
from typing import Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import page, reader
from accounts.models import User
from accounts.policy import Act, allows
from accounts.queries import company
from core import charts, exports
from core.charts.quadrants import Corner, Quadrants, quadrants
from core.pages import Figure, Link, Phrase, Tone
from core.templatetags.shares import about_money, percent
from customers import services
from customers.forms.standings import ThresholdForm
from customers.models import Quadrant, Standing, StandingReview
from customers.queries.satisfaction import Satisfied, satisfied
from customers.queries.silence import LISTED, keys_of, page_of, these
from customers.views.sections import tabs

MEANINGS: Final[dict[Quadrant, tuple[str, Tone]]] = {
    Quadrant.HOSTAGE: ("not satisfied, and stay for now", "at-risk"),
    Quadrant.LOYALIST: ("satisfied, and come back", "kept"),
    Quadrant.DEFECTOR: ("not satisfied, and stay away", "not-kept"),
    Quadrant.MERCENARY: ("satisfied, and stay away", "at-risk"),
}


def under_way() -> StandingReview | None:
    """Return the review that a worker is at or will be, if there is one."""
    return StandingReview.objects.under_way().defer("document").first()


def found_for(
    request: HttpRequest, user: User
) -> tuple[Satisfied | None, ThresholdForm]:
    """Return the figure at the wanted threshold, and the form that asked for it."""
    found = satisfied(user)
    lowest, highest = (found.lowest, found.highest) if found else (1.0, 5.0)
    form = ThresholdForm(
        request.GET or None,
        lowest=lowest,
        highest=highest,
        initial={"satisfied_from": found.satisfied_from if found else None},
    )
    if found and form.is_valid() and form.cleaned_data["satisfied_from"] is not None:
        found = satisfied(user, satisfied_from=form.cleaned_data["satisfied_from"])
    return found, form


@require_safe
@page(Act.SEE_CUSTOMERS)
def show(request: HttpRequest) -> HttpResponseBase:
    """Show which share of those who left had said they were satisfied."""
    user = reader(request)
    found, form = found_for(request, user)
    context = {
        "found": found,
        "form": form,
        "tabs": tabs(user, "customers:satisfaction"),
        "under_way": under_way(),
        "may_review": allows(user, Act.EDIT_CUSTOMERS),
        "phrases": verdict(found) if found else [],
        "figures": figures(found) if found else [],
        "chart": chart_of(found) if found else None,
    }
    return render(request, "customers/satisfaction.html", context)


def verdict(found: Satisfied) -> list[Phrase]:
    """Say the figure in a sentence, without praise or blame where it is in doubt."""
    overall = found.overall
    if overall.share is None:
        return [Phrase("Nobody who had answered has left so far.")]
    share = percent(overall.share, 1)
    return [
        Phrase(f"Of {overall.defectors:,} customers who left and had answered, "),
        Phrase(share, tone="neutral" if found.doubtful else "at-risk"),
        Phrase(
            " had said they were satisfied: their last answer before leaving was "
            f"{found.satisfied_from:g} or more."
        ),
    ]


def figures(found: Satisfied) -> list[Figure]:
    """Return the company's own figure beside the claim, and what it rests on."""
    overall = found.overall
    return [
        Figure(
            label="Satisfied, and left",
            value=percent(overall.share, 1),
            meaning=f"{overall.satisfied:,} of {overall.defectors:,}; 95 % interval "
            f"{percent(overall.low, 1)} to {percent(overall.high, 1)}",
        ),
        Figure(
            label="What is claimed",
            value="over 60 %",
            meaning="of customers who went to a competitor, says the article this tool "
            "began with: a claim about other companies, not about yours",
        ),
        Figure(
            label="Had answered",
            value=f"{found.answered:,}",
            meaning=f"customers; {found.kind_name}, scale {found.lowest:g} to "
            f"{found.highest:g}, last answer",
        ),
        Figure(
            label="Score and staying",
            value="–" if found.relation is None else percent(found.relation.value),
            meaning="of pairs, one who stayed and one who left, in which who stayed had "
            "scored higher; 50 % says nothing",
        ),
    ]


def chart_of(found: Satisfied) -> Quadrants:
    """Draw loyalty by behaviour against the last answer."""
    currency = company().currency
    asked = urlencode({"satisfied_from": f"{found.satisfied_from:g}"})
    corners = {corner.quadrant: corner for corner in found.corners}
    total = sum(corner.customers for corner in found.corners)
    astray = corners[Quadrant.MERCENARY]
    return quadrants(
        [
            Corner(
                label=one.label,
                meaning=meaning,
                count=corners[one].customers,
                amount=about_money(corners[one].value, currency),
                up=one in {Quadrant.LOYALIST, Quadrant.HOSTAGE},
                right=one in {Quadrant.LOYALIST, Quadrant.MERCENARY},
                url=f"{reverse('customers:quadrant', args=[one.value])}?{asked}",
                tone=tone,
            )
            for one, (meaning, tone) in MEANINGS.items()
        ],
        title=f"{charts.percent(astray.customers / max(total, 1))} of those who answered "
        "are satisfied and stay away all the same",
        note="Up: what they do. Loyal is who came back at least once, is in rhythm or "
        "due, and has not left. Across: what they said last.",
        across=("not satisfied", "satisfied"),
        upwards=("Stay away", "Come back"),
    )


@require_safe
@page(Act.SEE_CUSTOMERS)
def show_quadrant(request: HttpRequest, corner: str) -> HttpResponseBase:
    """List the customers of one quadrant, most at stake first."""
    user = reader(request)
    quadrant = _quadrant(corner)
    found, form = found_for(request, user)
    rows = quadrant_rows(user, quadrant, found)
    context = {
        "quadrant": quadrant,
        "meaning": MEANINGS[quadrant][0],
        "found": found,
        "form": form,
        "rows": page_of(rows, request.GET.get("page")),
        "listed": LISTED,
        "currency": company().currency,
        "crumbs": [Link(title="Satisfaction", url=reverse("customers:satisfaction"))],
    }
    return render(request, "customers/quadrant.html", context)


def quadrant_rows(
    user: User, quadrant: Quadrant, found: Satisfied | None
) -> QuerySet[Standing]:
    """Return the customers of a quadrant, most at stake first."""
    if found is None:
        return Standing.objects.none()
    threshold = Decimal(str(found.satisfied_from))
    rows = Standing.objects.visible_to(user).in_quadrant(quadrant, threshold)
    return rows.order_by("-at_stake", "-customer_id")


def _quadrant(name: str) -> Quadrant:
    try:
        return Quadrant(name)
    except ValueError as error:
        raise Http404 from error


HEAD = ["customer", "name", "segment", "score", "answered on", "state", "at stake"]


@require_safe
@page(Act.SEE_CUSTOMERS)
def download_quadrant(request: HttpRequest, corner: str, kind: str) -> HttpResponseBase:
    """Give the customers of one quadrant as a file."""
    if kind not in {"csv", "xlsx"}:
        raise Http404
    user = reader(request)
    quadrant = _quadrant(corner)
    found, _ = found_for(request, user)
    rows = quadrant_rows(user, quadrant, found)
    cells = [
        [
            row.customer.code,
            row.customer.name,
            row.segment.code if row.segment else "",
            row.score,
            row.answered_on,
            row.state,
            row.at_stake,
        ]
        for row in these(rows, keys_of(rows))
    ]
    return exports.download(kind, HEAD, cells, name=f"customers-{quadrant.value}")


@require_POST
@page(Act.EDIT_CUSTOMERS)
def review(request: HttpRequest) -> HttpResponseBase:
    """Ask the worker to look at every customer again."""
    services.ask_review(actor=reader(request), now=timezone.now())
    messages.success(
        request, "A worker looks at every customer now; it takes a moment."
    )
    wanted = request.POST.get("back", "")
    back = wanted if wanted in {"satisfaction", "silence"} else "satisfaction"
    return redirect(f"customers:{back}")
