"""What a browser in a session asks and sends all the time, without a page."""

from io import BytesIO
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from rest_framework.exceptions import APIException

from accounts.guards import page, reader
from accounts.policy import Act
from core.numbers import typed_whole
from core.parsers import StrictJSONParser
from core.refusals import Invalid, Refusal
from planner.plans import services as plans
from planner.plans.forms import filled_form
from planner.plans.queries import plan_content
from planner.workshop import queries, services
from planner.workshop.views.finding import find_latest, find_open


def whole(text: str) -> int:
    """Return a number from an address; 0 for whatever is none."""
    return typed_whole(text) or 0


@require_GET
@page(Act.SEE_PLANS)
def state(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Answer what is new since the revision that the browser holds; 304 if nothing."""
    workshop = find_latest(request, plan_id)
    now = timezone.now()
    services.be_there(
        workshop=workshop,
        actor=reader(request),
        place=request.GET.get("place", ""),
        now=now,
    )
    found = queries.state(
        workshop,
        reader(request),
        after=whole(request.GET.get("after", "")),
        score_seen=whole(request.GET.get("score", "")),
        seen_tag=request.headers.get("If-None-Match", ""),
        now=now,
        asks=request.GET.get("place") == queries.ASKING,
    )
    if found.document is None:
        return HttpResponse(status=304, headers={"ETag": found.tag})
    return JsonResponse(found.document, headers={"ETag": found.tag})


def read_edit(document: Any) -> dict[str, Any]:  # noqa: ANN401  # any JSON
    """Return what an edit holds, or say what is wrong with it."""
    try:
        changes = document["changes"]
        client_id = UUID(str(document["id"]))
        revision = document["revision"]
    except (KeyError, TypeError, ValueError) as error:
        raise _malformed() from error
    sound = isinstance(changes, list) and all(isinstance(c, dict) for c in changes)
    if not sound or isinstance(revision, bool) or not isinstance(revision, int):
        raise _malformed()
    if not 0 < revision < 2**31:
        raise _malformed()
    return {"client_id": client_id, "revision": revision, "changes": changes}


def _malformed() -> Invalid:
    return Invalid(
        "This is no edit.",
        next_step='Send {"id": a UUID, "revision": what you saw, "changes": […]}.',
    )


@require_POST
@page(Act.DRAFT_PLANS)
def edits(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Take an edit; the same one sent again is answered the same and does no more."""
    try:
        workshop = find_latest(request, plan_id)
        plans.require_workable(plan=workshop.plan, actor=reader(request))
        document = StrictJSONParser().parse(BytesIO(request.body))
        answer = services.take_edit(
            workshop=workshop,
            actor=reader(request),
            now=timezone.now(),
            **read_edit(document),
        )
    except Refusal as refusal:
        told = {"message": refusal.message, "next_step": refusal.next_step}
        return JsonResponse(told, status=refusal.status)
    except APIException as error:
        return JsonResponse({"message": str(error)}, status=error.status_code)
    return JsonResponse(answer)


@require_GET
@page(Act.SEE_PLANS)
def row(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Draw one row of the form, for a browser in which somebody else's arrived."""
    workshop = find_open(request, plan_id)
    kind, code = request.GET.get("kind", ""), request.GET.get("code", "")
    form = filled_form(plan_content(workshop.plan))
    rows: dict[str, Any] = {"tactics": form.tactics, "assumptions": form.assumptions}
    found = next((r for r in rows.get(kind, []) if r["code"].value() == code), None)
    if found is None:
        return HttpResponse(status=404)
    number = whole(request.GET.get("number", "")) or 1
    found.prefix = f"{kind}-{number % 10_000}"
    name = "_tactic_row" if kind == "tactics" else "_assumption_row"
    return render(request, f"plans/{name}.html", {"form": found, "number": number})
