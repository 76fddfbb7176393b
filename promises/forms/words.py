"""A word for the company's own list, as a form."""

from django import forms

from promises.models import HouseWord


class WordForm(forms.ModelForm):  # type: ignore[type-arg]
    examples = {
        "phrase": "laminated",
        "question": "How long does it look like new?",
    }

    class Meta:
        model = HouseWord
        fields = ("phrase", "question")
        labels = {"phrase": "Word or phrase", "question": "What to ask back"}
        help_texts = {
            "phrase": "Capitals make no difference; each form of a word stands here "
            "for itself.",
            "question": "Left empty, it asks what the customer has of it.",
        }

    def validate_unique(self) -> None:
        """Leave it to the service, which knows how a word is stored."""
