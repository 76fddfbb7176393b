"""The study that pages show, and the one under way."""

from dataclasses import dataclass

from accounts.models import User
from customers.models import Customer, History, LoyaltyStudy


@dataclass(frozen=True)
class Standing:
    """The newest finished study, the newest of all, and what there is to study."""

    study: LoyaltyStudy | None
    latest: LoyaltyStudy | None
    has_customers: bool
    has_purchases: bool

    @property
    def under_way(self) -> LoyaltyStudy | None:
        found = self.latest
        return found if found is not None and found.is_under_way else None

    @property
    def failed(self) -> LoyaltyStudy | None:
        """The newest study, if it came to nothing."""
        found = self.latest
        return found if found is not None and found.state == "failed" else None


def standing(user: User) -> Standing:
    """Return what there is."""
    seen = LoyaltyStudy.objects.visible_to(user)
    return Standing(
        study=seen.finished().order_by("-pk").first(),
        latest=seen.light().order_by("-pk").first(),
        has_customers=Customer.objects.visible_to(user).exists(),
        has_purchases=History.objects.visible_to(user)
        .filter(last_on__isnull=False)
        .exists(),
    )
