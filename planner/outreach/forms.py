"""People, talks, hours and reasons as forms."""

from typing import Any, Final

from django import forms

from accounts.models import User
from core.refusals import Refusal
from planner.outreach.incoming import FIELDS
from planner.outreach.models import (
    Acquaintance,
    Channel,
    Closeness,
    Contact,
    Interest,
    OutreachRules,
    SkipReason,
)
from planner.outreach.queries.lists import Wanted
from planner.outreach.services.talks import Talk

WHICH: Final = (
    ("", "Everybody"),
    ("mine", "Whom I know"),
    ("never", "No contact written down"),
    ("no-contact", "Must not be contacted"),
)
EVEN_SO: Final = "This is somebody else: add them"


def day(**options: Any) -> forms.DateField:  # noqa: ANN401
    """Return a field for a day, as browsers offer it."""
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
    )


def moment(**options: Any) -> forms.DateTimeField:  # noqa: ANN401
    """Return a field for a day and a time, as browsers offer it."""
    return forms.DateTimeField(
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
        ),
        **options,
    )


class Refusable(forms.BaseForm):
    def take(self, refusal: Refusal, *, revision: int = 0) -> None:
        """Put a refusal's words to the fields that they are about.

        ``revision`` is what is stored now: saved again, it is on top of that.
        """
        words = f"{refusal.message} {refusal.next_step}".strip()
        placed = False
        for place, said in refusal.errors.items():
            if place in self.fields:
                self.add_error(place, said)
                placed = True
        if not placed or refusal.status == 409:
            self.add_error(None, words)
        if revision and "revision" in self.fields:
            sent: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
            sent[self.add_prefix("revision")] = str(revision)
            self.data = sent


class WantedForm(forms.Form):
    """Which people are listed; what is not understood asks for nothing."""

    q = forms.CharField(
        label="Name, firm or address",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    which = forms.ChoiceField(label="Who", required=False, choices=WHICH)
    kind = forms.ChoiceField(
        required=False, choices=[("", "Any"), *Acquaintance.Kind.choices]
    )
    interest = forms.ModelChoiceField(
        Interest.objects.order_by("name"), required=False, empty_label="Any"
    )

    def wanted(self) -> Wanted:
        self.is_valid()
        data = self.cleaned_data
        interest = data.get("interest")
        return Wanted(
            q=data.get("q", ""),
            which=data.get("which", ""),
            kind=data.get("kind", ""),
            interest=interest.pk if interest else None,
        )


class PersonForm(Refusable, forms.ModelForm):  # type: ignore[type-arg]
    examples = {
        "name": "Ada Lovelace",
        "line": "bought our first shelves in 2019",
        "interests": "oak, small offices",
    }
    units = {"ideal_days": "days", "maximum_days": "days"}

    interests = forms.CharField(
        required=False, max_length=400, help_text="Separated by commas."
    )

    class Meta:
        model = Acquaintance
        fields = (
            *("name", "line", "organisation", "email", "phone", "kind"),
            *("closeness", "ideal_days", "maximum_days"),
        )
        labels = {
            "closeness": "How close are we?",
            "ideal_days": "Leave between contacts",
            "maximum_days": "Too long after",
        }

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def interest_names(self) -> list[str]:
        return [w for w in self.cleaned_data["interests"].split(",") if w.strip()]


class NewPersonForm(PersonForm):
    """A name and a line are enough; the rest stays folded."""

    anyway = forms.BooleanField(label=EVEN_SO, required=False)


class TalkForm(Refusable, forms.Form):
    """A talk in ten seconds: only the channel is asked for, and it is preset."""

    examples = {
        "line": "moves house in May",
        "interest": "oak",
        "follow_up": "send the article on oak",
        "referral": "Grace Hopper",
    }

    channel = forms.ChoiceField(choices=Channel.choices, widget=forms.RadioSelect)
    line = forms.CharField(label="What was it about?", required=False, max_length=300)
    interest = forms.CharField(
        label="What interests them?",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"list": "interests"}),
    )
    follow_up = forms.CharField(
        label="What did you promise?", required=False, max_length=200
    )
    follow_up_on = day(label="By", required=False)
    referral = forms.CharField(
        label="Whom should we meet?", required=False, max_length=120
    )
    referral_line = forms.CharField(
        label="Who that is, in a line", required=False, max_length=300
    )
    asked_for_referral = forms.BooleanField(
        label="I asked whom else they know", required=False
    )
    thanked = forms.BooleanField(
        label="They thanked us, or praised something", required=False
    )
    good_time = forms.ChoiceField(
        label="Was it a good time?",
        required=False,
        choices=Contact.GoodTime.choices,
    )
    call_back_at = moment(label="If not: when to call back", required=False)
    on = day(label="Day of the talk", required=False)
    direction = forms.ChoiceField(
        label="Who spoke first?", choices=Contact.Direction.choices
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def talk(self) -> Talk:
        return Talk(**self.cleaned_data)


class HoursForm(Refusable, forms.Form):
    units = {"hours": "hours"}
    hours = forms.DecimalField(
        label="How much time have you this week?",
        min_value=0,
        max_value=40,
        max_digits=4,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"step": "0.25"}),
    )


