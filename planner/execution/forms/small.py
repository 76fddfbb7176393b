"""Small questions on one task's page."""

from decimal import Decimal
from typing import Any

from django import forms

from operations.models import Capability
from planner.execution.forms.parts import day, number, text
from planner.execution.models import Spending, Task, TaskLink
from planner.execution.services.consulting import LONGEST_NOTE
from planner.execution.services.rules import LONGEST_REASON


class ReportForm(forms.Form):
    """How far a task is, with a word on it."""

    progress = forms.IntegerField(
        label="Done so far",
        min_value=0,
        max_value=99,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "step": 5}),
    )
    note = forms.CharField(
        label="What happened", required=False, max_length=LONGEST_REASON
    )
    units = {"progress": "%"}
    examples = {"note": "The proofs are back"}


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Why", max_length=LONGEST_REASON)


class AnswerForm(forms.Form):
    """What somebody who is consulted says."""

    agrees = forms.TypedChoiceField(
        label="Is it done as it should be?",
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda given: given == "yes",
        widget=forms.RadioSelect,
    )
    note = text(
        label="Note",
        required=False,
        max_length=LONGEST_NOTE,
        help_text="Needed for a no: what is still missing.",
    )


class LinkForm(forms.Form):
    """What a task waits for."""

    before = forms.ModelChoiceField(
        label="Waits for", queryset=Task.objects.none(), empty_label="Choose a task"
    )
    kind = forms.ChoiceField(label="How", choices=TaskLink.Kind.choices)
    lag = number(
        2,
        6,
        label="And then",
        required=False,
        min_value=Decimal(-2000),
        help_text="Working days between; negative: they overlap.",
    )
    units = {"lag": "working days"}

    def __init__(self, *args: Any, task: Task, **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        before = self.fields["before"]
        if isinstance(before, forms.ModelChoiceField):
            others = task.plan.tasks.exclude(pk=task.pk).order_by("position", "pk")
            before.queryset = others


class CapabilityField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Capability) -> str:
        return f"{obj.name} ({obj.units})"


class NeedForm(forms.Form):
    """How much of a capability a task takes, over all of it."""

    capability = CapabilityField(
        queryset=Capability.objects.order_by("name"), empty_label="Choose one"
    )
    amount = number(
        3, 14, label="In all", help_text="In its unit, over the whole task; 0: none."
    )


class SpendingForm(forms.Form):
    """An order, or a payment."""

    kind = forms.ChoiceField(choices=Spending.Kind.choices)
    amount = number(2, 14, label="Amount", min_value=Decimal("0.01"))
    on = day(label="On")
    note = forms.CharField(required=False, max_length=200)
    settles = forms.ModelChoiceField(
        label="Pays for the order",
        queryset=Spending.objects.none(),
        required=False,
        empty_label="None",
    )
    examples = {"note": "Order 4711, printer"}

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        task: Task,
        currency: str,
        **options: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **options)
        self.units = {"amount": currency}
        settles = self.fields["settles"]
        if isinstance(settles, forms.ModelChoiceField):
            orders = task.spendings.filter(kind=Spending.Kind.COMMITTED)
            settles.queryset = orders.order_by("on", "pk")
            settles.label_from_instance = _order  # type: ignore[method-assign,assignment]


def _order(order: Spending) -> str:
    return f"{order.on:%Y-%m-%d}: {order.amount:,} {order.note}".strip()


class UploadForm(forms.Form):
    """A table of tasks."""

    file = forms.FileField(
        label="CSV or XLSX file",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt,.tsv"}),
    )
