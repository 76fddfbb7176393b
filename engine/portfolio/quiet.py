"""Keep the solver's own words off standard output.

HiGHS leaves a debugging line or two on C's standard output, where a desk command prints
one JSON document. For commands only: the redirection holds for the whole process.
"""

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quiet_solver() -> Iterator[None]:
    """Send what is written to the process's standard output nowhere, for a while."""
    library = ctypes.CDLL(None)
    library.fflush(None)
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    try:
        yield
    finally:
        # What C has buffered must go before the output is back.
        library.fflush(None)
        os.dup2(kept, 1)
        os.close(kept)
