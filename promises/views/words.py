"""Words that sell features: everybody's, and the company's own."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.guards import page, reader
from accounts.policy import Act
from core.refusals import Invalid
from promises import services
from promises.challenges import COMPANY, SUPERLATIVES, TECHNOLOGY
from promises.forms.drafting import show
from promises.forms.words import WordForm
from promises.models import HouseWord
from promises.views.promise import HOME

BUILT_IN = (
    ("The company instead of the customer", COMPANY),
    ("What it is made of", TECHNOLOGY),
    ("What everybody says", SUPERLATIVES),
)


@page(Act.DRAFT_PROMISES)
@require_http_methods(["GET", "HEAD", "POST"])
def words(request: HttpRequest) -> HttpResponse:
    """Show which words are asked about, and put one on the company's list."""
    form = WordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            word = services.add_word(
                actor=reader(request), now=timezone.now(), **form.cleaned_data
            )
        except Invalid as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"“{word}” is asked about from now on.")
            return redirect("promises:words")
    context = {
        "form": form,
        "own": HouseWord.objects.select_related("added_by").order_by("phrase"),
        "built_in": BUILT_IN,
        "crumbs": [HOME],
    }
    status = 422 if form.errors else 200
    return render(request, "promises/words.html", context, status=status)


@page(Act.DRAFT_PROMISES)
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a word off the company's list."""
    word = get_object_or_404(HouseWord, pk=pk)
    services.remove_word(actor=reader(request), word=word, now=timezone.now())
    messages.success(request, f"“{word}” is not asked about any more.")
    return redirect("promises:words")
