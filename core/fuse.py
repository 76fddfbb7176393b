"""Leave alone for a moment what did not answer."""

import threading
import time


class Fuse:
    """Remember for some seconds that something did not answer."""

    def __init__(self, *, seconds: float) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._blown_until = 0.0

    def blow(self) -> None:
        with self._lock:
            self._blown_until = time.monotonic() + self._seconds

    def mend(self) -> None:
        with self._lock:
            self._blown_until = 0.0

    @property
    def is_blown(self) -> bool:
        with self._lock:
            return time.monotonic() < self._blown_until
