"""Segments and customers as JSON; the rules live in the services."""

from customers.serializers.segments import SegmentSerializer

__all__ = ["SegmentSerializer"]
