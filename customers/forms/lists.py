"""The form above a list of customers; what it cannot read narrows nothing."""

from django import forms

from customers.models import Relationship, RfmClass, Segment
from customers.queries.listing import ORDERS, USUAL, Wanted


class ListForm(forms.Form):
    q = forms.CharField(
        label="Name contains, or number begins with",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    segment = forms.ChoiceField(label="Segment", required=False)
    relationship = forms.ChoiceField(
        label="Relationship",
        required=False,
        choices=[("", "Any"), *Relationship.choices],
    )
    rfm_class = forms.ChoiceField(
        label="How lately and how often they buy",
        required=False,
        choices=[("", "Any"), *RfmClass.choices],
    )
    sort = forms.ChoiceField(
        label="Sorted",
        required=False,
        choices=[(name, order.title) for name, order in ORDERS.items()],
    )

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        segments = Segment.objects.order_by("name").values_list("code", "name")
        choices = [("", "Any"), *segments]
        self.fields["segment"] = forms.ChoiceField(
            label="Segment", required=False, choices=choices
        )

    def wanted(self) -> Wanted:
        """Return what could be read."""
        self.is_valid()
        found = self.cleaned_data
        return Wanted(
            q=found.get("q", ""),
            segment=found.get("segment", ""),
            relationship=found.get("relationship", ""),
            rfm_class=found.get("rfm_class", ""),
            sort=found.get("sort") or USUAL,
        )
