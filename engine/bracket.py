"""The largest whole number at which a loss that grows with it stays within a limit."""

from math import inf, sqrt

# The search looks farther by at least and at most so much, where no end is known.
STRIDE, FARTHEST_STRIDE = 1.05, 2.0


class Bracket:
    """What is known of a loss that never falls: where it is within the limit, and beyond.

    ``points`` are (number, loss) as they were found, in order; ``low`` is within the limit,
    ``high`` beyond it or one above the ``most`` that is looked at.
    """

    def __init__(self, *, limit: float, close: float, most: int) -> None:
        self.limit, self.close = limit, close
        self.low, self.high, self.most = 0, most + 1, most
        self.points: list[tuple[float, float]] = []
        self.start: int | None = None
        self.widths: list[int] = []
        self.ended = False

    def note(self, number: float, loss: float) -> None:
        """Note the loss at a number; end where it is within the limit and close to it."""
        self.points.append((number, loss))
        self.points.sort()
        if loss > self.limit:
            self.high = min(self.high, int(number))
            return
        self.low = max(self.low, int(number))
        self.ended = self.ended or self.limit - loss <= self.close

    def guess(self) -> int:
        """Guess where the limit is met: the root of the loss grows evenly near by.

        A queue grows with both its length and its time, so that its loss grows with the
        square of what is too much.
        """
        aim = sqrt(max(0.0, self.limit - self.close / 2.0))
        within = [point for point in self.points if point[1] <= self.limit]
        beyond = [point for point in self.points if point[1] > self.limit]
        # Two points that hold the limit between them, or the last two before it.
        pair = [*within[-1:], *beyond[:1]] if beyond else within[-2:]
        if len(pair) < 2 or pair[0][1] == pair[1][1]:
            return self.middle()
        (left, less), (right, more) = pair
        slope = (sqrt(more) - sqrt(less)) / (right - left)
        return self.inside(left + (aim - sqrt(less)) / slope)

    def middle(self) -> int:
        """Return a number between the ends, nearer to the low one if it is far below."""
        if self.high > self.most:
            return self.inside(inf)
        return (self.low + self.high) // 2

    def inside(self, number: float) -> int:
        """Return a number as one between the ends, not too far beyond what is known."""
        farthest = float(self.high - 1)
        if self.high > self.most:
            farthest = min(farthest, max(self.low, 1) * FARTHEST_STRIDE)
            number = max(number, self.low * STRIDE)
        return int(max(self.low + 1, min(number, farthest)))

    def next(self) -> int | None:
        """Return where to look next; None once the largest number is known."""
        if self.ended or self.high - self.low <= 1:
            return None
        if self.start is not None and self.low < self.start < self.high:
            start, self.start = self.start, None
            return start
        width = self.high - self.low
        self.widths.append(width)
        # What does not halve in two looks is not even: cut it in two.
        stuck = len(self.widths) > 2 and width > self.widths[-3] / 2
        return self.middle() if stuck else self.guess()
