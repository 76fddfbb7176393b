"""What the CEO and the directors write under a plan."""

from datetime import date
from typing import Any

from django import forms

from planner.decisions.models import Outcome, SignOff
from planner.decisions.services import LONGEST_REASON, Ruling


class RulingForm(forms.Form):
    """The outcome comes from the button that was pressed."""

    outcome = forms.ChoiceField(choices=Outcome.choices, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Kept with the decision, for whoever asks in three years.",
    )
    conditions = forms.CharField(
        label="Conditions",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One a line, only for 'with conditions'.",
    )
    review_on = forms.DateField(
        label="Review on",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Needed to approve: when it is compared with what was said here.",
    )
    score = forms.IntegerField(required=False, widget=forms.HiddenInput)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def ruling(self) -> Ruling:
        """Return what was said, once the form is valid."""
        data: dict[str, Any] = self.cleaned_data
        lines = (line.strip() for line in data["conditions"].splitlines())
        review: date | None = data["review_on"]
        return Ruling(
            outcome=Outcome(data["outcome"]),
            reason=data["reason"],
            conditions=tuple(line for line in lines if line),
            review_on=review,
        )


class SignOffForm(forms.Form):
    stance = forms.ChoiceField(
        label="Your word", choices=SignOff.Stance.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed to dissent, with the numbers behind it.",
    )
