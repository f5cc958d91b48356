"""How those who wait for a change learn that there was one, without asking all the time."""

from threading import Condition


class Bell:
    """Rings for every thread of this process that listens. Other processes do not hear it."""

    def __init__(self) -> None:
        self._condition = Condition()
        self.rung = 0  # times so far

    def ring(self) -> None:
        with self._condition:
            self.rung += 1
            self._condition.notify_all()

    def wait(self, rung: int, seconds: float) -> None:
        """Return once the bell has rung more than *rung* times, also if that was before; or after *seconds*."""
        with self._condition:
            self._condition.wait_for(lambda: self.rung > rung, seconds)
