"""Words that sell features in a company's own trade."""

from django.db import models

from accounts.models import User


class HouseWord(models.Model):
    """A word that this company has found to sell features, and what it asks back."""

    phrase = models.CharField(
        max_length=60, unique=True, help_text="In small letters: laminated"
    )
    question = models.CharField(
        max_length=200,
        blank=True,
        help_text="What to ask whoever writes it: How long does it look like new?",
    )
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(editable=False)

    def __str__(self) -> str:
        return self.phrase
