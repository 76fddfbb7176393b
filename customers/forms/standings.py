"""What may be asked of the page about satisfaction."""

from typing import Any

from django import forms


class ThresholdForm(forms.Form):
    """From which score on a customer counts as satisfied."""

    satisfied_from = forms.FloatField(
        label="Satisfied begins at", required=False, help_text="A score of the scale."
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        lowest: float,
        highest: float,
        **options: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **options)
        field = self.fields["satisfied_from"]
        field.help_text = f"From above {lowest:g} to {highest:g}."
        self.lowest, self.highest = lowest, highest

    def clean_satisfied_from(self) -> float | None:
        wanted: float | None = self.cleaned_data["satisfied_from"]
        if wanted is not None and not self.lowest < wanted <= self.highest:
            msg = f"Choose a score above {self.lowest:g}, up to {self.highest:g}."
            raise forms.ValidationError(msg)
        return wanted
