"""How lists are cut into pages and kept in a stable order."""

from typing import TYPE_CHECKING, Any

from django.db import models
from rest_framework.exceptions import NotFound
from rest_framework.filters import OrderingFilter
from rest_framework.pagination import CursorPagination, PageNumberPagination
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from core.keyset import Cut, cut

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


class RowPages(CursorPagination):
    """Pages of a list sorted by one column and its key, as deep as one likes.

    Rows that are equal in the column do not slow it down, and none is left out.
    """

    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 500

    def paginate_queryset(
        self,
        queryset: Any,  # noqa: ANN401  # a QuerySet
        request: Request,
        view: Any = None,  # noqa: ANN401  # the view that asks
    ) -> list[Any]:
        self.request = request
        self.base_url = request.build_absolute_uri()
        after, before = self._cursor(request)
        found = self.cut(
            queryset,
            by=self.get_ordering(request, queryset, view)[0],
            size=self.get_page_size(request) or 1,
            after=after,
            before=before,
        )
        self._next, self._previous = found.older, found.newer
        return list(found.rows)

    def cut(self, queryset: models.QuerySet[Any], **wanted: Any) -> Cut[Any]:  # noqa: ANN401
        """Return one page; for lists that are put together in their own way."""
        return cut(queryset, **wanted)

    def _cursor(self, request: Request) -> tuple[str, str]:
        """Read which row the page begins behind, or ends before."""
        text = request.query_params.get(self.cursor_query_param, "")
        way, _, row = text.partition("~")
        if text and way not in {"after", "before"}:
            raise NotFound(self.invalid_cursor_message)
        return (row, "") if way == "after" else ("", row)

    def _link(self, way: str, row: str) -> str | None:
        if not row or self.base_url is None:
            return None
        cursor = f"{way}~{row}"
        return replace_query_param(self.base_url, self.cursor_query_param, cursor)

    def get_next_link(self) -> str | None:
        return self._link("after", self._next)

    def get_previous_link(self) -> str | None:
        return self._link("before", self._previous)
