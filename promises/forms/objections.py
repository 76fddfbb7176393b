"""An answer to those who cannot keep a promise, as a form."""

from django import forms

from promises.models import ObjectionAnswer


class AnswerForm(forms.ModelForm):  # type: ignore[type-arg]
    examples = {"text": "From Monday two colleagues from returns help in packing."}

    class Meta:
        model = ObjectionAnswer
        fields = ("deed", "text")
        labels = {"text": "Your answer to the team"}
        help_texts = {
            "text": "It is read on the card and on this page, with your name."
        }
        widgets = {
            "text": forms.Textarea(attrs={"rows": 4}),
        }

    # Nothing is chosen, and "nothing" is no choice.
    deed = forms.ChoiceField(
        label="What was done",
        choices=ObjectionAnswer.Deed.choices,
        widget=forms.RadioSelect,
    )
