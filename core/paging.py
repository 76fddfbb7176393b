"""How lists are cut into pages and kept in a stable order."""

from typing import TYPE_CHECKING, Any

from django.db import models
from rest_framework.filters import OrderingFilter
from rest_framework.pagination import CursorPagination, PageNumberPagination
from rest_framework.request import Request

if TYPE_CHECKING:
    from rest_framework.views import APIView


class Pages(PageNumberPagination):
    page_size_query_param = "page_size"
    max_page_size = 500


class StableOrdering(OrderingFilter):
    """Order by what was asked for, and always by the key last."""

    def get_default_ordering(self, view: "APIView") -> tuple[str, ...]:
        return tuple(super().get_default_ordering(view) or ()) or ("pk",)

    def filter_queryset(
        self, request: Request, queryset: models.QuerySet[Any], view: "APIView"
    ) -> models.QuerySet[Any]:
        ordering = list(self.get_ordering(request, queryset, view) or ["pk"])
        return queryset.order_by(*dict.fromkeys([*ordering, "pk"]))


class Keyset(CursorPagination):
    """Pages of long tables: each says where the next begins, and none is counted."""

    page_size_query_param = "page_size"
    max_page_size = 500
    ordering = "-pk"
