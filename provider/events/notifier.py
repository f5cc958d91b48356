"""How a thread that waits for a change learns that there was one, without asking all the time."""

from threading import Condition


class Notifier:
    """Wakes every thread of this process that waits. Other processes are not reached."""

    def __init__(self) -> None:
        self._condition = Condition()
        self.count = 0  # notifications so far

    def notify(self) -> None:
        with self._condition:
            self.count += 1
            self._condition.notify_all()

    def wait(self, count: int, seconds: float) -> None:
        """Return once there were more than *count* notifications, also if that was before; or after *seconds*."""
        with self._condition:
            self._condition.wait_for(lambda: self.count > count, seconds)
