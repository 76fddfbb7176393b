"""What is free of a resource in every period, and the first place where a task fits.

The free units are kept bit by bit: plane b is an integer whose bit t tells whether bit b
of what is free in period t is set. Comparing with a demand and taking it from an
interval are then a few operations on whole timelines, however long ("bit slicing": E. Biham,
"A fast new DES implementation in software", 1997).
"""

from collections.abc import Sequence


def planes_of(free: Sequence[int]) -> list[int]:
    """Return the planes of what is free in each period, whole numbers from 0."""
    planes = []
    for bit in range(max(free, default=0).bit_length()):
        text = "".join("1" if units >> bit & 1 else "0" for units in reversed(free))
        planes.append(int(text, 2))
    return planes


def at_least(planes: Sequence[int], units: int, everywhere: int) -> int:
    """Return the periods in which so many units are free; ``everywhere`` are all periods."""
    if units >> len(planes):
        return 0
    enough = everywhere
    for plane in planes:
        enough = enough & plane if units & 1 else enough | plane
        units >>= 1
    return enough


def take(planes: list[int], units: int, interval: int) -> None:
    """Take units in an interval in which they are free."""
    borrow = 0
    for bit, plane in enumerate(planes):
        if units & 1:
            planes[bit] = plane ^ interval ^ borrow
            borrow |= interval & ~plane
        else:
            if not (units or borrow):
                return
            planes[bit] = plane ^ borrow
            borrow &= ~plane
        units >>= 1


def first_run(free: int, length: int) -> int:
    """Return the first of ``length`` free periods on end, or -1."""
    run = 1
    while 2 * run <= length:
        free &= free >> run
        run *= 2
    if run < length:
        free &= free >> (length - run)
    return (free & -free).bit_length() - 1
