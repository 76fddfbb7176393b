"""The company's policy: everybody who plans reads it, the CEO sets it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.guards import page, reader
from accounts.policy import Act, allows, require
from accounts.views.sections import tabs
from core.refusals import Refusal
from planner.scores import services
from planner.scores.forms import PolicyForm, policy_initial
from planner.scores.models import Policy
from planner.scores.pages import words


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.SEE_PLANS)
def policy(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        require(reader(request), Act.SET_POLICY)
    now = Policy.objects.current()
    form = PolicyForm(request.POST or None, initial=policy_initial(now))
    if form.is_valid():
        try:
            services.set_policy(
                actor=reader(request),
                revision=form.seen,
                now=timezone.now(),
                **form.facts,
            )
        except Refusal as refusal:
            form.refuse(refusal, revision=now.revision)
        else:
            messages.success(request, "The policy is saved.")
            return redirect("scores:policy")
    context = {
        "form": form,
        "policy": now,
        "keepable": words.policy_share(now.keepable),
        "at_risk": words.policy_share(now.at_risk),
        "may_set": allows(reader(request), Act.SET_POLICY),
        "tabs": tabs(reader(request), "scores:policy"),
    }
    return render(request, "scores/policy.html", context, status=form.status)
