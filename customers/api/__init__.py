"""Customers and their segments over REST."""

from customers.api.imports import CustomerImportViewSet
from customers.api.segments import SegmentViewSet

__all__ = ["CustomerImportViewSet", "SegmentViewSet"]
