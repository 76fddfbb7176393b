"""A file about customers, which of its columns says what, and what to do with trouble."""

from collections.abc import Mapping as Keys
from typing import Any

from django import forms

from customers.incoming.kinds import PARTS, Holds, Part
from customers.incoming.mapping import DECIMALS, Mapping
from customers.incoming.troubles import TROUBLES, Trouble
from customers.models import CustomerImport, Segment

NUMBERS = {"purchases", "answers"}


class UploadForm(forms.Form):
    kind = forms.ChoiceField(
        label="What is in the file?",
        choices=CustomerImport.Kind.choices,
        initial=CustomerImport.Kind.PURCHASES,
    )
    file = forms.FileField(
        label="File",
        help_text="CSV (also gzipped) or XLSX, with one head row. "
        "CSV up to 50 MB, packed up to 20 MB; XLSX up to 5 MB and 50,000 rows.",
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.gz,.xlsx"}),
    )


class MappingForm(forms.Form):
    """A field for each fact and for each trouble of this kind of file."""

    def __init__(
        self,
        data: Any,  # noqa: ANN401  # what Django's forms take
        *,
        job: CustomerImport,
        initial: Keys[str, Any],
    ) -> None:
        super().__init__(data, initial=_flat(initial))
        self.kind = job.kind
        offered = [_offered(column) for column in job.columns]
        for part in PARTS[job.kind]:
            self._add_part(part, offered)
        if job.kind in NUMBERS:
            self.fields["decimal"] = forms.ChoiceField(
                label="Numbers are written with", choices=list(DECIMALS.items())
            )
        counts: Keys[str, int] = job.report.get("troubles", {})
        for trouble in TROUBLES[job.kind]:
            self._add_trouble(trouble, counts)

    def _add_part(self, part: Part, offered: list[tuple[str, str]]) -> None:
        nothing = ("", "Choose" if part.needed else "None")
        self.fields[f"columns_{part.name}"] = forms.ChoiceField(
            label=part.label,
            choices=[nothing, *offered],
            required=part.needed,
            help_text=part.help,
        )
        if values := _values(part):
            self.fields[f"fixed_{part.name}"] = forms.ChoiceField(
                label=f"{part.label}, of all rows",
                choices=values,
                required=False,
                help_text="Where no column says it.",
            )
        elif part.default:
            self.fields[f"fixed_{part.name}"] = forms.CharField(
                label=f"{part.label}, of all rows",
                initial=part.default,
                max_length=20,
                required=False,
                help_text="Where no column says it.",
            )

    def _add_trouble(self, trouble: Trouble, counts: Keys[str, int]) -> None:
        count = counts.get(trouble.name, 0)
        rows = f"{count:,} {'row' if count == 1 else 'rows'} of this file."
        self.fields[f"choices_{trouble.name}"] = forms.ChoiceField(
            label=trouble.label,
            choices=trouble.ways,
            initial=trouble.default,
            help_text=rows if count else "",
        )

    def _named(self, start: str) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith(start)]

    @property
    def facts(self) -> list[Any]:
        """The fields of columns and fixed values, and how numbers are written."""
        decimal = [self["decimal"]] if "decimal" in self.fields else []
        facts = [self[n] for n in self.fields if n.startswith(("columns_", "fixed_"))]
        return facts + decimal

    @property
    def troubles(self) -> list[Any]:
        return self._named("choices_")

    def mapping(self) -> Mapping:
        found: dict[str, Any] = {"columns": {}, "fixed": {}, "choices": {}}
        for name, value in self.cleaned_data.items():
            table, mark, key = name.partition("_")
            if mark and value:
                found[table][key] = value
        # A column says it better than a value for all rows.
        for key in found["columns"]:
            found["fixed"].pop(key, None)
        found["decimal"] = self.cleaned_data.get("decimal") or "point"
        return Mapping.read(self.kind, found)


def _offered(column: Keys[str, Any]) -> tuple[str, str]:
    sample = ", ".join(sample[:24] for sample in column["samples"][:2])
    shown = f"{column['name']}: {sample}" if sample else column["name"]
    return column["name"], shown


def _values(part: Part) -> list[tuple[str, str]]:
    """Return what all rows may be said to hold."""
    if part.holds == Holds.SEGMENT:
        segments = Segment.objects.order_by("name").values_list("code", "name")
        return [("", "None"), *segments]
    if part.holds == Holds.CHOICE and part.default:
        return list(part.choices)
    return []


def _flat(document: Keys[str, Any]) -> dict[str, str]:
    """Name what a mapping says as the form does."""
    found = {
        f"{table}_{key}": value
        for table in ("columns", "fixed", "choices")
        for key, value in document.get(table, {}).items()
        if value
    }
    if decimal := document.get("decimal"):
        found["decimal"] = decimal
    return found
