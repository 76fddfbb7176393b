"""Parts of filters that several apps share."""

from typing import Any

import django_filters

LARGEST_KEY = 2**63 - 1


class KeyFilter(django_filters.NumberFilter):  # type: ignore[misc]  # it has no types
    """The key of a row: whether there is such a row is not said.

    A choice among rows would refuse a key that does not exist, and so tell it from
    one that is only not to be seen; a number beyond what a database holds breaks it.
    """

    def __init__(self, field_name: str, *, label: str, **options: Any) -> None:  # noqa: ANN401
        bounds = {"min_value": 0, "max_value": LARGEST_KEY, "decimal_places": 0}
        super().__init__(field_name, label=label, **bounds, **options)
