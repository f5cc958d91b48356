"""A bar that shows how far the trial is, on a descriptor of its own; none where rich is not installed."""

import os
from contextlib import nullcontext
from typing import Any


class NoBar(nullcontext[None]):
    """What stands for a bar that nobody sees."""

    def add_task(self, _description: str) -> int:
        return 0

    def update(self, _task: int, **_what: object) -> None:
        pass


def progress_bar(descriptor: int | None) -> Any:
    """A `rich.progress.Progress`, or what does nothing. pytest takes standard error while a test runs, so the
    bar has a descriptor of its own."""
    if descriptor is None:
        return NoBar()
    try:
        from rich.console import Console
        from rich.progress import Progress
    except ModuleNotFoundError:
        return NoBar()
    return Progress(console=Console(file=os.fdopen(descriptor, "w")), auto_refresh=False, transient=True)
