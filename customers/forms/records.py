"""Forms of customers, of what they did and said, and of what they need."""

from typing import Any

from django import forms

from core.forms import FactsForm
from customers.models import Customer, Defection, Interaction, Need, SurveyAnswer

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class RecordForm(forms.ModelForm, FactsForm):  # type: ignore[type-arg]
    """A form whose rules are the model's, and that hands its facts to a service."""

    def facts(self) -> dict[str, Any]:
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name != "revision"
        }


class CustomerForm(RecordForm):
    class Meta:
        model = Customer
        fields = [
            "code",
            "name",
            "email",
            "phone",
            "segment",
            "relationship",
            "first_seen",
            "consent",
            "consent_on",
        ]
        labels = {
            "code": "Number or short name",
            "phone": "Telephone",
            "consent": "Consent to contact",
            "consent_on": "Said so on",
        }
        widgets = {"first_seen": DAY, "consent_on": DAY}


class NeedForm(RecordForm):
    class Meta:
        model = Need
        fields = ["code", "statement", "segment", "importance", "source", "dated"]
        labels = {
            "code": "Short name",
            "statement": "What they need",
            "source": "How it is known",
            "dated": "Found out on",
        }
        widgets = {"dated": DAY}


class InteractionForm(RecordForm):
    class Meta:
        model = Interaction
        fields = ["at", "kind", "channel", "direction", "note"]
        labels = {
            "at": "When",
            "kind": "What kind",
            "direction": "Who spoke first",
        }
        widgets = {"at": MOMENT, "note": forms.Textarea(attrs={"rows": 4})}


class DefectionForm(RecordForm):
    class Meta:
        model = Defection
        fields = ["on", "to_whom", "why", "broken_promise"]
        labels = {"on": "Left on"}
        widgets = {"on": DAY, "why": forms.Textarea(attrs={"rows": 4})}


class SurveyAnswerForm(RecordForm):
    class Meta:
        model = SurveyAnswer
        fields = ["kind", "score", "lowest", "highest", "on"]
        labels = {
            "kind": "What was asked",
            "lowest": "Lowest score of the scale",
            "highest": "Highest score of the scale",
            "on": "Answered on",
        }
        widgets = {"on": DAY}
