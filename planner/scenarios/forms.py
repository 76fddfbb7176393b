"""What is typed: a scenario's name, one thing that is supposed, a filter, a promotion."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.db.models import Case, Exists, IntegerField, OuterRef, QuerySet, Value, When
from django.http import QueryDict

from accounts.models import User
from core.forms import FactsForm
from core.numbers import KEY, typed_whole
from operations.models import Capability, Initiative
from planner.plans.models import Plan, PlanState
from planner.plans.models.states import RUNNING
from planner.scenarios.assembly import contents
from planner.scenarios.models import (
    MOST_COLUMNS,
    OF_PLANS,
    SPANNED,
    Kind,
    Scenario,
    ScenarioState,
)
from planner.scenarios.queries import EVERY
from planner.scenarios.services import Asked, Idea
from planner.scenarios.services.promoting import Proposals
from planner.scores.models import Policy
from promises.models import Promise

# More plans than these do not fit a choice; REST takes any.
MOST_CHOICES = 300
STATES = [("", "Open and promoted"), *ScenarioState.choices, (EVERY, "All")]
LABELS = {
    Kind.MOVE: ("Weeks later", "weeks", "4", "Negative for earlier: −2."),
    Kind.VOLUME: (
        "Of its volume",
        "%",
        "60",
        "Its occasions and its budgets, in proportion: 60 is three fifths.",
    ),
    Kind.CAPACITY_TIMES: (
        "Of what it could do",
        "%",
        "80",
        "80 is a fifth less, 120 a fifth more.",
    ),
    Kind.CAPACITY_PLUS: (
        "More",
        "units a week; people of a desk",
        "150",
        "Negative for fewer: −40.",
    ),
    Kind.DEMAND: ("Of what they ask for today", "%", "120", "120 is a fifth more."),
    Kind.KEEPABLE: (
        "Keepable from",
        "%",
        "95",
        "The keep probability from which the policy calls a plan keepable.",
    ),
}
INTROS = {
    Kind.PLAN_IN: "A plan that waits for a decision, or a draft that you may see, is carried out.",
    Kind.PLAN_OUT: "An approved plan is not carried out any more, from this week on.",
    Kind.WITHOUT: "One tactic is left out of a plan; the rest of it is carried out.",
    Kind.MOVE: "A plan that has not begun yet begins earlier or later.",
    Kind.VOLUME: "A plan with more or fewer occasions.",
    Kind.FUND: "An initiative that could be funded is: it costs what it costs, and helps from its first full week on.",
    Kind.CAPACITY_TIMES: "A capability can do a share of what it could do: in a holiday, a strike, a good month.",
    Kind.CAPACITY_PLUS: "A capability can do more or fewer a week; of a desk that people answer, more or fewer people.",
    Kind.DEMAND: "Customers ask for more or less of what they were promised already.",
    Kind.KEEPABLE: "The company wants to be surer, or less sure, before it promises.",
    Kind.QUEUE: "Who waits where there is too little for all.",
}


def _day(**options: Any) -> forms.DateField:  # noqa: ANN401  # of the field
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, required=False, **options)


class ScenarioForm(FactsForm):
    """What a scenario is called, what it asks, and who may read it."""

    name = forms.CharField(max_length=80, label="Name")
    question = forms.CharField(
        label="What it is to answer",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    shared = forms.BooleanField(
        label="Shared",
        required=False,
        initial=True,
        help_text="The CEO and the directors read and compare it, unless it names a plan that they may not see.",
    )

    examples: ClassVar[dict[str, str]] = {
        "name": "Two more packers from week 6",
        "question": "Is a Saturday shift enough for the spring launch?",
    }

    @property
    def facts(self) -> dict[str, Any]:
        return {k: v for k, v in self.cleaned_data.items() if k != "revision"}


class ListForm(forms.Form):
    """Which scenarios are listed."""

    q = forms.CharField(
        label="Name or question",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = forms.ChoiceField(required=False, choices=STATES)
    author = forms.ModelChoiceField(
        queryset=User.objects.none(), required=False, empty_label="Anybody"
    )

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        author = self.fields["author"]
        if isinstance(author, forms.ModelChoiceField):
            wrote = Exists(Scenario.objects.filter(author=OuterRef("pk"), shared=True))
            author.queryset = User.objects.filter(wrote).order_by("name")


class Chosen:
    """Which scenarios are to stand side by side, as the address names them."""

    def __init__(self, data: QueryDict) -> None:
        asked = [typed_whole(text, digits=KEY) for text in data.getlist("s")]
        self.keys = list(dict.fromkeys(key for key in asked if key is not None))

    @property
    def problem(self) -> str:
        """Say what is wrong with the choice, if anything."""
        if not self.keys:
            return "Choose at least one scenario."
        if len(self.keys) > MOST_COLUMNS:
            return f"At most {MOST_COLUMNS} fit side by side: choose fewer."
        return ""


class ChangeForm(FactsForm):
    """One thing that is supposed, with the fields that its kind needs."""

    shown_as: Mapping[str, str] = {"tactic": "plan"}

    def __init__(self, data: Any, *, kind: Kind, user: User) -> None:  # noqa: ANN401
        super().__init__(data)
        self.kind, self.user = kind, user
        self.units: dict[str, str] = {}
        self.examples: dict[str, str] = {}
        if kind == Kind.WITHOUT:
            self._add_tactics()
        elif kind in OF_PLANS:
            self._add_choice("plan", "Plan", _plans(kind, user))
        elif kind == Kind.FUND:
            self._add_choice("initiative", "Initiative", _initiatives(user))
        elif kind in SPANNED:
            self._add_spanned()
        elif kind == Kind.QUEUE:
            self._add_choice("who_waits", "Who waits", Policy.WhoWaits.choices)
        self._add_amount()

    def _add_choice(
        self,
        name: str,
        label: str,
        choices: Sequence[tuple[str, Any]],
        *,
        empty: str = "Choose",
    ) -> None:
        self.fields[name] = forms.ChoiceField(
            label=label, choices=[("", empty), *choices]
        )

    def _add_tactics(self) -> None:
        self._add_choice("plan", "Plan and tactic", _tactics(self.user))
        self.fields["plan"].help_text = "The tactic that is left out."

    def _add_spanned(self) -> None:
        if self.kind == Kind.DEMAND:
            self._add_choice("promise", "Of what", _promises(), empty="All promises")
            self.fields["promise"].required = False
        else:
            self._add_choice("capability", "Capability", _capabilities(self.user))

    def _add_amount(self) -> None:
        if self.kind in LABELS:
            label, unit, example, words = LABELS[self.kind]
            self.fields["amount"] = forms.DecimalField(
                label=label, help_text=words, max_digits=14, decimal_places=3
            )
            self.units["amount"], self.examples["amount"] = unit, example
        if self.kind in SPANNED:
            self.fields["from_week"] = _day(
                label="From the week of", help_text="Any day of it; empty is this week."
            )
            self.fields["to_week"] = _day(
                label="To the week of", help_text="Any day of it; empty is no end."
            )

    def asked(self) -> Asked:
        """Return what is supposed, once the form is valid."""
        data = self.cleaned_data
        plan, _, tactic = str(data.get("plan", "")).partition(":")
        return Asked(
            kind=self.kind,
            plan=int(plan) if plan else None,
            tactic=tactic,
            initiative=data.get("initiative", ""),
            capability=data.get("capability", ""),
            promise=data.get("promise", ""),
            amount=data.get("amount"),
            who_waits=data.get("who_waits", ""),
            from_week=data.get("from_week"),
            to_week=data.get("to_week"),
        )


Choices = list[tuple[str, str]]


def _playable(kind: Kind, user: User) -> QuerySet[Plan]:
    """Return the plans of which this can be said, those that wait first."""
    seen = Plan.objects.visible_to(user)
    if kind == Kind.PLAN_IN:
        seen = seen.exclude(state__in=RUNNING)
    elif kind == Kind.PLAN_OUT:
        seen = seen.filter(state__in=RUNNING)
    waits = Case(
        When(state=PlanState.SUBMITTED, then=Value(0)),
        When(state__in=RUNNING, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return seen.alias(waits=waits).order_by("waits", "-changed_at", "-pk")


def _plans(kind: Kind, user: User) -> Choices:
    rows = _playable(kind, user)[:MOST_CHOICES]
    return [
        (str(plan.pk), f"{plan.title} ({plan.get_state_display().lower()})")
        for plan in rows
    ]


def _tactics(user: User) -> Choices:
    keys = list(_playable(Kind.WITHOUT, user).values_list("pk", flat=True)[:100])
    found = contents(keys)
    return [
        (f"{key}:{tactic['code']}", f"{found[key][1]['title']}: {tactic['name']}")
        for key in keys
        for tactic in found[key][1]["tactics"]
        if len(found[key][1]["tactics"]) > 1
    ]


def _initiatives(user: User) -> Choices:
    rows = Initiative.objects.visible_to(user).candidates().order_by("name")
    found = rows.select_related("capability")[:MOST_CHOICES]
    return [(row.code, f"{row.name} ({row.capability.name})") for row in found]


def _capabilities(user: User) -> Choices:
    rows = Capability.objects.visible_to(user).order_by("name")
    return [(r.code, f"{r.name} ({r.units})") for r in rows[:MOST_CHOICES]]


def _promises() -> Choices:
    rows = Promise.objects.made().order_by("statement")[:MOST_CHOICES]
    return [(row.code, row.statement) for row in rows]


class PromoteForm(FactsForm):
    """A name and a cost for each capacity that is to become a candidate initiative."""

    def __init__(self, data: Any, *, found: Proposals) -> None:  # noqa: ANN401
        super().__init__(data)
        self.rooms = found.rooms
        self.examples: dict[str, str] = {}
        for room in found.rooms:
            key = room.change.pk
            self.fields[f"name-{key}"] = forms.CharField(
                label="Name of the initiative", required=False, max_length=120
            )
            self.fields[f"cost-{key}"] = forms.DecimalField(
                label="What it costs in all",
                required=False,
                min_value=0,
                max_digits=14,
                decimal_places=2,
            )
            self.examples[f"name-{key}"] = "Weekend packing shift"
            self.examples[f"cost-{key}"] = "9800"

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for room in self.rooms:
            name, cost = (
                data.get(f"{part}-{room.change.pk}") for part in ("name", "cost")
            )
            if name and cost is None:
                self.add_error(f"cost-{room.change.pk}", "Say what it costs.")
            if cost is not None and not name:
                self.add_error(f"name-{room.change.pk}", "Say what it is called.")
        return data

    @property
    def groups(self) -> list[tuple[str, Any, Any]]:
        """Return the sentence of each capacity with its two fields."""
        return [
            (r.sentence, self[f"name-{r.change.pk}"], self[f"cost-{r.change.pk}"])
            for r in self.rooms
        ]

    @property
    def ideas(self) -> dict[int, Idea]:
        found = {}
        for room in self.rooms:
            name = self.cleaned_data.get(f"name-{room.change.pk}")
            cost: Decimal | None = self.cleaned_data.get(f"cost-{room.change.pk}")
            if name and cost is not None:
                found[room.change.pk] = Idea(name=name, cost=cost)
        return found
