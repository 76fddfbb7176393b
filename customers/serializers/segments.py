"""Segments as JSON; the rules live in the services."""

from rest_framework import serializers

from customers.models import Segment


class SegmentSerializer(serializers.ModelSerializer[Segment]):
    revision = serializers.IntegerField(
        min_value=1,
        max_value=2**31 - 1,
        required=False,
        help_text="The revision that you read; changing a row needs it.",
    )

    class Meta:
        model = Segment
        fields = ["id", "code", "name", "description", "revision"]
