"""What the firm's involvement funnel is computed with, and what it begins with."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.models import User


@dataclass(frozen=True, kw_only=True)
class Kind:
    """Something people do, what it weighs, and in how many days half of it has faded."""

    code: str
    title: str
    weight: float
    half_life: int
    brings: bool = False


# What every firm begins with: an editor's choice, not measured.
KINDS: Final = (
    Kind(code="contact", title="Got in touch", weight=1, half_life=45),
    Kind(code="answer", title="Answered a survey", weight=1, half_life=60),
    Kind(code="visit", title="Visited", weight=2, half_life=60),
    Kind(code="question", title="Asked something", weight=2, half_life=60),
    Kind(
        code="complaint", title="Complained, and so still cares", weight=2, half_life=60
    ),
    Kind(code="reply", title="Replied to one of us", weight=3, half_life=90),
    Kind(code="praise", title="Praised", weight=4, half_life=180),
    Kind(code="purchase", title="Bought", weight=4, half_life=180),
    Kind(code="workshop", title="Came to a workshop", weight=5, half_life=180),
    Kind(code="user-group", title="Came to a user group", weight=6, half_life=180),
    Kind(
        code="referral", title="Brought somebody", weight=10, half_life=365, brings=True
    ),
)
BOUNDS: Final = ("tire_kicker", "browser", "involved", "advocate")
HEAVIEST: Final = 1_000
LONGEST_HALF_LIFE: Final = 1_825


class InvolvementRulesManager(models.Manager["InvolvementRules"]):
    def current(self) -> "InvolvementRules":
        """Return the firm's rules, or those that every firm begins with."""
        return self.select_related("set_by").first() or InvolvementRules(pk=1)


def _bound(least: int) -> models.DecimalField:  # type: ignore[type-arg]
    return models.DecimalField(
        max_digits=7,
        decimal_places=2,
        default=Decimal(least),
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(99_999)],
        help_text="The least score of this stage.",
    )


class InvolvementRules(models.Model):
    """The firm's weights, half-lives and bounds: one set."""

    # By the code of a kind: {"weight": 4.0, "half_life": 180}; what is not here is as
    # every firm begins with.
    kinds = models.JSONField(default=dict, blank=True)
    tire_kicker = _bound(1)
    browser = _bound(4)
    involved = _bound(9)
    advocate = _bound(5)
    set_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    set_at = models.DateTimeField(null=True, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = InvolvementRulesManager()

    class Meta:
        verbose_name_plural = "involvement rules"
        constraints = [
            models.CheckConstraint(
                name="there_is_one_set_of_involvement_rules", condition=Q(pk=1)
            ),
            models.CheckConstraint(
                name="involvement_stages_are_in_order",
                condition=Q(tire_kicker__gt=0)
                & Q(browser__gt=F("tire_kicker"))
                & Q(involved__gt=F("browser"))
                & Q(advocate__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return "the rules of involvement"

    @property
    def limits(self) -> tuple[float, float, float]:
        """The least scores of tire kicker, browser and involved."""
        return float(self.tire_kicker), float(self.browser), float(self.involved)

    def in_force(self) -> tuple[Kind, ...]:
        """Return the kinds as they count here."""
        return tuple(
            Kind(
                code=kind.code,
                title=kind.title,
                weight=self.kinds.get(kind.code, {}).get("weight", kind.weight),
                half_life=self.kinds.get(kind.code, {}).get(
                    "half_life", kind.half_life
                ),
                brings=kind.brings,
            )
            for kind in KINDS
        )

    @property
    def is_own(self) -> bool:
        """Tell whether anything differs from what every firm begins with."""
        plain = InvolvementRules()
        bounds = any(getattr(self, name) != getattr(plain, name) for name in BOUNDS)
        return bounds or self.in_force() != KINDS
