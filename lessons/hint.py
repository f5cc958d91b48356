"""One more hint each time; the next command after the last is the solution."""

from lessons.course import how
from lessons.workbench import Workbench


def next_hint(bench: Workbench) -> str:
    """The next hint of the step under way, counted; the last one stays."""
    lesson = bench.lesson
    place = min(bench.progress.step, len(lesson.step) - 1)
    hints, shown = lesson.step[place].hints, bench.progress.of(lesson.key).hints
    number = min(shown.get(place, 0) + 1, len(hints))
    over = shown.get(place, 0) >= len(hints)
    shown[place] = number
    bench.save()
    last = f"\nThat was the last one: `{how('solution')}` shows the difference to ours." if over else ""
    return f"Hint {number} of {len(hints)}: {hints[number - 1]}{last}"
