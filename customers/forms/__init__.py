"""Forms of segments and customers."""

from customers.forms.segments import SegmentForm

__all__ = ["SegmentForm"]
