"""Forms that hand their facts to a service and show what it refuses."""

from collections.abc import Mapping
from typing import Any

from django import forms

from core.refusals import Conflict, Refusal


class FactsForm(forms.Form):
    """Facts of one row, and the revision of it that the editor saw."""

    revision = forms.IntegerField(
        min_value=1, max_value=2**31 - 1, required=False, widget=forms.HiddenInput
    )
    # Where a refusal names a place that the form shows under another name.
    shown_as: Mapping[str, str] = {}

    @property
    def seen(self) -> int:
        """The revision that was seen; none of a new row."""
        return int(self.cleaned_data.get("revision") or 0)

    @property
    def status(self) -> int:
        """Return the page's status: refused forms answer 422, conflicts 409."""
        if not self.is_bound or self.is_valid():
            return 200
        return 409 if getattr(self, "_conflict", False) else 422

    def refuse(
        self, refusal: Refusal, *, revision: int = 0, stored: Mapping[str, str] = {}
    ) -> None:
        """Show a refusal; after a conflict, what is stored now stands beside it."""
        words = " ".join(filter(None, [refusal.message, refusal.next_step]))
        if not refusal.errors or isinstance(refusal, Conflict):
            self.add_error(None, words)
        for place, faults in refusal.errors.items():
            name = self.shown_as.get(place, place)
            for fault in faults:
                self.add_error(name if name in self.fields else None, fault)
        if isinstance(refusal, Conflict):
            self._conflict = True
            self._look_again(revision, stored)

    def _look_again(self, revision: int, stored: Mapping[str, str]) -> None:
        """Let the next save be on the row as it is now."""
        if not revision:
            return
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("revision")] = str(revision)
        self.data = data
        for name, text in stored.items():
            typed = str(data.get(self.add_prefix(name), ""))
            if typed.replace("\r\n", "\n") != text:
                label = self.fields[name].label or name
                self.add_error(None, f"{label}: “{text or 'nothing'}” is stored now.")