class PostponeForm(forms.Form):
    until = day(label="Not before")


class SkipForm(forms.Form):
    reason = forms.ChoiceField(label="Why?", choices=SkipReason.choices)


class HandOverForm(forms.Form):
    to = forms.ModelChoiceField(User.objects.none(), label="To whom?")

    def __init__(self, *args: Any, among: Any, **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        field = self.fields["to"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = among
            # Asked for once, however often the field is drawn.
            field.choices = [("", "Choose"), *((p.pk, p.name) for p in among)]


class ConsentForm(Refusable, forms.Form):
    consent = forms.ChoiceField(
        label="What did they say?", choices=Acquaintance.Consent.choices
    )
    on = day(label="When?", required=False)
    source = forms.CharField(label="Where, or to whom?", required=False, max_length=200)


class KnowForm(forms.Form):
    closeness = forms.TypedChoiceField(
        label="How well do you know them?", choices=Closeness.choices, coerce=int
    )
    note = forms.CharField(label="From where?", required=False, max_length=200)


class RulesForm(Refusable, forms.ModelForm):  # type: ignore[type-arg]
    revision = forms.IntegerField(widget=forms.HiddenInput)
    units = {
        "ideal_days": "days",
        "maximum_days": "days",
        "mail_minutes": "minutes",
        "call_minutes": "minutes",
        "meal_minutes": "minutes",
    }

    class Meta:
        model = OutreachRules
        fields = (
            *("ideal_days", "maximum_days", "value", "chance", "most_names"),
            *("mail_minutes", "call_minutes", "meal_minutes"),
        )
        labels = {
            "ideal_days": "Leave between two contacts",
            "maximum_days": "Too long after",
            "value": "A rekindled relation is worth, a year",
            "chance": "Share of contacts that rekindle one",
            "most_names": "Names on a list at most",
            "mail_minutes": "A mail with a story takes",
            "call_minutes": "A call takes",
            "meal_minutes": "A breakfast or lunch takes",
        }


class UploadForm(Refusable, forms.Form):
    file = forms.FileField(
        label="File",
        help_text="CSV or XLSX with one head row, up to 5,000 names.",
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.gz,.xlsx"}),
    )


class MappingForm(forms.Form):
    """A field for each fact: the column that holds it."""

    def __init__(self, *args: Any, head: list[str], **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        for name, label in FIELDS.items():
            needed = name == "name"
            nothing = ("", "Choose" if needed else "None")
            self.fields[name] = forms.ChoiceField(
                label=label,
                required=needed,
                choices=[nothing, *((column, column) for column in head)],
            )
