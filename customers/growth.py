"""The one place by which what is computed of customers learns that they changed.

Whatever writes customers, purchases, answers, interactions or defections calls
``grew`` inside its transaction, after writing, or ``began`` for who was entered in it
together with all their purchases. What keeps a rollup listens here.
"""

from collections.abc import Collection

from customers import newcomers, rollup


def grew(*, customer_ids: Collection[int], only_added: bool) -> None:
    """Tell that rows of these customers were added, or also changed and taken away."""
    rollup.count(customer_ids)


def began(lines: newcomers.Lines, *, relationship: str) -> None:
    """Tell that customers were entered, in no segment, and bought these lines."""
    newcomers.count(lines, relationship=relationship)
