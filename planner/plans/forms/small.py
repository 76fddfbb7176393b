"""Small questions: what a list shows, what is promised already."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef

from accounts.models import Department, User
from planner.plans.forms.rows import Amount
from planner.plans.models import Plan, PlanState
from promises.models import Promise, PromiseState

SORTS = (
    ("-changed_at", "Last changed first"),
    ("title", "Title"),
    ("starts_on", "First to start"),
    ("-budget_in_all", "Largest budget first"),
    ("state", "State"),
)
COLUMNS = (
    ("verdict", "Verdict"),
    ("department", "Department"),
    ("author", "Author"),
    ("starts_on", "Starts"),
    ("tactics", "Tactics"),
    ("budget", "Budget"),
    ("changed_at", "Changed"),
)


class ListForm(forms.Form):
    """Which plans are listed, in what order, with which columns."""

    q = forms.CharField(
        label="Title or objective",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = forms.ChoiceField(required=False, choices=[("", "Any"), *PlanState.choices])
    department = forms.ChoiceField(
        required=False, choices=[("", "Any"), *Department.choices]
    )
    author = forms.ModelChoiceField(
        queryset=User.objects.none(), required=False, empty_label="Anybody"
    )
    sort = forms.ChoiceField(required=False, choices=SORTS)
    columns = forms.MultipleChoiceField(
        required=False, choices=COLUMNS, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        author = self.fields["author"]
        if isinstance(author, forms.ModelChoiceField):
            wrote = Exists(Plan.objects.filter(author=OuterRef("pk")))
            author.queryset = User.objects.filter(wrote).order_by("name")


class StandingForm(forms.Form):
    """Occasions that existing customers have been promised."""

    promise = forms.ModelChoiceField(
        queryset=Promise.objects.none(), empty_label="Choose a promise"
    )
    low = Amount(places=3, digits=14)
    likely = Amount(places=3, digits=14)
    high = Amount(places=3, digits=14)

    units = {"low": "a week", "likely": "a week", "high": "a week"}
    examples = {"low": "100", "likely": "120", "high": "150"}

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        promise = self.fields["promise"]
        if isinstance(promise, forms.ModelChoiceField):
            promise.queryset = Promise.objects.exclude(
                state=PromiseState.RETIRED
            ).order_by("statement")

    @property
    def estimate(self) -> dict[str, Decimal]:
        return {name: self.cleaned_data[name] for name in ("low", "likely", "high")}
