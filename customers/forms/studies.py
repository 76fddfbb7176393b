"""The form that asks for a study."""

from decimal import Decimal

from django import forms

from customers.models import LoyaltyStudy


class StudyForm(forms.Form):
    units = {"value_weeks": "weeks", "discount": "% a year"}
    examples = {"value_weeks": "52", "discount": "10"}

    value_weeks = forms.IntegerField(
        label="A customer's value holds the next",
        min_value=1,
        max_value=520,
        required=False,
    )
    discount = forms.DecimalField(
        label="Revenue to come is discounted by",
        min_value=0,
        max_value=100,
        max_digits=4,
        decimal_places=1,
        required=False,
    )

    @classmethod
    def as_before(cls, study: LoyaltyStudy | None) -> "StudyForm":
        """Return the form as the last study was asked for."""
        usual = study or LoyaltyStudy()
        share = Decimal(usual.discount) * 100
        return cls(
            initial={"value_weeks": usual.value_weeks, "discount": f"{share:.1f}"}
        )

    @property
    def share(self) -> Decimal | None:
        """The discount as a share."""
        found: Decimal | None = self.cleaned_data["discount"]
        return None if found is None else found / 100
