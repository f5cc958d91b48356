"""One change of the catalogue, tried: made in a copy of the project, where the contracts are recorded and verified."""

import tomllib
from difflib import get_close_matches

from lessons.changes import ChangeError, read_changes
from lessons.course import Course, how
from lessons.errors import CourseError
from lessons.normal import without_command
from lessons.sandbox import link_venv, run_line, sandbox

QUIET = "-q --no-header -p no:hypothesispytest -p no:anyio --pact-set book_command="


def attempt(course: Course, name: str) -> str:
    """What the consumers' contract tests and the provider's verification say to the change *name*.

    The change is in the copy alone, so the command that a failure message ends with is left out. *name* is an id, or a
    number of lesson 10. Raises CourseError for a change that does not exist, or no longer fits.
    """
    changes = {change.id: change for change in read_changes(course.root / "tests" / "changes")}
    name = _by_number(course, name)
    if name not in changes:
        near = "".join(f" Did you mean {one!r}?" for one in get_close_matches(name, changes, n=1))
        raise CourseError(f"There is no change {name!r}.{near} `{how('try')}` lists them.")
    with sandbox(course) as copy:
        try:
            changes[name].apply(copy.root)
        except ChangeError as error:
            raise CourseError(str(error)) from error
        link_venv(copy.root)
        recorded = run_line(f"python -m pytest {QUIET} tests/consumer/*/test_*_contract.py", copy.root)
        verified = run_line(f"python -m pytest {QUIET} tests/provider/test_contract.py", copy.root)
    return (
        f"{changes[name].says}\n\n=== the consumers' contract tests\n{recorded}\n"
        f"=== the provider's verification\n{without_command(verified)}"
    )


def listed(course: Course) -> str:
    """The id of each change with what it says, a line each."""
    changes = read_changes(course.root / "tests" / "changes")
    return "\n".join(f"{change.id:<40} {change.says}" for change in changes)


def _by_number(course: Course, name: str) -> str:
    """The id of the change that lesson 10 calls by the number *name*; *name* itself if it is none of these."""
    keys = [key.read_text(encoding="utf-8") for key in course.root.glob("lessons/10-*/key.toml")]
    ids: list[str] = [change["id"] for key in keys for change in tomllib.loads(key)["change"]]
    return {str(number): one for number, one in enumerate(ids, start=1)}.get(name, name)
