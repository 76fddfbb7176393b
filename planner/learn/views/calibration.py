"""The pages of Learn: whether our scores keep their promises."""

from collections.abc import Iterator

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.guards import page, reader
from accounts.policy import Act
from accounts.queries import local_day
from core.exports import Cell, download
from planner.learn.pages import learn_page, trust
from planner.learn.queries import Prediction, learnt
from planner.learn.queries.calibration import FEWEST_TO_TELL, trusted
from planner.plans.models import Plan, PlanVersion

OVER = "over"
PAGE_SIZE = 50
EXPORT_HEAD = (
    "plan",
    "version",
    "author",
    "promise",
    "target",
    "chance of reaching it",
    "kept, forecast",
    "1 of 10 below",
    "1 of 10 above",
    "from",
    "weeks",
    "weeks over",
    "fell due",
    "kept",
    "share kept",
    "target reached",
)


@page(Act.SEE_DECISIONS)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show predictions beside outcomes, or when the first will meet its own."""
    only_over = request.GET.get("only") == OVER
    found = learnt(
        reader(request), as_of=local_day(timezone.now()), only_over=only_over
    )
    log = Paginator(found.predictions, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "found": found,
        "page": learn_page(found, list(log)) if found.overall.count else None,
        "log": log,
        "only_over": only_over,
        "fewest": FEWEST_TO_TELL,
    }
    return render(request, "learn/home.html", context)


@page(Act.SEE_DECISIONS)
@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give all predictions as a file."""
    found = learnt(reader(request), as_of=local_day(timezone.now()))
    return download(kind, EXPORT_HEAD, _lines(found.predictions), name="predictions")


def _lines(found: tuple[Prediction, ...]) -> Iterator[tuple[Cell, ...]]:
    for row in found:
        met = row.has_outcome
        yield (
            row.title,
            row.version,
            row.author_name,
            row.promise.code,
            row.target,
            row.chance,
            row.mean,
            row.low,
            row.high,
            row.starts,
            row.weeks,
            row.weeks_over,
            row.due,
            row.kept,
            row.rate if met else None,
            row.is_hit if met else None,
        )


@page(Act.SEE_DECISIONS)
@require_safe
def banner(request: HttpRequest, version_id: int) -> HttpResponse:
    """Say how far the scores of a version's promises have been off: a fragment."""
    user = reader(request)
    visible = PlanVersion.objects.filter(plan__in=Plan.objects.visible_to(user))
    version = get_object_or_404(visible, pk=version_id)
    groups = trusted(user, version, as_of=local_day(timezone.now()))
    said = [trust(group) for group in groups]
    context = {
        "off": [entry for entry in said if entry.judged],
        "fine": [entry for entry in said if not entry.judged],
    }
    return render(request, "learn/_banner.html", context)
