"""What people type on the tab People."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.models import User
from planner.participation.models import Answer, Contribution
from planner.participation.services.answers import LONGEST_REASON
from planner.participation.services.contributing import (
    LONGEST_FACT,
    LONGEST_REPLY,
    LONGEST_SOURCE,
)
from planner.participation.services.inviting import LONGEST_QUESTION
from planner.participation.services.talking import LONGEST_COMMENT


class InviteForm(forms.Form):
    person = forms.ModelChoiceField(
        queryset=User.objects.none(), empty_label="Choose a colleague"
    )
    question = forms.CharField(
        label="What do you ask them?",
        max_length=LONGEST_QUESTION,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    may_edit = forms.BooleanField(
        required=False,
        label="They may change the draft itself",
        help_text="For directors; everybody who is invited brings facts, assumptions and comments.",
    )
    examples = {"question": "Can you pack 200 more a week from March?"}

    def __init__(self, data: Any, *, people: QuerySet[User], **options: Any) -> None:  # noqa: ANN401
        super().__init__(data, **options)
        field = self.fields["person"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = people
            field.label_from_instance = lambda obj: f"{obj.name}, {obj.title}"  # type: ignore[method-assign]


class AnswerForm(forms.Form):
    stance = forms.ChoiceField(
        label="Your word", choices=Answer.Stance.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed to dissent, with the numbers behind it.",
    )
    revision = forms.IntegerField(
        min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput
    )


class ContributionForm(forms.Form):
    kind = forms.ChoiceField(
        label="What do you bring?",
        choices=[
            (Contribution.Kind.FACT, "A fact"),
            (Contribution.Kind.ASSUMPTION, "An assumption the plan should name"),
        ],
        initial=Contribution.Kind.FACT,
        widget=forms.RadioSelect,
    )
    subject = forms.ChoiceField(label="What is it about?", choices=())
    text = forms.CharField(
        label="Say it in a sentence",
        max_length=LONGEST_FACT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    source = forms.CharField(label="How do you know?", max_length=LONGEST_SOURCE)
    probability = forms.DecimalField(
        required=False,
        min_value=0,
        max_value=1,
        decimal_places=4,
        help_text="Only for an assumption: how likely it is true, from 0 to 1.",
    )
    if_false = forms.DecimalField(
        label="Factor if false",
        required=False,
        min_value=0,
        max_value=100,
        decimal_places=4,
        help_text="Only for an assumption: its tactic’s demand, its capability’s capacity or its promise’s reliability is multiplied by this if it is false.",
    )
    examples = {
        "text": "On Mondays we pack 90 parcels an hour, not 120.",
        "source": "Packing log, weeks 40 to 45",
        "probability": "0.7",
        "if_false": "0.8",
    }

    def __init__(self, data: Any, *, choices: list[tuple[str, str]]) -> None:  # noqa: ANN401
        super().__init__(data)
        field = self.fields["subject"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices


class ReplyForm(forms.Form):
    reply = forms.CharField(
        label="Why is it left out?",
        max_length=LONGEST_REPLY,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CommentForm(forms.Form):
    text = forms.CharField(
        label="Your comment",
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="@ and a name tells that person of it: @Olga Rehn",
    )
    thread = forms.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput
    )
