"""Field parts that several apps share."""

from typing import Any

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models

CODE = RegexValidator(
    r"^[a-z0-9]+(?:-[a-z0-9]+)*\Z",
    "Use small letters, digits and single hyphens: next-week-delivery",
)


class AmountField(models.DecimalField):  # type: ignore[type-arg]
    """An amount in a capability's own unit: not negative, to a thousandth."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        options.setdefault("max_digits", 14)
        options.setdefault("decimal_places", 3)
        options.setdefault("validators", [MinValueValidator(0)])
        super().__init__(*args, **options)


class MoneyField(models.DecimalField):  # type: ignore[type-arg]
    """Money in the company's currency: not negative, to a hundredth."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        options.setdefault("max_digits", 14)
        options.setdefault("decimal_places", 2)
        options.setdefault("validators", [MinValueValidator(0)])
        super().__init__(*args, **options)
