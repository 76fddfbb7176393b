"""What evidence is to refer to, as forms: which kind, then its question."""

from typing import Any, Final

from django import forms

from customers.models import Need, Segment, SurveyAnswer
from promises.models import Criterion, Evidence, Promise
from promises.queries.references import MOST_WEEKS, USES, Asked
from promises.services.evidence import SAYINGS

WEEKS: Final = 26


class CiteForm(forms.Form):
    """What to look up; it is sent once to look, and once more to cite."""

    units = {"weeks": "weeks up to today"}
    examples = {"weeks": "26"}

    need = forms.ModelChoiceField(
        label="Which need",
        queryset=Need.objects.none(),
        to_field_name="code",
        empty_label="Choose",
        help_text="The most important first.",
    )
    survey = forms.ChoiceField(label="Which answers", choices=SurveyAnswer.Kind.choices)
    segment = forms.ModelChoiceField(
        label="Of whom",
        queryset=Segment.objects.none(),
        to_field_name="code",
        empty_label="All customers",
        required=False,
    )
    weeks = forms.IntegerField(
        label="Over the last", min_value=1, max_value=MOST_WEEKS, initial=WEEKS
    )
    criterion = forms.ChoiceField(
        label="It speaks for",
        help_text="“Customers”: that it matters to them. Loyalty is shown by what "
        "customers do, not by what they answer.",
    )

    def __init__(
        self,
        data: Any,  # noqa: ANN401
        *,
        kind: str,
        promise: Promise,
        criterion: str = Criterion.CUSTOMERS,
    ) -> None:
        super().__init__(data)
        self.kind = kind
        for name in {"need", "survey", "segment", "weeks"} - set(USES[kind]):
            del self.fields[name]
        allowed = [
            (str(each), str(each.label))
            for each in (Criterion.CUSTOMERS, *Criterion)
            if not (each == Criterion.LOYALTY and kind in SAYINGS)
        ]
        self._choose("criterion", list(dict(allowed).items()), criterion)
        self._offer("need", Need.objects.order_by("-importance", "statement"), None)
        self._offer("segment", Segment.objects.order_by("name"), promise.segment)

    def _choose(self, name: str, choices: list[tuple[str, str]], first: str) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # tells the type
        field.choices = choices
        field.initial = first if first in dict(choices) else choices[0][0]

    def _offer(self, name: str, rows: Any, first: Any) -> None:  # noqa: ANN401
        if name in self.fields:
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
            field.queryset = rows
            field.initial = first.code if first else None

    def asked(self) -> Asked:
        """Return the question; only after ``is_valid``."""
        data = self.cleaned_data
        return Asked(
            kind=self.kind,
            need=data["need"].code if data.get("need") else "",
            survey=data.get("survey", ""),
            segment=data["segment"].code if data.get("segment") else "",
            weeks=data.get("weeks", WEEKS),
        )


KINDS: Final = tuple(
    (str(kind), str(kind.label)) for kind in Evidence.Reference if kind in USES
)
