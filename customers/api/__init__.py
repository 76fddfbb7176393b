"""Customers and their segments over REST."""

from customers.api.segments import SegmentViewSet

__all__ = ["SegmentViewSet"]
