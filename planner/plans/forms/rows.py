"""The parts of a draft as forms: its head, one tactic, one assumption.

A form only turns text into values; what a plan may say is ruled by
``planner.plans.content``, whose places name the fields here.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from planner.plans.content import MAX_WEEKS, MOST_STRATEGY
from planner.plans.models import Assumption, Audience, Plan
from planner.plans.queries import Choices, PromiseChoice

HUNDRED = Decimal(100)


class DayInput(forms.DateInput):
    """The browser's own way to pick a day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Amount(forms.DecimalField):
    """A number in the reader's own writing; the keyboard of a phone shows digits."""

    def __init__(self, *, places: int, digits: int, **options: Any) -> None:  # noqa: ANN401
        options.setdefault("min_value", Decimal(0))
        super().__init__(
            max_digits=digits,
            decimal_places=places,
            localize=True,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 10}),
            **options,
        )

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401
        """Show 20,000 for 20000.00 and 0.5 for 0.500."""
        if not isinstance(value, Decimal):
            return value
        whole = value == value.to_integral_value()
        return value.quantize(Decimal(1)) if whole else value.normalize()


class Week(forms.IntegerField):
    """A week of the plan, counted from 1."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        super().__init__(min_value=1, max_value=MAX_WEEKS, **options)


class PromiseBoxes(forms.CheckboxSelectMultiple):
    """Check boxes that say how far each promise has come."""

    offered: Mapping[str, PromiseChoice]

    def create_option(self, *args: Any, **options: Any) -> dict[str, Any]:  # noqa: ANN401
        option: dict[str, Any] = super().create_option(*args, **options)
        option["promise"] = self.offered.get(str(option["value"]))
        return option


class HeadForm(forms.Form):
    """What the plan is for, and when."""

    title = forms.CharField(max_length=120)
    objective = forms.CharField(
        max_length=5000, widget=forms.Textarea(attrs={"rows": 2})
    )
    starts_on = forms.DateField(label="First Monday", widget=DayInput())
    weeks = forms.IntegerField(label="Length", min_value=1, max_value=MAX_WEEKS)

    examples = {
        "title": "Spring launch",
        "objective": "5,000 families buy a second time.",
        "weeks": "26",
    }
    units = {"weeks": "weeks"}


class NewPlanForm(HeadForm):
    """The few things a draft begins with."""


class RowForm(forms.Form):
    """A row that may stand empty, and is then not part of the plan."""

    telling: Sequence[str] = ()
    use_required_attribute = False
    code = forms.CharField(required=False, widget=forms.HiddenInput, max_length=50)

    @property
    def number(self) -> int:
        return int(str(self.prefix).rpartition("-")[2]) + 1

    @property
    def is_blank(self) -> bool:
        """Nothing but defaults stands in it."""
        return not any(self[name].value() for name in self.telling)

    @property
    def lacks(self) -> str:
        """Say in words what keeps the row from counting."""
        return ", ".join(
            f"{self[name].label.lower()}" if name in self.fields else str(words[0])
            for name, words in self.errors.items()
        )


class TacticForm(RowForm):
    """What is done, for whom, and which promises it makes."""

    telling = (
        "name",
        "promises",
        "channel",
        "strategy",
        "budget",
        "margin",
        "low",
        "likely",
        "high",
    )

    name = forms.CharField(max_length=120)
    promises = forms.MultipleChoiceField(
        label="Promises it makes", required=False, widget=PromiseBoxes
    )
    audience = forms.ChoiceField(choices=Audience.choices, initial=Audience.NEW)
    segment = forms.ChoiceField(required=False)
    channel = forms.CharField(max_length=60, required=False)
    strategy = forms.CharField(
        label="Strategy it carries out",
        max_length=MOST_STRATEGY,
        required=False,
        widget=forms.TextInput(attrs={"list": "strategies", "autocomplete": "off"}),
    )
    low = Amount(places=3, digits=14)
    likely = Amount(places=3, digits=14)
    high = Amount(places=3, digits=14)
    budget = Amount(places=2, digits=14)
    margin = Amount(label="Margin", places=2, digits=14)
    starts = Week(label="First week", initial=1)
    ends = Week(label="Last week")

    examples = {
        "name": "Spring mailing",
        "channel": "mail, radio, shop",
        "strategy": "Win back families who left",
        "low": "300",
        "likely": "350",
        "high": "500",
        "budget": "20,000",
        "margin": "25",
    }

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        choices: Choices,
        currency: str,
        weeks: int,
        **options: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **options)
        promises = self.fields["promises"]
        widget = promises.widget
        if isinstance(promises, forms.MultipleChoiceField) and isinstance(
            widget, PromiseBoxes
        ):
            promises.choices = [(p.code, p.statement) for p in choices.promises]
            widget.offered = {p.code: p for p in choices.promises}
        segment = self.fields["segment"]
        if isinstance(segment, forms.ChoiceField):
            segment.choices = [("", "Everybody"), *choices.segments]
        self.strategies = choices.strategies
        self.fields["ends"].initial = weeks
        self.units = {
            "low": "a week",
            "likely": "a week",
            "high": "a week",
            "budget": currency,
            "margin": f"{currency} each",
        }

    @property
    def offered(self) -> list[Any]:
        """The check boxes: all that a plan may make, and what is chosen already."""
        chosen = self["promises"].value() or []
        return [
            box
            for box in self["promises"]
            if box.data["promise"].state != "retired" or box.data["value"] in chosen
        ]


class AssumptionForm(RowForm):
    """What the plan believes, and what moves if that is wrong."""

    telling = ("statement",)

    statement = forms.CharField(label="We believe that", max_length=200)
    driver = forms.CharField(label="If it is wrong, it moves", widget=forms.Select)
    probability = Amount(
        label="How likely it is true",
        places=2,
        digits=5,
        max_value=HUNDRED,
        initial=Decimal(70),
    )
    if_false = Amount(
        label="Factor if it is wrong", places=4, digits=8, max_value=HUNDRED
    )
    status = forms.ChoiceField(
        choices=Assumption.Status.choices,
        initial=Assumption.Status.UNTESTED,
        widget=forms.HiddenInput,
        required=False,
    )
    note = forms.CharField(
        label="How it is tested",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    units = {"probability": "%"}
    examples = {
        "statement": "half of them order in the first week",
        "if_false": "1.5 is half as much again, 0.5 is half",
        "note": "A mailing to 200 families in week 1",
    }

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        drivers: Sequence[tuple[str, Any]],
        **options: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **options)
        widget = self.fields["driver"].widget
        if isinstance(widget, forms.Select):
            widget.choices = [("", "Choose what it moves"), *drivers]


def plan_head(plan: Plan) -> dict[str, Any]:
    """Return what the head form starts with."""
    return {
        "title": plan.title,
        "objective": plan.objective,
        "starts_on": plan.starts_on,
        "weeks": plan.weeks,
    }
