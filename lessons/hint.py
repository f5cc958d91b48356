"""One more hint each time; the next command after the last is the solution."""

from lessons.course import how
from lessons.lesson import Hint
from lessons.predictions import AnswersError, score_answers
from lessons.workbench import Workbench


def next_hint(bench: Workbench) -> str:
    """The next hint of the step under way that is for something still wrong, with its number; the last one stays."""
    lesson = bench.lesson
    place = min(bench.progress.step, len(lesson.step) - 1)
    hints, shown = lesson.step[place].hints, bench.progress.of(lesson.key).hints
    numbered = list(enumerate(hints, start=1))
    useful = [number for number, hint in numbered if not _is_done(bench, hint)] or [len(hints)]
    before = shown.get(place, 0)
    number = next((number for number in useful if number > before), useful[-1])
    over = number <= before
    shown[place] = max(before, number)
    bench.save()
    last = f"\nThat was the last one: `{how('solution')}` shows the difference to ours." if over else ""
    return f"Hint {number} of {len(hints)}: {hints[number - 1].says}{last}"


def _is_done(bench: Workbench, hint: Hint) -> bool:
    """Whether all that the hint is for is right: its tests at the last check, its questions as answered now."""
    if hint.tests:
        return set(hint.tests) <= set(bench.progress.passed)
    if not hint.questions:
        return False
    try:
        score = score_answers(bench.folder / "answers.toml", bench.lesson.folder / "key.toml")
    except AnswersError:  # the check says what is wrong with the file
        return False
    return not set(hint.questions) & set(score.wrong)
