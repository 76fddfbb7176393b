"""Which needs a promise serves, and which needs a page shows, as forms."""

from typing import Any

from django import forms

from customers.models import Need, Segment
from promises.queries.needs import STANDINGS


class _NeedField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, need: Any) -> str:  # noqa: ANN401  # as Django has it
        whose = need.segment.name if need.segment else "everybody"
        return f"{need.statement} ({need.importance} of 5, {whose})"


class ServedForm(forms.Form):
    """The needs that a promise serves, and the revision that was seen."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    needs = _NeedField(
        label="Needs it serves",
        queryset=Need.objects.select_related("segment").order_by(
            "-importance", "statement", "pk"
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="The most important first. Only what it really serves: a promise "
        "to everybody is one to nobody.",
    )


class MatrixForm(forms.Form):
    """What the matrix shows; what cannot be read filters nothing."""

    segment = forms.ModelChoiceField(
        label="Segment",
        queryset=Segment.objects.order_by("name"),
        to_field_name="code",
        empty_label="All segments",
        required=False,
    )
    only = forms.ChoiceField(
        label="Needs",
        choices=[
            ("", "All needs"),
            *((value, words.capitalize()) for value, (words, _) in STANDINGS.items()),
        ],
        required=False,
    )

    def segment_chosen(self) -> Segment | None:
        self.is_valid()
        found: Segment | None = self.cleaned_data.get("segment")
        return found

    def only_chosen(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("only", ""))


class ToggleForm(forms.Form):
    """One cell of the matrix: "promise-need-serves-revision"."""

    cell = forms.RegexField(r"\A[0-9]{1,18}-[0-9]{1,18}-[01]-[0-9]{1,9}\Z")

    def numbers(self) -> tuple[int, int, bool, int]:
        promise, need, serves, revision = self.cleaned_data["cell"].split("-")
        return int(promise), int(need), serves == "1", int(revision)
