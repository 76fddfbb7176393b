"""Measurements of what we claim, each beside a peer; run by ``make bench``.

A module here offers ``section() -> Section``: it runs product and peer in turn in one
process, because only ratios taken side by side hold, and checks that both give the same.
"""

import os

# One thread for both sides; has to be said before NumPy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
