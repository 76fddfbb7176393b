"""What the CEO says when a decision is looked at again."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from planner.decisions.models import Judged, Turned
from planner.decisions.services import Judgement
from planner.decisions.services.reviews import LONGEST_LESSON
from planner.learn.queries.hindsight import FAILED, HELD, UNKNOWN

PREFIX = "known-"


class ReviewForm(forms.Form):
    """The judgement; a choice for each assumption comes before it."""

    decided_well = forms.ChoiceField(
        label="By what could be known then, it was",
        choices=[("good", "a good decision"), ("bad", "a bad decision")],
        widget=forms.RadioSelect,
    )
    turned_out = forms.ChoiceField(
        label="It turned out",
        choices=[
            ("good", "well"),
            ("bad", "badly"),
            ("unknown", "that is not known yet"),
        ],
        widget=forms.RadioSelect,
    )
    lesson = forms.CharField(
        label="What is to be learnt",
        max_length=LONGEST_LESSON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="For whoever decides the next one like it.",
    )
    next_on = forms.DateField(
        label="Look at it again on",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Empty: this closes it.",
    )

    def __init__(
        self,
        data: Any = None,  # noqa: ANN401  # as Django's own
        *,
        beliefs: Iterable[Mapping[str, Any]] = (),
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.codes = [belief["code"] for belief in beliefs]
        for belief in beliefs:
            self.fields[f"{PREFIX}{belief['code']}"] = forms.ChoiceField(
                label=belief["statement"],
                required=False,
                initial=belief["now"],
                choices=[
                    (UNKNOWN, "not known yet"),
                    (HELD, "it held"),
                    (FAILED, "it failed"),
                ],
            )

    @property
    def beliefs(self) -> list[forms.BoundField]:
        return [self[f"{PREFIX}{code}"] for code in self.codes]

    @property
    def known(self) -> dict[str, bool]:
        """Return what was said of each assumption, however far the rest has come."""
        said = {code: self[f"{PREFIX}{code}"].value() for code in self.codes}
        return {
            code: word == HELD for code, word in said.items() if word in {HELD, FAILED}
        }

    def judgement(self) -> Judgement:
        """Return what was said, once the form is valid."""
        data = self.cleaned_data
        return Judgement(
            decided_well=Judged(data["decided_well"]),
            turned_out=Turned(data["turned_out"]),
            lesson=data["lesson"],
            next_on=data["next_on"],
        )
