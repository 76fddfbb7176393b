"""What somebody says from a card, and an answer to it, as forms."""

from typing import Any

from django import forms

from core.refusals import Invalid
from planner.cards.models import FeedbackAnswer, FeedbackKind

STEPS = ("start", "progress", "done")


class Refusable(forms.BaseForm):
    def take(self, refusal: Invalid) -> None:
        """Put a refusal's words to the fields that they are about."""
        problems = refusal.errors or {"": [refusal.message]}
        for place, words in problems.items():
            self.add_error(place if place in self.fields else None, words)


class FeedbackForm(Refusable, forms.Form):
    examples = {"text": "We could pack the small ones on Mondays."}

    kind = forms.ChoiceField(
        label="What is it?", choices=FeedbackKind.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label="In your words",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    as_team = forms.BooleanField(
        label="Show an idea as my team's, without my name", required=False
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)


class ReportForm(forms.Form):
    """How far a task is; without a number it begins, or is done."""

    units = {"progress": "%"}
    examples = {"progress": "50"}

    step = forms.ChoiceField(choices=[(step, step) for step in STEPS])
    progress = forms.IntegerField(
        label="How much of it is done?", min_value=0, max_value=99, required=False
    )
    note = forms.CharField(max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("step") == "progress" and data.get("progress") is None:
            self.add_error("progress", "Say how much of it is done.")
        return data

    @property
    def facts(self) -> dict[str, Any]:
        """Return what was reported as the service takes it."""
        return dict(self.cleaned_data)


class AnswerForm(Refusable, forms.ModelForm):  # type: ignore[type-arg]
    examples = {"text": "From Monday the small ones are packed first."}

    class Meta:
        model = FeedbackAnswer
        fields = ("deed", "text")
        labels = {"text": "Your answer"}
        help_texts = {"text": "It is read on the card and here, with your name."}
        widgets = {
            "text": forms.Textarea(attrs={"rows": 4}),
        }

    # Nothing is chosen, and "nothing" is no choice.
    deed = forms.ChoiceField(
        label="What was done",
        choices=FeedbackAnswer.Deed.choices,
        widget=forms.RadioSelect,
    )
