"""What the CEO and the directors write under a plan."""

from typing import Any, ClassVar, cast

from django import forms

from accounts.models import User
from planner.decisions.models import Outcome, SignOff
from planner.decisions.services import LONGEST_REASON, MOST_CONDITIONS, Ruling, Term
from planner.decisions.services.rulings import LONGEST_CONDITION, OWNERS


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not at run time
    """A choice of people, with their office."""

    def label_from_instance(self, obj: User) -> str:
        return f"{obj.name}, {obj.title}"


def _day(**options: Any) -> forms.DateField:  # noqa: ANN401  # of the field
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, **options)


class ConditionForm(forms.Form):
    """One condition; a row that is left empty asks nothing."""

    text = forms.CharField(
        label="What has to be done",
        max_length=LONGEST_CONDITION,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    owner = PersonField(
        label="By whom", queryset=User.objects.none(), empty_label="Choose a person"
    )
    due_on = _day(label="Its last day")

    examples: ClassVar[dict[str, str]] = {
        "text": "Every driver hears of it before the film is shown"
    }

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        people = cast("PersonField", self.fields["owner"])
        people.queryset = User.objects.filter(role__in=OWNERS, is_active=True).order_by(
            "name", "pk"
        )

    def term(self) -> Term:
        """Return what is asked, once the form is valid."""
        data = self.cleaned_data
        return Term(text=data["text"], owner=data["owner"].pk, due_on=data["due_on"])


ConditionFormSet = forms.formset_factory(
    ConditionForm, extra=1, max_num=MOST_CONDITIONS, absolute_max=MOST_CONDITIONS + 5
)
ROWS = "condition"


class RulingForm(forms.Form):
    """The outcome comes from the button that was pressed."""

    outcome = forms.ChoiceField(choices=Outcome.choices, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Kept with the decision, for whoever asks in three years.",
    )
    review_on = _day(
        label="Review on",
        required=False,
        help_text="Needed to approve: when it is compared with what was said here.",
    )
    score = forms.IntegerField(required=False, widget=forms.HiddenInput)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, **options: Any) -> None:  # noqa: ANN401
        super().__init__(data, **options)
        asked = data if data and f"{ROWS}-TOTAL_FORMS" in data else None
        self.conditions = ConditionFormSet(asked, prefix=ROWS)

    @property
    def is_conditional(self) -> bool:
        """Tell whether conditions were typed, so that their rows stay open."""
        return self["outcome"].value() == Outcome.CONDITIONAL or any(
            row.has_changed() for row in self.conditions if self.conditions.is_bound
        )

    def is_valid(self) -> bool:
        rows = not self.conditions.is_bound or self.conditions.is_valid()
        return super().is_valid() and rows

    def ruling(self) -> Ruling:
        """Return what was said, once the form is valid."""
        data: dict[str, Any] = self.cleaned_data
        rows = self.conditions if self.conditions.is_bound else ()
        return Ruling(
            outcome=Outcome(data["outcome"]),
            reason=data["reason"],
            conditions=tuple(row.term() for row in rows if row.has_changed()),
            review_on=data["review_on"],
        )


class DissentForm(forms.Form):
    """Why somebody disagrees; it can never be altered."""

    reason = forms.CharField(
        label="Why you disagree",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="It stands under your name for good: with the numbers behind it. "
        "It can be answered, or withdrawn where everybody sees it.",
    )


class ReplyForm(forms.Form):
    text = forms.CharField(
        label="What you say to it",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NoteForm(forms.Form):
    """What the owner of a condition says when it is met."""

    note = forms.CharField(
        label="What shows it",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReasonForm(forms.Form):
    """Why the CEO waives a condition, or takes an approval back."""

    reason = forms.CharField(
        label="Why",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ExtensionForm(ReasonForm):
    due_on = _day(label="Its new last day")
    field_order = ("due_on", "reason")


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
