"""The form of a period's spending."""

from typing import Any

from django import forms

from core.forms import FactsForm
from customers.models import CustomerSpending
from customers.services.spending import SPENDING_FACTS


class SpendingForm(FactsForm):
    examples = {
        "winning": "125,000",
        "won": "400",
        "keeping": "60,000",
        "kept": "5,200",
        "margin": "0.35",
        "source": "the books, cost centres 41 and 47",
    }

    starts = forms.DateField(
        label="First day", widget=forms.DateInput(attrs={"type": "date"})
    )
    ends = forms.DateField(
        label="Last day", widget=forms.DateInput(attrs={"type": "date"})
    )
    winning = forms.DecimalField(
        label="Spent on winning customers",
        max_digits=14,
        decimal_places=2,
        min_value=0,
        help_text="Advertising, fairs, first discounts, the time of sales for them.",
    )
    won = forms.IntegerField(
        label="Customers won",
        min_value=0,
        max_value=2**31 - 1,
        help_text="Who bought for the first time in these days.",
    )
    keeping = forms.DecimalField(
        label="Spent on keeping customers",
        max_digits=14,
        decimal_places=2,
        min_value=0,
        help_text="Care, loyalty programmes, visits, goodwill.",
    )
    kept = forms.IntegerField(
        label="Customers kept",
        min_value=0,
        max_value=2**31 - 1,
        help_text="Who were customers before these days, and still were after them.",
    )
    margin = forms.DecimalField(
        label="Share of revenue that stays",
        required=False,
        max_digits=5,
        decimal_places=4,
        min_value=0,
        max_value=1,
        help_text="After what varies with revenue. Without it, losses are told in "
        "revenue.",
    )
    source = forms.CharField(label="Where the figures come from", max_length=200)

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        known: CustomerSpending | None = options.pop("period", None)
        currency: str = options.pop("currency", "")
        if known is not None:
            names = ("revision", *SPENDING_FACTS)
            options["initial"] = {name: getattr(known, name) for name in names}
        self.units = {"winning": currency, "keeping": currency}
        super().__init__(*args, **options)

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in SPENDING_FACTS}
