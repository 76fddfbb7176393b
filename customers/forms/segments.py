"""The form of a segment."""

from typing import Any

from django import forms

from core.fields import CODE
from core.forms import FactsForm
from customers.models import Segment


class SegmentForm(FactsForm):
    examples = {
        "code": "families",
        "name": "Young families",
        "description": "two adults or one, and at least one child under twelve",
    }

    code = forms.CharField(
        label="Short name",
        max_length=50,
        validators=[CODE],
        help_text="It stands in files, addresses and plans, and stays as it is.",
    )
    name = forms.CharField(label="Name", max_length=120)
    description = forms.CharField(
        label="Who belongs here, and how one can tell",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        known: Segment | None = options.pop("segment", None)
        if known is not None:
            names = ("revision", "name", "description")
            options["initial"] = {name: getattr(known, name) for name in names}
        super().__init__(*args, **options)
        if known is not None:
            del self.fields["code"]

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "description")}
