"""Campaigns with the people we know: in a draft, and how they go."""

from collections.abc import Iterator

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.guards import page, reader
from accounts.policy import Act, allows, require
from accounts.queries import company, local_day
from core.exports import Cell, download
from core.refusals import Refusal
from planner.outreach import services
from planner.outreach.campaigning.forms import (
    CampaignForm,
    GroundForm,
    HoursCapabilityForm,
    WishForm,
    hour_capabilities,
)
from planner.outreach.models import Campaign, CampaignRules, OutreachRules
from planner.outreach.queries import progress as queries
from planner.outreach.queries.grounding import standing
from planner.outreach.queries.progress import WeekDone
from planner.outreach.queries.reaching import Preview, preview
from planner.outreach.views.sections import tabs
from planner.plans.models import Plan
from planner.plans.services import require_editable, require_workable

PAGE = 25
HEAD = (
    *("week", "talks meant", "names listed", "talks had", "hours"),
    *("follow-ups promised", "kept", "broken"),
)


def _plan(request: HttpRequest, plan_id: int) -> Plan:
    plans = Plan.objects.visible_to(reader(request)).select_related("author")
    return get_object_or_404(plans, pk=plan_id)


def _campaign(request: HttpRequest, pk: int) -> Campaign:
    rows = queries.campaigns(reader(request))
    return get_object_or_404(rows.select_related("plan__author", "added_by"), pk=pk)


@require_safe
@page(Act.SEE_OUTREACH)
def campaigns_list(request: HttpRequest) -> HttpResponse:
    """Show the campaigns of the plans that the reader may see."""
    user = reader(request)
    found = Paginator(queries.campaigns(user), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": found,
        "rows": queries.shown(list(found), local_day(timezone.now())),
        "ground": standing(),
        "may_rule": allows(user, Act.RULE_OUTREACH),
        "may_draft": allows(user, Act.DRAFT_PLANS),
        "tabs": tabs(user, "campaigns:list"),
    }
    return render(request, "outreach/campaigns.html", context)


