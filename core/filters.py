"""Parts of filters that several apps share."""

from datetime import UTC, datetime
from typing import Any

import django_filters
from django.core.exceptions import ValidationError

LARGEST_KEY = 2**63 - 1


class KeyFilter(django_filters.NumberFilter):  # type: ignore[misc]  # it has no types
    """The key of a row: whether there is such a row is not said.

    A choice among rows would refuse a key that does not exist, and so tell it from
    one that is only not to be seen; a number beyond what a database holds breaks it.
    """

    def __init__(self, field_name: str, *, label: str, **options: Any) -> None:  # noqa: ANN401
        bounds = {"min_value": 0, "max_value": LARGEST_KEY, "decimal_places": 0}
        super().__init__(field_name, label=label, **bounds, **options)


class _MomentField(django_filters.fields.IsoDateTimeField):  # type: ignore[misc]
    def clean(self, value: Any) -> datetime | None:  # noqa: ANN401  # what was sent
        found: datetime | None = super().clean(value)
        try:
            return found and found.astimezone(UTC)
        except OverflowError as error:
            msg = "Enter a moment that the calendar has."
            raise ValidationError(msg) from error


class MomentFilter(django_filters.IsoDateTimeFilter):  # type: ignore[misc]
    """A moment in ISO 8601 that is still one in the time zone of the database."""

    field_class = _MomentField
