"""How lists of segments and customers are narrowed down."""

from customers.filters.segments import SegmentFilter

__all__ = ["SegmentFilter"]
