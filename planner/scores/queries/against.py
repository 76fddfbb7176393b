"""What inquiries meet, drawn once while it stays the same.

While somebody types, one draft after the other meets the same commitments. A few worlds are
kept in each process, found by what they are, so that a score is the same with and without.
"""

from collections import OrderedDict
from threading import Lock

import engine

# Fewer commitments than this are drawn in no time.
FEWEST = 50
KEPT = 2
LARGEST_BYTES = 64_000_000

_kept: OrderedDict[int, engine.Committed] = OrderedDict()
_lock = Lock()


def drawn(case: engine.Case, *, seed: int) -> engine.Committed | None:
    """Return what the case has committed, drawn; None where that saves nothing."""
    if len(case.commitments) < FEWEST:
        return None
    key = hash((case.horizon, case.promises, case.commitments, seed))
    with _lock:
        found = _kept.get(key)
        if found is not None and found.fits(case, seed, engine.DEFAULT_DRAWS):
            _kept.move_to_end(key)
            return found
    made = engine.prepare(case, seed=seed)
    if sum(rows.nbytes for rows in made.rows(engine.DEFAULT_DRAWS)) <= LARGEST_BYTES:
        with _lock:
            _kept[key] = made
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
    return made
