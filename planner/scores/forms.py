"""What the CEO types: how sure the company wants to be before it promises."""

from decimal import Decimal
from typing import Any

from django import forms

from core.forms import FactsForm
from planner.scores.models import Policy

PERCENT = Decimal(100)
SHARES = ("keepable", "at_risk", "escalate_after")


class PolicyForm(FactsForm):
    """The policy, its shares in percent."""

    keepable = forms.DecimalField(
        label="Keepable from",
        min_value=1,
        max_value=100,
        decimal_places=1,
        help_text="A plan is keepable if all its promises are kept in this share of "
        "outcomes.",
    )
    at_risk = forms.DecimalField(
        label="At risk from",
        min_value=1,
        max_value=100,
        decimal_places=1,
        help_text="Below this share it is not keepable.",
    )
    who_waits = forms.ChoiceField(
        label="Who waits when capacity is short",
        choices=Policy.WhoWaits.choices,
        widget=forms.RadioSelect,
    )
    reservation_days = forms.IntegerField(
        label="A submitted plan holds its capacity for",
        min_value=1,
        max_value=365,
        help_text="What is not decided by then is released.",
    )
    review_weeks = forms.IntegerField(
        label="A decision is looked at again after",
        min_value=1,
        max_value=104,
    )
    dissent_days = forms.IntegerField(
        label="Dissent can be put down after a decision for",
        min_value=0,
        max_value=365,
        help_text="Later it would be hindsight, and belongs into the review.",
    )
    escalate_after = forms.DecimalField(
        label="What nobody decides is escalated after",
        min_value=1,
        max_value=100,
        decimal_places=1,
        help_text="Counted from the submission to the day on which its capacity is "
        "released.",
    )
    answer_days = forms.IntegerField(
        label="“We can't keep this” is answered within",
        min_value=1,
        max_value=90,
        help_text="What the frontline says and nobody answers by then comes before the CEO.",
    )
    silent_days = forms.IntegerField(
        label="A task under way without a report is escalated after",
        min_value=1,
        max_value=365,
        help_text="Who answers for it is told; three working days later the plan's "
        "author.",
    )
    units = {
        "keepable": "%",
        "at_risk": "%",
        "reservation_days": "days",
        "review_weeks": "weeks",
        "dissent_days": "days",
        "escalate_after": "% of that time",
        "answer_days": "days",
        "silent_days": "days",
    }
    examples = {
        "keepable": "90",
        "at_risk": "60",
        "reservation_days": "28",
        "review_weeks": "13",
        "dissent_days": "14",
        "escalate_after": "50",
        "answer_days": "3",
        "silent_days": "7",
    }

    @property
    def facts(self) -> dict[str, Any]:
        """Return the policy as the service takes it."""
        data = {k: v for k, v in self.cleaned_data.items() if k != "revision"}
        shares = {name: data[name] / PERCENT for name in SHARES}
        return {**data, **shares}


def policy_initial(policy: Policy) -> dict[str, Any]:
    """Return a policy as the form shows it."""
    return {
        "keepable": (policy.keepable * PERCENT).normalize() + 0,
        "at_risk": (policy.at_risk * PERCENT).normalize() + 0,
        "who_waits": policy.who_waits,
        "reservation_days": policy.reservation_days,
        "review_weeks": policy.review_weeks,
        "dissent_days": policy.dissent_days,
        "escalate_after": (policy.escalate_after * PERCENT).normalize() + 0,
        "answer_days": policy.answer_days,
        "silent_days": policy.silent_days,
        "revision": policy.revision,
    }


class StandardForm(forms.Form):
    """A standard to ask about: within so many hours or days."""

    within = forms.DecimalField(
        label="What if we promised it within",
        min_value=0,
        max_value=40_000,
        max_digits=9,
        decimal_places=3,
        help_text="Any standard: nothing is changed by asking.",
        error_messages={"required": "Type a number, such as 48."},
    )
    unit = forms.ChoiceField(
        label="Counted in",
        choices=[("hours", "hours"), ("days", "days")],
        initial="hours",
    )
    examples = {"within": "48"}

    @property
    def days(self) -> float:
        """Return the standard in days."""
        hours = 24.0 if self.cleaned_data["unit"] == "hours" else 1.0
        return float(self.cleaned_data["within"]) / hours

    @property
    def words(self) -> str:
        """Return the standard as a promise says it."""
        value: Decimal = self.cleaned_data["within"]
        plain = f"{value:f}"
        plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
        unit = self.cleaned_data["unit"]
        return f"within {plain} {unit.removesuffix('s') if plain == '1' else unit}"
