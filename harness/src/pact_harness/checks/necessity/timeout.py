"""An end for a test whose client waits for ever, because what it waits for was taken away."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def timeout(seconds: float) -> Iterator[None]:
    """TimeoutError in the block after so many seconds; without a limit where the system has no such alarm."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(*_: object) -> None:
        raise TimeoutError(f"no end after {seconds:g} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
