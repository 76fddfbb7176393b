"""What is typed: how long to look, and what may be spent."""

from decimal import Decimal
from typing import Any

from django import forms

from accounts.models import Department
from core.forms import FactsForm
from planner.portfolio.models import LONGEST_SECONDS, Budgets, field_of
from planner.portfolio.services import USUAL_SECONDS


class AskForm(forms.Form):
    seconds = forms.IntegerField(
        label="Look for",
        min_value=1,
        max_value=LONGEST_SECONDS,
        initial=USUAL_SECONDS,
        help_text="The more it is given, the nearer to the best a large choice comes.",
    )
    units = {"seconds": "seconds"}
    examples = {"seconds": "20"}


class BudgetsForm(FactsForm):
    """Money for plans and initiatives; an empty field is no limit."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        names = [("total", "All together")]
        names += [(field_of(d), str(d.label)) for d in Department]
        for name, label in names:
            self.fields[name] = forms.DecimalField(
                label=label,
                required=False,
                min_value=0,
                max_digits=14,
                decimal_places=2,
                help_text="Leave it empty where nothing is limited.",
            )

    @property
    def amounts(self) -> dict[str, Decimal | None]:
        return {k: v for k, v in self.cleaned_data.items() if k != "revision"}


def budgets_initial(budgets: Budgets) -> dict[str, Any]:
    """Return budgets as the form shows them."""
    names = ["total", *(field_of(d) for d in Department), "revision"]
    return {name: getattr(budgets, name) for name in names}
