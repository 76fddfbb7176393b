"""Files about customers as JSON."""

from typing import Any

from rest_framework import serializers

from customers.models import CustomerImport
from customers.queries.imports import latest


class CustomerImportSerializer(serializers.ModelSerializer[CustomerImport]):
    """A file on its way in: how far it is, and what was found."""

    uploaded_by = serializers.CharField(source="uploaded_by.name", read_only=True)

    def to_representation(self, instance: CustomerImport) -> dict[str, Any]:
        far = latest(instance)
        told = super().to_representation(instance)
        return {**told, "progress": far.share, "note": far.note}

    class Meta:
        model = CustomerImport
        fields = [
            "id",
            "kind",
            "file_name",
            "stage",
            "state",
            "progress",
            "note",
            "error",
            "facts",
            "columns",
            "mapping",
            "report",
            "uploaded_by",
            "uploaded_at",
        ]
        read_only_fields = fields


class CustomerImportLineSerializer(CustomerImportSerializer):
    """A file in a list: without its columns and its report."""

    class Meta(CustomerImportSerializer.Meta):
        fields = [
            name
            for name in CustomerImportSerializer.Meta.fields
            if name not in {"columns", "mapping", "report"}
        ]
        read_only_fields = fields


class CustomerMappingSerializer(serializers.Serializer[Any]):
    """Which column says what, fixed values, and what to do with rows in trouble."""

    mapping = serializers.JSONField(
        help_text="columns, fixed and choices: objects of texts; decimal: point or comma."
    )
