"""Letters whose challenge was wrong, as their writer says: open to everybody."""

from django.db import models
from django.db.models import Q

from planner.outreach.models.talks import Contact


class Overruling(models.Model):
    """Words of a letter that were challenged, and why its writer says they do not sell."""

    contact = models.OneToOneField(Contact, models.CASCADE, related_name="overruling")
    words = models.JSONField(help_text="The words that were challenged, in order.")
    reason = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="challenge_is_overruled_for_a_reason", condition=~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"overruling of contact {self.contact_id}"

    @property
    def trail_name(self) -> str:
        """What the audit trail calls it: nothing that tells of anybody."""
        return f"letter of contact {self.contact_id}"