@require_safe
@page(Act.SEE_OUTREACH)
def of_plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show the campaigns of a plan, and the way to a new one, on the plan's page."""
    user, plan = reader(request), _plan(request, plan_id)
    rows = list(queries.of_plan(user, plan))
    may_add = plan.is_editable and plan.is_workable_by(user)
    context = {
        "plan": plan,
        "rows": queries.shown(rows, local_day(timezone.now())) if rows else [],
        "may_add": may_add and allows(user, Act.DRAFT_PLANS),
    }
    return render(request, "outreach/_campaigns_of_plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.DRAFT_PLANS)
def new(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Work out a campaign for a draft, and put it there."""
    user, plan = reader(request), _plan(request, plan_id)
    require_workable(plan=plan, actor=user)
    require_editable(plan)
    start = {"closeness": 1, "starts": 1, "ends": plan.weeks}
    asked = WishForm(request.GET or start, plan=plan)
    found = _worked_out(request, plan, asked)
    form = None
    if found is not None:
        posted = request.POST if request.method == "POST" else None
        form = CampaignForm(posted, found=found, currency=company().currency)
    if form is not None and form.is_bound and form.is_valid():
        try:
            added = services.add_campaign(
                actor=user, plan=plan, ask=form.ask(), now=timezone.now()
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            _say(request, added)
            return redirect("plans:detail", plan.pk)
    context = {
        "plan": plan,
        "asked": asked,
        "found": found,
        "form": form,
        "ground": standing(),
        "currency": company().currency,
        "rules": OutreachRules.objects.current(),
    }
    status = form.status if form is not None else 200 if found else 422
    return render(request, "outreach/campaign_new.html", context, status=status)


def _say(request: HttpRequest, added: services.Added) -> None:
    name = added.campaign.name
    if added.new:
        messages.success(
            request, f"“{name}” is in the draft: the live score counts it now."
        )
    else:
        messages.info(
            request,
            f"These people are in the draft already, as “{name}”. Change its talks "
            "a week there.",
        )


def _worked_out(request: HttpRequest, plan: Plan, asked: WishForm) -> Preview | None:
    """Return what was asked for, or put what is wrong with it into the form."""
    if not asked.is_valid():
        return None
    wish = asked.wish()
    try:
        services.check_wish(wish, plan)
    except Refusal as refusal:
        for place, faults in refusal.errors.items():
            asked.add_error(place, list(faults))
        return None
    return preview(reader(request), plan, wish, today=local_day(timezone.now()))


@require_safe
@page(Act.SEE_OUTREACH)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a campaign means and what was done, week by week."""
    row, now = _campaign(request, pk), timezone.now()
    context = {
        "campaign": row,
        "found": queries.progress(row, now=now, today=local_day(now)),
        "tabs": tabs(reader(request), "campaigns:list"),
    }
    return render(request, "outreach/campaign.html", context)


@require_safe
@page(Act.SEE_OUTREACH)
def export(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """Give a campaign's weeks as a file."""
    if kind not in {"csv", "xlsx"}:
        raise Http404
    row, now = _campaign(request, pk), timezone.now()
    found = queries.progress(row, now=now, today=local_day(now))
    return download(kind, HEAD, _cells(found.weeks), name="campaign")


def _cells(weeks: tuple[WeekDone, ...]) -> Iterator[list[Cell]]:
    for week in weeks:
        yield [
            *(week.monday, week.planned, week.listed, week.done, week.hours),
            *(week.promised, week.kept, week.broken),
        ]


# --- what campaigns stand on --------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.SEE_OUTREACH)
def ground(request: HttpRequest) -> HttpResponse:
    """Show whose hours campaigns take and what they promise; choose the hours."""
    user = reader(request)
    if request.method == "POST":
        require(user, Act.RULE_OUTREACH)
    row = CampaignRules.objects.current()
    form = GroundForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_ground(
                actor=user,
                facts=form.facts(),
                revision=form.seen,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.refuse(refusal, revision=CampaignRules.objects.current().revision)
        else:
            messages.success(request, "Campaigns take these hours from now on.")
            return redirect("campaigns:ground")
    return _ground(request, form, None)


def _ground(
    request: HttpRequest, form: GroundForm | None, entered: HoursCapabilityForm | None
) -> HttpResponse:
    user, today = reader(request), local_day(timezone.now())
    row, said = CampaignRules.objects.current(), queries.said_hours(today)
    if entered is None:
        start: dict[str, object] = {"revision": row.revision}
        if said is not None:
            start |= {"low": said.low, "likely": said.likely, "high": said.high}
        entered = HoursCapabilityForm(initial=start)
    context = {
        "form": form or GroundForm(None, row=row),
        "entered": entered,
        "said": said,
        "ground": standing(),
        "any_hours": hour_capabilities().exists(),
        "may_rule": allows(user, Act.RULE_OUTREACH),
        "may_enter": allows(user, Act.EDIT_OPERATIONS),
        "tabs": tabs(user, "campaigns:list"),
    }
    status = max(each.status for each in (context["form"], entered))
    return render(request, "outreach/campaign_ground.html", context, status=status)


@require_POST
@page(Act.EDIT_OPERATIONS)
def hours(request: HttpRequest) -> HttpResponse:
    """Enter the hours that people have as a capability."""
    form = HoursCapabilityForm(request.POST)
    if not form.is_valid():
        return _ground(request, None, form)
    try:
        services.enter_hours(
            actor=reader(request),
            revision=form.seen,
            now=timezone.now(),
            **form.facts(),
        )
    except Refusal as refusal:
        form.refuse(refusal, revision=CampaignRules.objects.current().revision)
        return _ground(request, None, form)
    messages.success(request, "The hours are a capability now, on operations' board.")
    return redirect("campaigns:ground")


@require_POST
@page(Act.RULE_OUTREACH)
def promises(request: HttpRequest) -> HttpResponse:
    """Write down what campaigns promise."""
    services.write_promises(actor=reader(request), now=timezone.now())
    messages.success(
        request,
        "What campaigns promise is written down, as ideas: study them and put them up. "
        "Names of weekly lists stand on their ledgers from now on.",
    )
    return redirect("campaigns:ground")
