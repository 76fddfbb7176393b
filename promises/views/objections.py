"""What the frontline says against promises, and answering it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.guards import page, reader
from accounts.policy import Act, may_decide
from core.pages import Link
from core.refusals import Invalid
from promises import services
from promises.forms.drafting import show
from promises.forms.objections import AnswerForm
from promises.queries.objections import is_overdue, may_answer, objections
from promises.views.promise import crumbs_of


@page(Act.ANSWER_OBJECTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int, objection: int) -> HttpResponse:
    """Ask for the answer to one objection, and put it down."""
    user, now = reader(request), timezone.now()
    found = get_object_or_404(objections(user).filter(promise=pk), pk=objection)
    decides = may_decide(user, now)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_objection(
                actor=user, objection=found.pk, now=now, **form.cleaned_data
            )
        except Invalid as refusal:
            show(refusal, form)
        else:
            messages.success(request, "Your answer is on their card and on this page.")
            return redirect(f"{reverse('promises:detail', args=[pk])}#frontline")
    where = f"{reverse('promises:detail', args=[pk])}#frontline"
    context = {
        "objection": found,
        "form": form,
        "may_answer": may_answer(user, found.promise, decides=decides),
        "overdue": is_overdue(found, now),
        "asked_at": now,
        "back": where,
        "crumbs": [
            *crumbs_of(found.promise),
            Link(title="What the frontline says", url=where),
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "promises/objection.html", context, status=status)
