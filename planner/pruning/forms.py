"""What is typed: what to show, why something goes or stays, and who was told."""

from datetime import date
from typing import Any

from django import forms

from core.forms import FactsForm
from planner.pruning.models import Retirement
from planner.pruning.pages.words import HEADINGS
from planner.pruning.services import LONGEST_REASON, Word

KINDS = [("", "Everything"), *((k.value, f"{k.label}s") for k in Retirement.Kind)]


class ShowForm(forms.Form):
    """What to show of what was found."""

    ground = forms.ChoiceField(
        label="Ground",
        required=False,
        choices=[("", "Every ground"), *HEADINGS.items()],
    )
    kind = forms.ChoiceField(label="Kind", required=False, choices=KINDS)

    def chosen(self) -> dict[str, str]:
        """Return what is asked; what is not known asks nothing."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("ground", "kind")}


class ProposalForm(FactsForm):
    reason = forms.CharField(
        label="Why it should go",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The figures above are kept with it, as they stand now.",
    )


class WordForm(FactsForm):
    """The CEO's word; which one, the button says."""

    reason = forms.CharField(
        label="Reason",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept for good, with the figures above.",
    )
    review_on = forms.DateField(
        label="If it stays: look at it again on",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Until then it is not brought up again.",
    )
    outcome = forms.ChoiceField(
        choices=[("retired", "Retire"), ("kept", "Keep on")], widget=forms.HiddenInput
    )

    def word(self) -> Word:
        """Return what was said, once the form is valid."""
        data: dict[str, Any] = self.cleaned_data
        review_on: date | None = data["review_on"]
        retire = data["outcome"] == "retired"
        return Word(
            retire=retire,
            reason=data["reason"],
            review_on=None if retire else review_on,
        )


class ToldForm(forms.Form):
    note = forms.CharField(label="How", max_length=300, required=False)
