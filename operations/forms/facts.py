"""Forms of a capability and of an initiative."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.fields import CODE
from core.forms import FactsForm
from operations.cells import (
    LONGEST,
    CellFault,
    Estimate,
    read_estimate,
    read_number,
    show_estimate,
    show_number,
)
from operations.models import Capability, Initiative

MOST_PEOPLE = 100_000


class NumberField(forms.CharField):
    """A number as people of several countries write it."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        options.setdefault(
            "widget",
            forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        )
        super().__init__(max_length=LONGEST, **options)

    def clean(self, value: Any) -> Any:  # noqa: ANN401
        text = super().clean(value)
        if not text:
            return None
        try:
            return self.read(text)
        except CellFault as fault:
            raise ValidationError(str(fault)) from fault

    def read(self, text: str) -> object:
        return read_number(text)

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401
        if isinstance(value, Estimate):
            return show_estimate(value)
        return (
            show_number(Decimal(value)) if isinstance(value, Decimal | int) else value
        )


class EstimateField(NumberField):
    """One number, or low / likely / high."""

    def read(self, text: str) -> object:
        return read_estimate(text)


class CapabilityForm(FactsForm):
    """What a capability is; a rate and people each have their own fields."""

    units = {
        "committed": "units a week",
        "backlog": "units",
        "capacity": "units a week",
        "handle_minutes": "minutes",
        "open_minutes": "minutes a week",
    }
    examples = {
        "code": "packing",
        "name": "Packing line",
        "unit": "parcel, stop, call",
        "capacity": "1,000 or 900 / 1,000 / 1,050",
        "committed": "600",
        "servers": "6",
        "handle_minutes": "8",
        "open_minutes": "2,400",
    }
    shown_as = {"low": "capacity", "likely": "capacity", "high": "capacity"}
    # Inputs of the kind that is not chosen are hidden: a browser must not ask for them.
    use_required_attribute = False
    rate_fields = ("capacity",)
    staffed_fields = ("servers", "handle_minutes", "open_minutes")

    code = forms.CharField(
        label="Short name",
        max_length=50,
        validators=[CODE],
        help_text="It stands in files, addresses and plans, and stays as it is.",
    )
    name = forms.CharField(label="Name", max_length=120)
    unit = forms.CharField(
        label="Unit", max_length=40, help_text="What is counted, one of them."
    )
    kind = forms.ChoiceField(
        label="How it is counted",
        choices=Capability.Kind.choices,
        initial=Capability.Kind.RATE,
        widget=forms.RadioSelect,
    )
    capacity = EstimateField(
        label="Capacity of a usual week",
        help_text="One number if you know it; low / likely / high if you don’t.",
    )
    servers = forms.IntegerField(
        label="People",
        min_value=1,
        max_value=MOST_PEOPLE,
        help_text="How many answer at the same time.",
    )
    handle_minutes = NumberField(
        label="Minutes one of them takes",
        help_text="From picking up until free again.",
    )
    open_minutes = NumberField(
        label="Minutes open",
        help_text="40 hours a week are 2,400 minutes.",
    )
    committed = NumberField(
        label="Committed load",
        required=False,
        help_text="By what is not a promise in this ledger. Nothing: 0.",
    )
    backlog = NumberField(
        label="Waiting now",
        required=False,
        help_text="What must be served before anything new. Nothing: 0.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        known = options.pop("capability", None)
        if known is not None:
            options["initial"] = initial_of(known)
        super().__init__(*args, **options)
        if known is not None:
            del self.fields["code"]
        if self.is_bound:
            self._ask_only_for_the_chosen_kind()

    @property
    def _not_asked(self) -> tuple[str, ...]:
        staffed = self["kind"].value() == Capability.Kind.STAFFED
        return self.rate_fields if staffed else self.staffed_fields

    def _ask_only_for_the_chosen_kind(self) -> None:
        for name in self._not_asked:
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        """Forget what was left in the inputs of the other kind, right or wrong."""
        given = super().clean() or {}
        for name in self._not_asked:
            self.errors.pop(name, None)
            given[name] = None
        return given

    def facts(self) -> dict[str, Any]:
        """Return the facts of the chosen kind, and none of the other's."""
        given = self.cleaned_data
        staffed = given["kind"] == Capability.Kind.STAFFED
        estimate = None if staffed else given["capacity"]
        facts = {name: given[name] for name in ("name", "unit", "kind")}
        facts |= {name: given[name] or Decimal(0) for name in ("committed", "backlog")}
        facts |= {n: given[n] if staffed else None for n in self.staffed_fields}
        for point in ("low", "likely", "high"):
            facts[point] = getattr(estimate, point) if estimate else None
        return facts


def initial_of(capability: Capability) -> dict[str, Any]:
    names = ("revision", "name", "unit", "kind", "committed", "backlog", "capacity")
    staffed = CapabilityForm.staffed_fields
    return {name: getattr(capability, name) for name in (*names, *staffed)}


class InitiativeForm(FactsForm):
    """What an initiative costs, and what it lifts from when."""

    examples = {
        "code": "second-line",
        "name": "Second packing line",
        "cost": "15,000",
        "adds": "200",
    }

    code = forms.CharField(
        label="Short name",
        max_length=50,
        validators=[CODE],
        help_text="It stands in files and addresses, and stays as it is.",
    )
    name = forms.CharField(label="Name", max_length=120)
    capability = forms.ModelChoiceField(
        label="Lifts",
        queryset=Capability.objects.order_by("name", "pk"),
        empty_label="Choose a capability",
    )
    adds = NumberField(
        label="Adds a week",
        help_text="In the capability’s own unit; where people answer: people more.",
    )
    cost = NumberField(label="Cost", help_text="What it costs in all.")
    available_from = forms.DateField(
        label="Helps from",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="It counts from its first full week.",
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What it is, and what has to happen first.",
    )

    def __init__(self, *args: Any, currency: str, **options: Any) -> None:  # noqa: ANN401
        known: Initiative | None = options.pop("initiative", None)
        if known is not None:
            names = ("revision", "name", "capability", "adds", "cost")
            options["initial"] = {name: getattr(known, name) for name in names} | {
                "available_from": known.available_from,
                "note": known.note,
            }
        super().__init__(*args, **options)
        self.units = {"cost": currency, "adds": "units a week"}
        if known is not None:
            del self.fields["code"]

    def facts(self) -> dict[str, Any]:
        names = ("name", "capability", "adds", "cost", "available_from", "note")
        return {name: self.cleaned_data[name] for name in names}


def stored_texts(form: FactsForm, initial: Mapping[str, Any]) -> dict[str, str]:
    """Write stored facts as the form's inputs hold them, to compare after a conflict."""
    texts = {}
    for name, field in form.fields.items():
        if name == "revision" or name not in initial:
            continue
        value = field.prepare_value(initial[name])
        texts[name] = "" if value is None else str(value)
    return texts
