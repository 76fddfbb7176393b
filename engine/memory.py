"""Memory that is used again and again: fetching it anew takes longer than filling it."""

from collections.abc import Callable
from math import prod
from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# Makes an array of a shape, its content not set, as ``np.empty`` does.
New = Callable[[tuple[int, ...]], Array]

# Blocks are large enough to be fetched in large pages, and start on a line of the cache.
BLOCK: Final = 2_000_000
LINE: Final = 8


class Memory:
    """Blocks that arrays are cut from, one after the other, until all are given back."""

    def __init__(self) -> None:
        self.blocks: list[Array] = []
        self.block = -1
        self.used = BLOCK

    def new(self, shape: tuple[int, ...]) -> Array:
        """Return an array whose content is not set, good until ``clear``."""
        size = prod(shape)
        if size > BLOCK:
            return np.empty(shape)
        if self.used + size > BLOCK:
            self.turn()
        cut = self.blocks[self.block][self.used : self.used + size].reshape(shape)
        self.used += -(-size // LINE) * LINE
        return cut

    def turn(self) -> None:
        """Go on to the next block."""
        self.block += 1
        self.used = 0
        if self.block == len(self.blocks):
            self.blocks.append(np.empty(BLOCK))

    def clear(self) -> None:
        """Take everything back: no array that was handed out may be used any more."""
        if self.blocks:
            self.block, self.used = 0, 0
