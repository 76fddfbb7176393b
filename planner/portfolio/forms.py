"""What is typed: how long to look, what may be spent, what hangs together."""

from decimal import Decimal
from typing import Any

from django import forms

from accounts.models import Department
from core.forms import FactsForm
from planner.portfolio.models import LONGEST_SECONDS, Budgets, field_of
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
