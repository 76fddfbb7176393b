"""Text of a session's pages into values: its purpose, open points, one fact."""

from collections.abc import Mapping
from typing import Any

from django import forms

from accounts.models import Role, User
from planner.plans.forms import DraftForms, filled_form
from planner.plans.forms.fields import is_typed
from planner.plans.forms.rows import DayInput
from planner.plans.merging import Place
from planner.plans.models import Plan
from planner.plans.queries import plan_content


class StartForm(forms.Form):
    """What the session is for."""

    purpose = forms.CharField(max_length=200, label="What should be settled?")

    examples = {"purpose": "What we promise in spring, and to whom"}


class PointForm(forms.Form):
    """Who finds it out, and by when."""

    owner = forms.ModelChoiceField(
        queryset=User.objects.none(), label="Who will find out?", empty_label="Choose"
    )
    due_on = forms.DateField(label="By when?", widget=DayInput())

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        owner = self.fields["owner"]
        if isinstance(owner, forms.ModelChoiceField):
            owner.queryset = (
                User.objects.filter(is_active=True)
                .exclude(role__in=[Role.INTEGRATION, Role.ADMINISTRATOR])
                .order_by("name")
            )


class OwnPointForm(PointForm):
    """A point that no question of the plan raised."""

    text = forms.CharField(max_length=300, label="What is not known?")
    field_order = ["text", "owner", "due_on"]


class AnswerForm(forms.Form):
    """What was said, where no field of the plan holds it."""

    answer = forms.CharField(
        max_length=5000,
        label="What was found out?",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def _row_form(forms_: DraftForms, place: Place) -> forms.Form | None:
    if place.kind == "plan":
        return forms_.head
    rows: Mapping[str, Any] = {
        "tactics": forms_.tactics,
        "assumptions": forms_.assumptions,
    }
    found = (row for row in rows[place.kind] if row["code"].value() == place.code)
    return next(found, None)


def fact_field(plan: Plan, place: Place) -> forms.BoundField | None:
    """Return the one field of the draft that takes the answer, filled as it stands."""
    if place.field == "promises" or not is_typed(place):
        return None
    form = _row_form(filled_form(plan_content(plan)), place)
    return form[place.field] if form is not None else None
