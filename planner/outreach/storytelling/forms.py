"""Stories, letters and words that sell, as forms."""

from decimal import Decimal
from typing import Any

from django import forms

from core.forms import FactsForm
from planner.outreach.models import Channel, Interest, InvolvementRules, Story
from planner.outreach.models.involvement import (
    BOUNDS,
    HEAVIEST,
    KINDS,
    LONGEST_HALF_LIFE,
)
from planner.outreach.models.stories import LONGEST_LETTER, LONGEST_STORY


class StoryForm(FactsForm):
    title = forms.CharField(max_length=120)
    text = forms.CharField(
        label="The story",
        min_length=20,
        max_length=LONGEST_STORY,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="As you would tell it. It is looked through for words that sell.",
    )
    of_whom = forms.CharField(
        label="Whose story is it?",
        max_length=120,
        required=False,
        help_text="If they agreed to be named.",
    )
    interests = forms.CharField(
        label="Whom does it interest?",
        required=False,
        max_length=600,
        help_text="Interests, with commas between them.",
    )
    active = forms.BooleanField(label="It may be told", required=False, initial=True)
    examples = {
        "title": "The driver in the snow",
        "of_whom": "Mrs Klein of Ulm",
        "interests": "Mountains, neighbours",
    }

    def facts(self) -> dict[str, Any]:
        """Return what a service takes."""
        data = dict(self.cleaned_data)
        data.pop("revision", None)
        data["interests"] = data["interests"].split(",")
        return data

    @staticmethod
    def of(story: Story) -> dict[str, Any]:
        """Return what the form shows of a stored story."""
        return {
            "title": story.title,
            "text": story.text,
            "of_whom": story.of_whom,
            "active": story.active,
            "interests": ", ".join(each.name for each in story.interests.all()),
            "revision": story.revision,
        }


class StoryFilterForm(forms.Form):
    q = forms.CharField(label="Search", required=False, max_length=120)
    interest = forms.ModelChoiceField(
        queryset=Interest.objects.order_by("name"),
        required=False,
        empty_label="Any interest",
    )


class TellForm(FactsForm):
    channel = forms.ChoiceField(choices=Channel.choices)
    story = forms.ModelChoiceField(
        queryset=Story.objects.none(), required=False, empty_label="No story"
    )
    subject = forms.CharField(max_length=120, required=False)
    body = forms.CharField(
        label="Your letter",
        required=False,
        max_length=LONGEST_LETTER,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="Looked through while you type: a letter that sells is not sent.",
    )
    line = forms.CharField(
        label="What was it about, in a line?",
        required=False,
        max_length=300,
        help_text="For your colleagues. Left empty, it says which story was told.",
    )
    not_selling = forms.CharField(
        label="Challenged wrongly? Why do these words not sell?",
        max_length=200,
        required=False,
        help_text="Only if so, in ten letters or more. Everybody in outreach reads it, with the words.",
    )
    asked_for_referral = forms.BooleanField(
        label="I asked whom else they know", required=False
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    examples = {
        "line": "Told her of the driver; her son builds a boat",
        "not_selling": "The price is that of the museum",
    }
    shown_as = {"story_id": "story"}

    def __init__(self, data: Any, *, stories: list[Story], **options: Any) -> None:  # noqa: ANN401
        super().__init__(data, **options)
        field = self.fields["story"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Story.objects.filter(pk__in=[each.pk for each in stories])


class WordForm(FactsForm):
    phrase = forms.CharField(
        label="Word or phrase",
        max_length=60,
        help_text="Capitals make no difference; each form of a word stands for itself.",
    )
    off = forms.BooleanField(
        label="Let it pass: in our trade it does not sell", required=False
    )
    examples = {"phrase": "maintenance visit"}


class LetterForm(FactsForm):
    subject = forms.CharField(max_length=120)
    body = forms.CharField(
        label="Letter",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="{name}, {last}, {story} and {from} are filled in.",
    )


class InvolvementForm(FactsForm):
    """Bounds of stages, and for each kind its weight and its half-life."""

    def __init__(self, data: Any, *, rules: InvolvementRules) -> None:  # noqa: ANN401
        plain, self.shown_as = InvolvementRules(), {}
        start: dict[str, Any] = {"revision": rules.revision}
        fields: dict[str, forms.Field] = {}
        for name in BOUNDS:
            fields[name] = _positive(
                label=name.replace("_", " ").capitalize(),
                largest=99_999,
                first=getattr(plain, name),
            )
            start[name] = _short(getattr(rules, name))
        for kind, first in zip(rules.in_force(), KINDS, strict=True):
            weight, half = f"{kind.code}-weight", f"{kind.code}-half-life"
            fields[weight] = _positive(
                label=f"{kind.title}: weight", largest=HEAVIEST, first=first.weight
            )
            fields[half] = forms.IntegerField(
                label=f"{kind.title}: days until half is gone",
                min_value=1,
                max_value=LONGEST_HALF_LIFE,
                help_text=f"At first {first.half_life}.",
            )
            start |= {weight: _short(kind.weight), half: kind.half_life}
            self.shown_as |= {
                f"kinds.{kind.code}.weight": weight,
                f"kinds.{kind.code}.half_life": half,
            }
        super().__init__(data, initial=start)
        self.fields |= fields

    @property
    def bounds(self) -> list[forms.BoundField]:
        return [self[name] for name in BOUNDS]

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return the two fields of each kind."""
        return [
            (self[f"{kind.code}-weight"], self[f"{kind.code}-half-life"])
            for kind in KINDS
        ]

    def facts(self) -> dict[str, Any]:
        """Return what the service takes."""
        data = self.cleaned_data
        return {
            "bounds": {name: data[name] for name in BOUNDS},
            "kinds": {
                kind.code: {
                    "weight": data[f"{kind.code}-weight"],
                    "half_life": data[f"{kind.code}-half-life"],
                }
                for kind in KINDS
            },
        }


def _short(number: float | Decimal) -> str:
    return f"{Decimal(str(number)).normalize():f}"


def _positive(
    *, label: str, largest: int, first: float | Decimal
) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=Decimal("0.01"),
        max_value=largest,
        max_digits=7,
        decimal_places=2,
        help_text=f"At first {_short(first)}.",
    )


class HoldOutForm(FactsForm):
    share = forms.DecimalField(
        label="How large a part?",
        min_value=0,
        max_value=1,
        max_digits=4,
        decimal_places=3,
        help_text="A share between 0.05 and 0.5: 0.2 leaves one in five in peace.",
    )
    seed = forms.IntegerField(
        label="Number of the draw",
        min_value=0,
        max_value=2**31 - 1,
        help_text="Any; the same number draws the same people again.",
    )
    examples = {"share": "0.2", "seed": "1"}
