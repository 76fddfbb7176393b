"""A task as a whole: everything that can be said of it beforehand."""

from typing import Any

from django import forms

from core.fields import CODE
from core.forms import FactsForm
from operations.models import Initiative
from planner.execution.exchange.tables import WAITS
from planner.execution.forms.parts import (
    NamesPeople,
    PeopleField,
    PersonField,
    day,
    number,
    text,
)
from planner.execution.models import Task
from planner.plans.models import Plan

SERVES = "serves"
HOLDS = (
    ("", "As its days say: it does if this is due before the tactic starts"),
    ("yes", "Yes, it starts when this is done"),
    ("no", "No, it starts all the same"),
)


class TaskForm(FactsForm, NamesPeople):
    """Everything that can be said of a task before it begins."""

    name = forms.CharField(label="What is to be done", max_length=120)
    serves = forms.ChoiceField(
        label="What it serves",
        required=False,
        help_text="A tactic of this plan, or an initiative that it builds.",
    )
    purpose = text(label="Why", required=False, max_length=2_000)
    deliverable = text(
        label="Expected result",
        required=False,
        max_length=2_000,
        help_text="What there is when it is done, so that anybody can tell.",
    )
    accountable = PersonField(
        label="Accountable",
        required=False,
        empty_label="Nobody yet",
        help_text="The one who answers for it, and hears when it is late.",
    )
    responsible = PeopleField(label="Responsible", help_text="Who does it.")
    consulted = PeopleField(
        label="Consulted", help_text="Who is asked before it is closed."
    )
    informed = PeopleField(label="Informed", help_text="Who is told when it is done.")
    authority = text(
        label="Authority given",
        required=False,
        max_length=2_000,
        help_text="What they may decide themselves.",
    )
    low = number(2, 6, label="If all goes well", required=False)
    likely = number(
        2,
        6,
        label="Most likely",
        required=False,
        help_text="Alone, it stands for all three.",
    )
    high = number(2, 6, label="If it goes badly", required=False)
    not_before = day(label="Not before", required=False)
    deadline = day(label="Deadline", required=False)
    holds_start = forms.TypedChoiceField(
        label="Does its tactic wait for it?",
        required=False,
        choices=HOLDS,
        coerce=lambda given: {"yes": True, "no": False}.get(given),
        empty_value=None,
        help_text="If it does and this comes late, the tactic starts late, in the "
        "plan's score too.",
    )
    budget = number(
        2,
        14,
        label="Budget",
        required=False,
        help_text="0 if it may cost nothing but time.",
    )
    code = forms.CharField(
        label="Short name",
        max_length=50,
        required=False,
        validators=[CODE],
        help_text="For imports and other systems; made of the name if left empty.",
    )

    shown_as = {"tactic_code": SERVES, "initiative": SERVES}
    examples = {
        "name": "Print the letters",
        "deliverable": "8,000 letters in envelopes, at the post office",
        "authority": "Choose the printer; orders up to 500 without asking",
        "low": "2",
        "likely": "3",
        "high": "5",
        "budget": "1,200",
        "code": "print-letters",
    }

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        plan: Plan,
        currency: str,
        **options: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **options)
        self.units = {
            **dict.fromkeys(("low", "likely", "high"), "working days"),
            "budget": currency,
        }
        serves = self.fields[SERVES]
        if isinstance(serves, forms.ChoiceField):
            serves.choices = serving(plan)

    def facts(self) -> dict[str, Any]:
        """Return what the service takes."""
        data = {k: v for k, v in self.cleaned_data.items() if k != "revision"}
        if not data["code"]:
            del data["code"]
        choice = data.pop(SERVES)
        return {**data, **served(choice)}


def serving(plan: Plan) -> list[Any]:
    """Return what a task may serve: the plan's tactics, and initiatives."""
    tactics = plan.tactics.order_by("position", "pk").values_list("code", "name")
    open_ = Initiative.objects.exclude(state=Initiative.State.DROPPED)
    initiatives = open_.order_by("name").values_list("code", "name")
    return [
        ("", "Nothing yet"),
        ("Tactics", [(f"tactic:{code}", name) for code, name in tactics]),
        ("Initiatives", [(f"initiative:{code}", name) for code, name in initiatives]),
    ]


def served(choice: str) -> dict[str, Any]:
    """Return the facts that go with a choice of what is served."""
    kind, _, code = choice.partition(":")
    if kind == "initiative":
        initiative = Initiative.objects.filter(code=code).first()
        return {"tactic_code": "", "initiative": initiative}
    return {"tactic_code": code, "initiative": None}


def initial_of(task: Task) -> dict[str, Any]:
    """Return a task as its form shows it."""
    names = [name for name in TaskForm.base_fields if name not in {SERVES, "revision"}]
    found = {name: getattr(task, name) for name in names}
    for kind in ("responsible", "consulted", "informed"):
        found[kind] = [person.pk for person in getattr(task, kind).all()]
    for name in ("low", "likely", "high"):
        days = found[name]
        found[name] = None if days is None else days.normalize() + 0
    if task.initiative:
        found[SERVES] = f"initiative:{task.initiative.code}"
    else:
        found[SERVES] = f"tactic:{task.tactic_code}" if task.tactic_code else ""
    found["accountable"] = task.accountable_id
    found["holds_start"] = WAITS[task.holds_start]
    return {**found, "revision": task.revision}
