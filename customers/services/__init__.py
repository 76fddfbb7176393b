"""Everything that may happen to segments, customers and studies of them."""

from customers.services.segments import (
    FACTS,
    create_segment,
    delete_segment,
    edit_segment,
)

__all__ = ["FACTS", "create_segment", "delete_segment", "edit_segment"]
