"""Campaigns as forms: for whom, how many, and what they stand on."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.forms import BoundField

from core.forms import FactsForm
from operations.models import Capability
from planner.outreach.models import (
    HOUR,
    Acquaintance,
    Campaign,
    CampaignRules,
    Closeness,
    Interest,
)
from planner.outreach.queries.reaching import Estimate, Preview, Wish
from planner.outreach.services.campaigns import Ask, Meant
from planner.plans.models import Audience, Plan

POINTS: Final = ("low", "likely", "high")
AMOUNT: Final[dict[str, Any]] = {
    "min_value": 0,
    "max_value": 10_000,
    "max_digits": 8,
    "decimal_places": 3,
}


class WishForm(forms.Form):
    """For whom a campaign is and when; nothing said means everybody, all the plan."""

    kind = forms.ChoiceField(
        required=False, choices=[("", "Any"), *Acquaintance.Kind.choices]
    )
    interest = forms.ModelChoiceField(
        Interest.objects.order_by("name"), required=False, empty_label="Any"
    )
    closeness = forms.TypedChoiceField(
        label="At least so close",
        required=False,
        choices=Closeness.choices,
        coerce=int,
    )
    who = forms.ChoiceField(
        label="Customers", required=False, choices=Campaign.Who.choices
    )
    starts = forms.IntegerField(label="First week", required=False, min_value=1)
    ends = forms.IntegerField(label="Last week", required=False, min_value=1)
    units = {"starts": "of the plan", "ends": "of the plan"}

    def __init__(self, data: Any, *, plan: Plan, **options: Any) -> None:  # noqa: ANN401
        super().__init__(data, **options)
        self.plan = plan
        for name in ("starts", "ends"):
            self.fields[name].widget.attrs |= {"min": 1, "max": plan.weeks}
        self.fields["starts"].initial, self.fields["ends"].initial = 1, plan.weeks

    def wish(self) -> Wish:
        """Return what was asked; the form is valid."""
        data = self.cleaned_data
        return Wish(
            kind=data["kind"],
            interest=data["interest"].pk if data["interest"] else None,
            closeness=data["closeness"] or Closeness.HEARD_OF,
            who=data["who"],
            starts=data["starts"] or 1,
            ends=data["ends"] or self.plan.weeks,
        )


class CampaignForm(FactsForm):
    """A campaign on its way into a draft; a row of figures for each kind of talk."""

    name = forms.CharField(label="What do you call it?", max_length=80)
    audience = forms.ChoiceField(
        label="In the plan they count as",
        choices=Audience.choices,
        help_text="Money for existing and lapsed customers is counted by itself.",
    )
    budget = forms.DecimalField(
        label="Money it costs beside the hours",
        min_value=0,
        max_digits=14,
        decimal_places=2,
        help_text="0 where nothing is bought; it stands with the first of its tactics.",
    )
    examples = {"name": "Old friends in May", "budget": "0"}

    def __init__(
        self,
        data: Any,  # noqa: ANN401
        *,
        found: Preview,
        currency: str,
        **options: Any,  # noqa: ANN401
    ) -> None:
        lapsed = found.wish.who == Campaign.Who.SILENT
        start = {
            "name": "",
            "audience": Audience.LAPSED if lapsed else Audience.EXISTING,
            "budget": Decimal(0),
        }
        super().__init__(data, initial=start, **options)
        self.units = {"budget": currency}
        self.reaches = found.reaches
        self.wished = found.wish
        for reach in found.reaches:
            group, label = reach.group, reach.label
            for point in POINTS:
                self.fields[f"{point}_{group}"] = forms.DecimalField(
                    label=f"{label} a week, {point}",
                    initial=getattr(reach.suggested, point),
                    **AMOUNT,
                )
            self.fields[f"margin_{group}"] = forms.DecimalField(
                label=f"What one of the {label.lower()} earns",
                initial=Decimal(str(round(reach.worth, 2))),
                min_value=0,
                max_digits=12,
                decimal_places=2,
                help_text="Suggested is what it is worth at best, in purchases of a year: "
                "write what you would earn.",
            )
            self.units[f"margin_{group}"] = currency
        self.shown_as = {
            reach.group: f"likely_{reach.group}" for reach in found.reaches
        }

    def rows(self) -> list[dict[str, Any]]:
        """Return for each kind of talk its people and its four fields."""
        return [
            {
                "reach": reach,
                "fields": [self[f"{point}_{reach.group}"] for point in POINTS],
                "margin": self[f"margin_{reach.group}"],
            }
            for reach in self.reaches
        ]

    def head(self) -> list[BoundField]:
        return [self["name"], self["audience"], self["budget"]]

    def ask(self) -> Ask:
        """Return what a service takes; the form is valid."""
        data = self.cleaned_data
        meant = {
            reach.group: Meant(
                talks=Estimate(**{p: data[f"{p}_{reach.group}"] for p in POINTS}),
                margin=data[f"margin_{reach.group}"],
            )
            for reach in self.reaches
        }
        return Ask(
            name=data["name"],
            wish=self.wished,
            meant=meant,
            audience=data["audience"],
            budget=data["budget"],
        )


class GroundForm(FactsForm):
    """Whose hours campaigns take, and what follow-ups are assumed to take."""

    capability = forms.ModelChoiceField(
        Capability.objects.none(),
        label="Whose hours campaigns take",
        empty_label="Choose",
        help_text="A capability that is counted in hours a week; operations keep it.",
    )
    follow_up_minutes = forms.IntegerField(
        label="Keeping one follow-up takes", min_value=5, max_value=480
    )
    follow_up_share = forms.DecimalField(
        label="Follow-ups a talk leads to",
        min_value=0,
        max_value=3,
        max_digits=4,
        decimal_places=3,
        help_text="0.3 is three of ten talks. It counts until 30 talks of the last year "
        "are logged; then those do.",
    )
    units = {"follow_up_minutes": "minutes"}

    def __init__(self, data: Any, *, row: CampaignRules, **options: Any) -> None:  # noqa: ANN401
        start = {
            "capability": row.capability_id,
            "follow_up_minutes": row.follow_up_minutes,
            "follow_up_share": row.follow_up_share.normalize(),
            "revision": row.revision,
        }
        super().__init__(data, initial=start, **options)
        field = self.fields["capability"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = hour_capabilities()

    def facts(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        data.pop("revision", None)
        return data


def hour_capabilities() -> Any:  # noqa: ANN401  # a QuerySet
    """Return the capabilities that are counted in hours a week."""
    rows = Capability.objects.filter(unit__iexact=HOUR, kind=Capability.Kind.RATE)
    return rows.order_by("name", "pk")


class HoursCapabilityForm(FactsForm):
    """The hours that people have a week, as operations enter them."""

    low = forms.DecimalField(label="In a bad week", **AMOUNT)
    likely = forms.DecimalField(label="In a usual week", **AMOUNT)
    high = forms.DecimalField(label="In a very good week", **AMOUNT)
    units = {"low": "hours", "likely": "hours", "high": "hours"}

    def facts(self) -> Mapping[str, Decimal]:
        return {name: self.cleaned_data[name] for name in POINTS}
