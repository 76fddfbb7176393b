"""A file, and which of its columns says what."""

from collections.abc import Mapping as Keys
from collections.abc import Sequence
from typing import Any
from zoneinfo import available_timezones

from django import forms

from core.dates import FORMATS
from customers.models import Segment
from promises.mapping import BARE_DATES, DATES, Mapping
from promises.models import LedgerImport, Promise

IN_COLUMN = "column"


class UploadForm(forms.Form):
    file = forms.FileField(
        label="File of outcomes",
        help_text="CSV (also gzipped) or XLSX, with one head row. "
        "CSV up to 50 MB, packed up to 20 MB; XLSX up to 5 MB and 50,000 rows.",
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.gz,.xlsx"}),
    )


class MappingForm(forms.Form):
    """One field per role; choices are the columns of this file, with samples."""

    promise = forms.ChoiceField(label="Promise")
    promise_column = forms.ChoiceField(label="Column of promise codes", required=False)
    reference_column = forms.ChoiceField(
        label="Reference", help_text="The occasion's own name, such as an order number."
    )
    customer_column = forms.ChoiceField(label="Customer", required=False)
    segment = forms.ChoiceField(label="Segment", required=False)
    segment_column = forms.ChoiceField(label="Column of segment codes", required=False)
    promised_column = forms.ChoiceField(label="Promised on")
    promised_format = forms.ChoiceField(label="Written as")
    due_column = forms.ChoiceField(label="Due")
    due_format = forms.ChoiceField(label="Written as")
    done_column = forms.ChoiceField(
        label="Done", help_text="An empty cell means: not done yet."
    )
    done_format = forms.ChoiceField(label="Written as")
    time_zone = forms.ChoiceField(
        label="Time zone",
        help_text="Of times that do not say their own distance from UTC. Whether "
        "something was done on its due day is told by the company's clock.",
    )
    bare_date = forms.ChoiceField(
        label="A due or done date without a time means",
        choices=list(BARE_DATES.items()),
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        data: Any,  # noqa: ANN401  # what Django's forms take
        *,
        job: LedgerImport,
        initial: Keys[str, Any],
    ) -> None:
        super().__init__(data, initial=dict(initial))
        self._offer_codes()
        self._offer_columns(job.columns)
        zones = sorted(available_timezones())
        self._choices("time_zone", [(zone, zone) for zone in zones])

    def _choices(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # tells the type
        field.choices = list(choices)

    def _offer_codes(self) -> None:
        promises = Promise.objects.order_by("statement").values_list(
            "code", "statement"
        )
        segments = Segment.objects.order_by("name").values_list("code", "name")
        by_column = [(IN_COLUMN, "It stands in a column")]
        self._choices("promise", [("", "Choose"), *by_column, *promises])
        self._choices("segment", [("", "None"), *by_column, *segments])

    def _offer_columns(self, columns: Sequence[Keys[str, Any]]) -> None:
        offered: list[tuple[str, str]] = []
        for column in columns:
            sample = ", ".join(sample[:24] for sample in column["samples"][:2])
            shown = f"{column['name']}: {sample}" if sample else column["name"]
            offered.append((column["name"], shown))
        for name in self.fields:
            if name.endswith("_column"):
                nothing = "Choose" if self.fields[name].required else "None"
                self._choices(name, [("", nothing), *offered])
        for role in DATES:
            choices = [("", "Choose: two readings"), *FORMATS.items()]
            self._choices(f"{role}_format", choices)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("promise", "segment"):
            if data.get(name) == IN_COLUMN and not data.get(f"{name}_column"):
                self.add_error(f"{name}_column", "Choose the column.")
        return data

    def mapping(self) -> Mapping:
        data = dict(self.cleaned_data)
        for name in ("promise", "segment"):
            if data[name] == IN_COLUMN:
                data[name] = ""
            else:
                data[f"{name}_column"] = ""
        return Mapping(**data)


def initial_of(job: LedgerImport, guessed: Keys[str, str], zone: str) -> dict[str, str]:
    """Return what the form opens with: the last mapping, or what was guessed."""
    found = {"time_zone": zone, "bare_date": "end", **guessed, **job.mapping}
    for name in ("promise", "segment"):
        if found.get(f"{name}_column") and not found.get(name):
            found[name] = IN_COLUMN
    return found
