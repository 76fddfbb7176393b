"""Find a row over REST by its code, as people know it, or by its number."""

from typing import TYPE_CHECKING, Any

from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404

from core.numbers import KEY, typed_whole

if TYPE_CHECKING:
    from rest_framework.viewsets import GenericViewSet

    Base = GenericViewSet[Any]
else:
    Base = object


class ByCodeOrNumber(Base):
    """``/capabilities/packing/`` and ``/capabilities/7/`` are the same place.

    A code of nothing but digits is found too: numbers are looked up second.
    """

    def get_object(self) -> Any:  # noqa: ANN401
        key = self.kwargs["pk"].replace("\x00", "")
        rows: QuerySet[Model] = self.filter_queryset(self.get_queryset())
        found = rows.filter(code=key).first()
        number = typed_whole(key, digits=KEY)
        if found is None and number is not None:
            found = rows.filter(pk=number).first()
        if found is None:
            found = get_object_or_404(rows.none())
        self.check_object_permissions(self.request, found)
        return found
