"""How forms are drawn: the project's templates, and units and examples of fields."""

from typing import Any

from django.forms import BoundField
from django.forms.renderers import TemplatesSetting


class ExplainedField(BoundField):
    """A field whose form may say its unit and an example.

    A form says them in two class attributes, ``units`` and ``examples``, both
    from field names to text.
    """

    @property
    def unit(self) -> str:
        return self._said("units")

    @property
    def example(self) -> str:
        return self._said("examples")

    @property
    def aria_describedby(self) -> str | None:
        ids: list[Any] = [super().aria_describedby]
        if self.example and self.auto_id and not self.is_hidden:
            ids.append(f"{self.auto_id}_example")
        return " ".join(filter(None, ids)) or None

    def _said(self, attribute: str) -> str:
        texts: dict[str, str] = getattr(self.form, attribute, {})
        return texts.get(self.name, "")


class FormRenderer(TemplatesSetting):
    """Draw forms with templates/django/forms and fields with their explanations."""

    bound_field_class = ExplainedField
