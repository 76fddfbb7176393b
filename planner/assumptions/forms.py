"""Cards of tests, what is found out, and conclusions, as they are typed."""

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django import forms
from django.utils import timezone

from accounts.models import User
from planner.assumptions.queries import WHICH
from planner.assumptions.services import OWNERS, Card, Found
from planner.assumptions.services.rules import LONGEST_REASON
from planner.plans.models import AssumptionTest, Finding

DAY = "%Y-%m-%d"


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not at run time
    """A choice of people, with their office."""

    def label_from_instance(self, obj: User) -> str:
        return f"{obj.name}, {obj.title}"


def people() -> Any:  # noqa: ANN401  # a manager's query set
    """Return who can own a test."""
    rows = User.objects.filter(role__in=OWNERS, is_active=True)
    return rows.order_by("name", "pk")


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format=DAY)


class CardForm(forms.ModelForm):  # type: ignore[type-arg]  # not at run time
    """How an assumption is tested; the assumption itself is given."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    examples: ClassVar[dict[str, str]] = {
        "method": "Send the letter to 400 families in two towns",
        "measure": "the share of them who order within a week",
        "unit": "%",
        "threshold": "30",
        "cost": "1,200",
    }

    class Meta:
        model = AssumptionTest
        fields: ClassVar = [
            "method",
            "measure",
            "unit",
            "comparison",
            "threshold",
            "owner",
            "due_on",
            "cost",
            "valid_until",
        ]
        field_classes: ClassVar = {"owner": PersonField}
        widgets: ClassVar = {
            "method": forms.Textarea(attrs={"rows": 3}),
            "due_on": _day(),
            "valid_until": _day(),
        }

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        cast("PersonField", self.fields["owner"]).queryset = people()
        if self.instance.pk:
            self.fields["revision"].initial = self.instance.revision

    def card(self) -> Card:
        """Return what was typed, once the form is valid."""
        data = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return Card(**(data | {"owner": data["owner"].pk}))

    def _post_clean(self) -> None:
        """Leave the instance alone: the service judges and writes."""


class FindingForm(forms.ModelForm):  # type: ignore[type-arg]  # not at run time
    link = forms.URLField(
        label="Where it can be read",
        required=False,
        max_length=500,
        assume_scheme="https",
    )

    examples: ClassVar[dict[str, str]] = {
        "text": "112 of the 400 families have ordered so far",
        "figure": "28",
        "source": "order history, 3 to 9 March",
    }

    class Meta:
        model = Finding
        fields: ClassVar = ["text", "figure", "on", "source", "link"]
        widgets: ClassVar = {
            "text": forms.Textarea(attrs={"rows": 2}),
            "on": _day(),
        }

    def __init__(self, *args: Any, unit: str = "", **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        self.units = {"figure": unit} if unit else {}

    def found(self) -> Found:
        """Return what was typed, once the form is valid."""
        return Found(**{name: self.cleaned_data[name] for name in self.Meta.fields})

    def _post_clean(self) -> None:
        """Leave the instance alone: the service judges and writes."""


class ConclusionForm(forms.Form):
    """What a person makes of what was measured."""

    result = forms.ChoiceField(
        label="The assumption is",
        choices=[("supported", "Supported"), ("refuted", "Refuted")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Why",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What came out, and how you read it. It is kept for good.",
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)


class DropForm(forms.Form):
    reason = forms.CharField(
        label="Why it is not tested after all",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


LABELS: Mapping[str, str] = {
    "open": "Planned or running",
    "soon": "Due within two weeks",
    "overdue": "Overdue",
    "refuted": "Refuted",
    "concluded": "Concluded",
    "all": "All of them",
}


class ListForm(forms.Form):
    """How the list of all tests is narrowed, from the address."""

    q = forms.CharField(label="Assumption or plan", required=False, max_length=120)
    which = forms.ChoiceField(
        label="Show",
        required=False,
        choices=[(name, LABELS[name]) for name in WHICH],
    )
    by = forms.ChoiceField(
        label="First",
        required=False,
        choices=[("worth", "What is worth most"), ("day", "What is due first")],
    )
    owner = PersonField(
        label="Owner", required=False, queryset=User.objects.none(), empty_label="All"
    )

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        cast("PersonField", self.fields["owner"]).queryset = people()


def new_card(owner: User) -> dict[str, Any]:
    """Return what an empty card begins with: whoever plans it, and no day."""
    return {"owner": owner.pk, "comparison": AssumptionTest.Comparison.AT_LEAST}


def new_finding() -> dict[str, Any]:
    return {"on": timezone.localdate()}
