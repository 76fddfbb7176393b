"""What is typed: how long to look, what may be spent, what hangs together."""

from decimal import Decimal
from typing import Any

from django import forms

from accounts.models import Department
from core.forms import FactsForm
from planner.portfolio.models import (
    LONGEST_SECONDS,
    Budgets,
    PromiseWorth,
    field_of,
)
from planner.portfolio.queries import Grouped
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


class PromiseWorthForm(FactsForm):
    """What keeping a promise once is worth; an empty field: nobody has a figure."""

    differentiation = forms.DecimalField(
        label="Set apart: one kept occasion is worth",
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
        help_text="What customers pay more, or who comes, because nobody else promises "
        "it. Not what the margins of tactics count already.",
    )
    occasions = forms.DecimalField(
        label="Occasions, if it were made",
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=3,
        help_text="Only for a promise that is not made yet and no plan needs.",
    )
    margin = forms.DecimalField(
        label="One kept occasion earns",
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
        help_text="Of those occasions; what plans earn is counted with the plans.",
    )
    cost = forms.DecimalField(
        label="Making it costs once",
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
        help_text="Training, stock, a campaign of its own.",
    )
    source = forms.CharField(
        label="Where the figures come from",
        max_length=300,
        help_text="Who found them, where and when: others will rest on it.",
    )
    examples = {
        "differentiation": "2.50",
        "occasions": "30",
        "margin": "4.00",
        "cost": "2,000",
        "source": "Price trial in two cities, October; finance",
    }
    units = {"occasions": "a week"}

    @property
    def facts(self) -> dict[str, Any]:
        return {k: v for k, v in self.cleaned_data.items() if k != "revision"}


def worth_initial(row: PromiseWorth | None) -> dict[str, Any]:
    """Return what is known of a promise's worth as the form shows it."""
    if row is None:
        return {}
    names = ("differentiation", "occasions", "margin", "cost", "source", "revision")
    return {name: getattr(row, name) for name in names}


class ReasonedForm(FactsForm):
    """A relation, and why it is so; what can be named is offered in groups."""

    reason = forms.CharField(
        label="Why",
        max_length=200,
        help_text="A sentence that others will read beside it.",
    )
    field_order = ("candidate", "requires", "members", "reason")


class PrerequisiteForm(ReasonedForm):
    candidate = forms.ChoiceField(label="What cannot be chosen alone")
    requires = forms.ChoiceField(label="It requires")
    examples = {"reason": "The campaign shows what only the new line can make."}

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        own: Grouped,
        others: Grouped,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["candidate"], own)
        _offer(self.fields["requires"], others)


class ExclusionForm(ReasonedForm):
    members = forms.MultipleChoiceField(
        label="At most one of these",
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick two or more.",
    )
    examples = {"reason": "Both want the same hall."}

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        offered: Grouped,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["members"], offered)


class MustHaveForm(ReasonedForm):
    candidate = forms.ChoiceField(label="What must be in every set")
    examples = {"reason": "The board promised it to the works council."}

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        offered: Grouped,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["candidate"], offered)


def _offer(field: forms.Field, groups: Grouped) -> None:
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - as declared above
    first = [] if isinstance(field, forms.MultipleChoiceField) else [("", "Choose …")]
    field.choices = [*first, *groups]
