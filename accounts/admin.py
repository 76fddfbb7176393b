"""Django's admin site: a look at the rows of this app, and nothing to change.

It is for the administrator of the system, who sees nothing of the business:
promises and plans are not registered. Signing in and changing a password lead to
our own pages, so that the second step and the audit trail hold here too.
"""

from typing import TYPE_CHECKING, Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.generic import RedirectView

from accounts.models import ApiKey, AuditEvent, Company, Role, User


def _is_administrator(request: HttpRequest) -> bool:
    user = request.user
    return isinstance(user, User) and user.is_active and user.role == Role.ADMINISTRATOR


class ReadingRoom(AdminSite):
    site_header = site_title = "Kept: rows"
    index_title = "To read; changes are made under Settings"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return _is_administrator(request)

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next", "/admin/"))

    def get_urls(self) -> list[Any]:
        """Lead whoever wants another password to where that is written down."""
        change = RedirectView.as_view(pattern_name="account_change_password")
        return [
            path("password_change/", change),
            path("password_change/done/", change),
            *super().get_urls(),
        ]


if TYPE_CHECKING:
    Rows = ModelAdmin[Any]
else:
    Rows = ModelAdmin


class ToRead(Rows):
    """Rows that administrators may look at, and nobody may touch."""

    actions = None
    list_per_page = 50
    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _is_administrator(request)

    def has_view_permission(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> bool:
        return _is_administrator(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> bool:
        return False


class PeopleToRead(ToRead):
    list_display = ("name", "email", "role", "department", "is_active", "last_login")
    list_filter = ("role", "is_active")
    search_fields = ("name", "email")
    fields = (*list_display, "time_zone", "date_joined")


class KeysToRead(ToRead):
    list_display = ("name", "prefix", "user", "expires_at", "revoked_at")
    list_select_related = ("user",)
    fields = (*list_display, "scopes", "created_by", "created_at", "last_used_at")


class EventsToRead(ToRead):
    list_display = ("at", "actor_name", "action", "subject_type", "subject_name")


site = ReadingRoom(name="admin")
site.register(User, PeopleToRead)
site.register(ApiKey, KeysToRead)
site.register(AuditEvent, EventsToRead)
site.register(Company, ToRead)
