"""Every lesson and every document proved, two at a time."""

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field

from lessons.course import FOLDER, Course
from lessons.errors import CourseError
from lessons.output import documents, examine
from lessons.process import end_all
from lessons.proof import prove
from lessons.shape import shape

AT_A_TIME = 2


@dataclass
class Proved:
    """What came of one lesson or document: its faults, and what was not run."""

    name: str
    faults: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    seconds: float = 0


Job = Callable[[], Proved]


def jobs(course: Course, numbers: list[str]) -> list[Job]:
    """A job for each lesson, or those of *numbers*; without numbers also for each document of the project."""
    chosen = numbers or list(course.folders())
    listed: list[Job] = [lambda number=number: prove_lesson(course, number) for number in chosen]  # type: ignore[misc]
    if not numbers:
        listed += [lambda path=path: prove_document(course, path) for path in project_documents(course)]  # type: ignore[misc]
    return listed


def project_documents(course: Course) -> list[str]:
    """The documents that are no lesson's; a lesson's is proved with it."""
    return [path for path in documents(course) if not any(FOLDER.fullmatch(part) for part in path.split("/"))]


def prove_lesson(course: Course, number: str) -> Proved:
    """The lesson's start, solution and folder, and the output that its text shows."""
    proved = Proved(f"lesson {number}")
    try:
        lesson = course.lesson(number)
        proved.name = f"lesson {number}, {lesson.title}"
        if lesson.needs and not os.environ.get(lesson.needs):
            proved.faults += shape(course, lesson)
            proved.skipped.append(f"start, solution and output: not run, {lesson.needs} is not set")
        else:
            proved.faults += prove(course, lesson)
            _add_document(course, f"lessons/{lesson.slug}/README.md", proved)
    except CourseError as error:
        proved.faults.append(str(error))
    return proved


def prove_document(course: Course, path: str) -> Proved:
    proved = Proved(path)
    try:
        _add_document(course, path, proved)
    except CourseError as error:
        proved.faults.append(str(error))
    return proved


def _add_document(course: Course, path: str, proved: Proved) -> None:
    if (course.root / path).exists():
        examined = examine(course, path)
        proved.faults += examined.stale
        proved.skipped += examined.skipped


def prove_all(listed: list[Job]) -> Iterator[Proved]:
    """Each result as it comes. Leaving early (Ctrl-C) begins no further job."""
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        futures: list[Future[Proved]] = [pool.submit(_timed, job) for job in listed]
        try:
            for future in as_completed(futures):
                yield future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            end_all()
            raise


def _timed(job: Job) -> Proved:
    began = time.monotonic()
    proved = job()
    proved.seconds = time.monotonic() - began
    return proved
