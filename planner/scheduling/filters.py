"""Which of what is overbooked is looked at; it stands in the address."""

from collections.abc import Iterable, Mapping
from typing import Final

from django import forms

from planner.scheduling.queries import CompanySchedule, Overbooked


class OverbookedFilter(forms.Form):
    kind = forms.ChoiceField(
        required=False,
        label="Of",
        choices=[
            ("", "People and capabilities"),
            ("person", "People"),
            ("capability", "Capabilities"),
        ],
    )
    key = forms.ChoiceField(required=False, label="Who or what")
    plan = forms.ChoiceField(required=False, label="Plan")

    FIELDS: Final = ("kind", "key", "plan")

    def __init__(self, data: Mapping[str, str], found: CompanySchedule) -> None:
        super().__init__(data)
        rows = found.overbooked
        self.fields["key"].choices = [  # type: ignore[attr-defined]
            ("", "Anybody and anything"),
            *sorted({(f"{row.kind}-{row.key}", row.name) for row in rows}, key=_name),
        ]
        self.fields["plan"].choices = [  # type: ignore[attr-defined]
            ("", "All plans"),
            *sorted({(str(pk), t) for row in rows for pk, t in row.plans}, key=_name),
        ]

    def chosen(self, rows: Iterable[Overbooked]) -> list[Overbooked]:
        """Return the rows that fit; what is no choice chooses nothing."""
        self.is_valid()
        wanted = {name: self.cleaned_data.get(name, "") for name in self.FIELDS}
        return [row for row in rows if _fits(row, wanted)]


def _name(choice: tuple[str, str]) -> tuple[str, str]:
    return choice[1].casefold(), choice[0]


def _fits(row: Overbooked, wanted: Mapping[str, str]) -> bool:
    plans = {str(pk) for pk, _ in row.plans}
    return (
        wanted["kind"] in {"", row.kind}
        and wanted["key"] in {"", f"{row.kind}-{row.key}"}
        and (not wanted["plan"] or wanted["plan"] in plans)
    )
