"""A promise, what it takes, and what was found of it, as forms."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q

from accounts.models import Role, User
from core.refusals import Refusal
from operations.models import Capability
from promises.models import STUDIED_ON, Evidence, Promise, Requirement
from promises.services.drafting import COLUMNS, MOST_REQUIREMENTS, Draft, Need
from promises.services.evidence import Finding

EXAMPLES = {
    "code": "next-week-delivery",
    "statement": "Your order is with you next week.",
    "feature": "a second packing line",
    "advantage": "orders leave within two days",
    "benefit": "you can plan your weekend",
    "pitch": "I help young families sleep in their new bed on the day they planned",
    "measure": "from order to delivery",
    "standard": "within 7 days",
    "target": "0.95: 95 of 100 occasions",
    "window_weeks": "13",
    "within_weeks": "0: it must be served in the week it falls due",
    "break_cost": "40.00",
}
TEXTS = {
    "statement": "The promise, in the customer's words",
    "feature": "Feature: what it is",
    "advantage": "Advantage: what it does",
    "benefit": "Benefit: what the customer has of it",
    "pitch": "The elevator pitch",
    "segment": "Made to",
    "owner": "Owner",
    "code": "Short name",
    "measure": "What is measured",
    "standard": "What counts as kept",
    "target": "Target",
    "window_weeks": "Counted over",
    "within_weeks": "May wait",
    "kept_rule": "Compared how",
    "break_cost": "Cost of one broken promise",
    "needs_no_capability": "It needs no capability that operations count",
}


class PromiseForm(forms.ModelForm):  # type: ignore[type-arg]
    examples = EXAMPLES
    units = {
        "target": "share between 0 and 1",
        "window_weeks": "weeks",
        "within_weeks": "weeks",
        "break_cost": "in the company's currency",
    }
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Promise
        fields = COLUMNS
        labels = TEXTS
        help_texts = {
            "code": "For files and addresses: small letters, digits and hyphens.",
            "statement": "",
            "feature": "Customers do not buy it: it makes the rest possible.",
            "advantage": "What becomes possible because of the feature.",
            "benefit": "Begin with “you”: benefits matter to customers, features do not.",
            "pitch": "Your answer in thirty seconds, some 75 words, to “so what do you do?”",
            "measure": "",
            "standard": "",
            "target": "The share of occasions on which it is to be kept.",
            "window_weeks": "The weeks over which the share is counted.",
            "within_weeks": "Weeks the work may wait and still be on time.",
            "kept_rule": "A due date without a time lasts until the end of its day.",
            "break_cost": "Refund, repair, and the customers who leave over it.",
            "needs_no_capability": "Then nothing has to stand under “What one occasion takes”.",
        }
        widgets = {"pitch": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        owners = Q(is_active=True, role__in=[Role.CEO, Role.DIRECTOR])
        chosen = Q(pk=self.instance.owner_id or self.initial.get("owner"))
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)  # noqa: S101  # tells the type
        owner.queryset = User.objects.filter(owners | chosen).order_by("name")
        owner.empty_label = None
        segment = self.fields["segment"]
        assert isinstance(segment, forms.ModelChoiceField)  # noqa: S101
        segment.empty_label = "Not chosen yet"

    def draft(self, needs: Sequence[Need]) -> Draft:
        values = {name: self.cleaned_data[name] for name in COLUMNS}
        return Draft(**values, requirements=needs)


class NeedForm(forms.ModelForm):  # type: ignore[type-arg]
    units = {"lead_weeks": "weeks", "within_minutes": "minutes"}
    examples = {"units": "1", "lead_weeks": "0", "within_minutes": "0.5"}

    class Meta:
        model = Requirement
        fields = ("capability", "units", "lead_weeks", "within_minutes")
        labels = {
            "units": "Units per occasion",
            "lead_weeks": "Starts after",
            "within_minutes": "Answered within",
        }
        help_texts = {"units": "", "lead_weeks": "", "within_minutes": "Staffed only."}

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        capability = self.fields["capability"]
        assert isinstance(capability, forms.ModelChoiceField)  # noqa: S101
        capability.queryset = Capability.objects.order_by("name")
        capability.empty_label = "Choose"

    def need(self) -> Need:
        data = self.cleaned_data
        return Need(
            capability=data["capability"],
            units=data["units"],
            lead_weeks=data["lead_weeks"],
            within_minutes=data["within_minutes"],
        )


_Needs = forms.formset_factory(
    NeedForm,
    extra=1,
    can_delete=True,
    max_num=MOST_REQUIREMENTS,
    absolute_max=MOST_REQUIREMENTS + 10,
    validate_max=True,
)


class NeedFormSet(_Needs):  # type: ignore[misc,valid-type]
    """What one occasion takes. Rows that are empty or to be removed do not count."""

    def kept(self) -> list[NeedForm]:
        return [
            form
            for form in self.forms
            if form.cleaned_data.get("capability")
            and not form.cleaned_data.get("DELETE")
        ]

    def needs(self) -> list[Need]:
        return [form.need() for form in self.kept()]


def needs_formset(data: Any, promise: Promise | None) -> NeedFormSet:  # noqa: ANN401
    """Return the rows as posted, or as they are."""
    initial: list[dict[str, Any]] = []
    if promise is not None:
        initial = [
            {
                "capability": row.capability_id,
                "units": row.plain_units,
                "lead_weeks": row.lead_weeks,
                "within_minutes": row.within_minutes,
            }
            for row in promise.requirements.order_by("pk")
        ]
    return NeedFormSet(data, prefix="needs", initial=initial)


class EvidenceForm(forms.ModelForm):  # type: ignore[type-arg]
    examples = {
        "finding": "41 % of families came back sooner",
        "source": "order history, March",
    }

    class Meta:
        model = Evidence
        fields = ("criterion", "finding", "source", "found_on", "strength")
        labels = {
            "criterion": "It builds",
            "finding": "What was found",
            "source": "Who found it, and where",
            "found_on": "When",
        }
        help_texts = {"finding": "", "source": "", "found_on": ""}
        widgets = {
            "found_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        }

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        criterion = self.fields["criterion"]
        assert isinstance(criterion, forms.ChoiceField)  # noqa: S101  # tells the type
        criterion.choices = [(str(each), str(each.label)) for each in STUDIED_ON]

    def result(self) -> Finding:
        return Finding(**self.cleaned_data)


def show(
    refusal: Refusal, form: forms.BaseForm, rows: NeedFormSet | None = None
) -> None:
    """Put a refusal's words to the fields they are about."""
    for place, words in refusal.errors.items():
        row, _, field = place.partition("].")
        if rows is not None and field and row.startswith("requirements["):
            rows.kept()[int(row.removeprefix("requirements["))].add_error(field, words)
        elif place in form.fields:
            form.add_error(place, words)
        else:
            form.add_error(None, words)
    if not refusal.errors:
        form.add_error(None, f"{refusal.message} {refusal.next_step}".strip())


class RevisionForm(forms.Form):
    """The revision that a page was drawn from."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
