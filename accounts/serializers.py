"""People, the company and the audit trail as documents."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.days_off import LONGEST_NAME, MOST_DAYS, DayOff
from accounts.models import ApiKey, AuditEvent, Company, Deputy, Notice, Scope, User


class PersonSerializer(serializers.ModelSerializer[User]):
    title = serializers.CharField(read_only=True)

    class Meta:
        model = User
        fields = ("id", "email", "name", "role", "department", "title", "is_active")
        read_only_fields = fields


class CompanySerializer(serializers.ModelSerializer[Company]):
    class Meta:
        model = Company
        fields = ("name", "currency", "time_zone")
        read_only_fields = fields


class DayOffSerializer(serializers.Serializer[DayOff]):
    """A day on which nobody works."""

    day = serializers.DateField()
    name = serializers.CharField(
        max_length=LONGEST_NAME, allow_blank=True, default="", required=False
    )


class DaysOffSerializer(serializers.Serializer[Any]):
    """All days off of the company, on the revision that was read."""

    days: Any = serializers.ListSerializer(
        child=DayOffSerializer(), max_length=MOST_DAYS
    )
    revision = serializers.IntegerField(min_value=0, max_value=2**31 - 1)


class KeySerializer(serializers.ModelSerializer[ApiKey]):
    scopes = serializers.ListField(child=serializers.ChoiceField(Scope.choices))

    class Meta:
        model = ApiKey
        fields = ("name", "prefix", "scopes", "expires_at")
        read_only_fields = fields


class MeSerializer(serializers.ModelSerializer[User]):
    """Who is asking, and with which key if with one (``context["key"]``)."""

    title = serializers.CharField(read_only=True)
    key = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = (*PersonSerializer.Meta.fields, "time_zone", "key")
        read_only_fields = fields

    @extend_schema_field(KeySerializer(allow_null=True))
    def get_key(self, user: User) -> dict[str, object] | None:
        key: ApiKey | None = self.context["key"]
        return KeySerializer(key).data if key else None


class AuditEventSerializer(serializers.ModelSerializer[AuditEvent]):
    class Meta:
        model = AuditEvent
        fields = (
            "id",
            "at",
            "actor",
            "actor_name",
            "action",
            "subject_type",
            "subject_id",
            "subject_name",
            "changes",
            "previous",
            "digest",
        )
        read_only_fields = fields


class DeputySerializer(serializers.ModelSerializer[Deputy]):
    """An absence of a CEO, and the director who decides meanwhile."""

    deputy_name = serializers.CharField(source="deputy.name", read_only=True)

    class Meta:
        model = Deputy
        fields = [
            "id",
            "deputy",
            "deputy_name",
            "starts_on",
            "ends_on",
            "begins_at",
            "ends_at",
            "named_at",
        ]
        read_only_fields = ["begins_at", "ends_at", "named_at"]


class NoticeSerializer(serializers.ModelSerializer[Notice]):
    """Something one was told, with the page where one can act on it."""

    class Meta:
        model = Notice
        fields = (
            "id",
            "kind",
            "text",
            "link",
            "about",
            "urgent",
            "created_at",
            "read_at",
            "mailed_at",
        )
        read_only_fields = fields


class ReadSerializer(serializers.Serializer[dict[str, int]]):
    """How many notices were taken as read."""

    read = serializers.IntegerField(read_only=True)
