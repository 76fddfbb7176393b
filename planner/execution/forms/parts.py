"""Fields that the forms of tasks share."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.models import User
from planner.execution.services.rules import HANDS


def people() -> QuerySet[User]:
    """Return whom a task may name, those of one office together."""
    return User.objects.filter(role__in=HANDS, is_active=True).order_by("name", "pk")


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not at run time
    """A choice of one person, with their office."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        super().__init__(queryset=User.objects.none(), **options)

    def label_from_instance(self, obj: User) -> str:
        return f"{obj.name}, {obj.title}"


class PeopleField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """A choice of people, each a box to tick."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        options.setdefault("required", False)
        options.setdefault("widget", forms.CheckboxSelectMultiple)
        super().__init__(queryset=User.objects.none(), **options)

    def label_from_instance(self, obj: User) -> str:
        return f"{obj.name}, {obj.title}"


class NamesPeople(forms.Form):
    """Offers everybody who works here where a person is chosen; one query."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        found = people()
        for field in self.fields.values():
            if isinstance(field, PersonField | PeopleField):
                field.queryset = found


def day(**options: Any) -> forms.DateField:  # noqa: ANN401  # of the field
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, **options)


def number(places: int, digits: int, **options: Any) -> forms.DecimalField:  # noqa: ANN401
    """Return a field for a number in the reader's own writing."""
    options.setdefault("min_value", Decimal(0))
    return forms.DecimalField(
        max_digits=digits,
        decimal_places=places,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 8}),
        **options,
    )


def text(rows: int = 2, **options: Any) -> forms.CharField:  # noqa: ANN401
    return forms.CharField(widget=forms.Textarea(attrs={"rows": rows}), **options)
