"""The list of a plan's tasks: what is shown, one more in a line, several at once."""

from typing import Any, Final

from django import forms

from core.numbers import KEY, typed_whole
from planner.execution.forms.editor import SERVES, served, serving
from planner.execution.forms.parts import NamesPeople, PersonField, day, number
from planner.execution.models import TaskState
from planner.execution.queries.lists import Wanted
from planner.execution.services.rules import LONGEST_REASON
from planner.execution.services.several import WITH_REASON
from planner.plans.models import Plan

STATES: Final = (
    ("", "Any"),
    ("open", "All that are open"),
    *TaskState.choices,
)
SET_STATES: Final = (
    ("", "As it is"),
    ("start", "Under way"),
    ("hold", "Held"),
    ("resume", "On again"),
    ("finish", "Done"),
    ("drop", "Dropped"),
)
MOST_CHOSEN: Final = 1_000


class WantedForm(forms.Form):
    """Which tasks are listed; what is not understood asks for nothing."""

    q = forms.CharField(
        label="Name",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = forms.ChoiceField(required=False, choices=STATES)
    mine = forms.BooleanField(label="I have a part in it", required=False)
    gaps = forms.BooleanField(label="Something is missing", required=False)
    late = forms.BooleanField(label="Late, or will be", required=False)
    page = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def wanted(self) -> Wanted:
        self.is_valid()
        data = self.cleaned_data
        return Wanted(
            text=data.get("q", ""),
            state=data.get("state", ""),
            mine=bool(data.get("mine")),
            gaps=bool(data.get("gaps")),
            late=bool(data.get("late")),
            page=data.get("page") or 1,
        )


class QuickForm(NamesPeople):
    """A task in one line; the rest can be said later."""

    name = forms.CharField(label="One more task", max_length=120)
    serves = forms.ChoiceField(label="Serves", required=False)
    responsible = PersonField(
        label="Responsible", required=False, empty_label="Nobody yet"
    )
    likely = number(2, 6, label="Working days", required=False)

    examples = {"name": "Print the letters"}

    def __init__(self, *args: Any, plan: Plan, **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        serves = self.fields[SERVES]
        if isinstance(serves, forms.ChoiceField):
            serves.choices = serving(plan)

    def facts(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        person = data.pop("responsible")
        choice = data.pop(SERVES)
        facts = {**data, **served(choice)}
        return {**facts, "responsible": [person] if person else []}


class BulkForm(NamesPeople):
    """What is set for the chosen tasks; what is left empty stays as it is."""

    task = forms.TypedMultipleChoiceField(coerce=int, required=False)
    accountable = PersonField(
        label="Accountable", required=False, empty_label="As it is"
    )
    responsible = PersonField(
        label="Responsible", required=False, empty_label="As it is"
    )
    deadline = day(label="Deadline", required=False)
    step = forms.ChoiceField(label="State", required=False, choices=SET_STATES)
    reason = forms.CharField(
        label="Why",
        required=False,
        max_length=LONGEST_REASON,
        help_text="Needed to hold or to drop.",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("step") in WITH_REASON and not data.get("reason"):
            self.add_error("reason", "Say why they are held or dropped.")
        return data

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        task = self.fields["task"]
        if isinstance(task, forms.ChoiceField):
            sent = self.data.getlist("task") if hasattr(self.data, "getlist") else []
            task.choices = [(pk, pk) for pk in sent[:MOST_CHOSEN] if _is_key(pk)]

    def facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        found = {
            name: data[name] for name in ("accountable", "deadline") if data.get(name)
        }
        if data.get("responsible"):
            found["responsible"] = [data["responsible"]]
        return found


def _is_key(text: str) -> bool:
    return typed_whole(text, digits=KEY) is not None
