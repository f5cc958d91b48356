"""A test that crashed instead of failing: which exception, in which file, on which line. A pure decision."""

import builtins
import re
from collections.abc import Collection
from dataclasses import dataclass

# What Python raises where code is wrong. Others, such as OSError, are what a client's own errors come from.
MISTAKES = (SyntaxError, ImportError, NameError, AttributeError, TypeError)
EARLIER = "\n\nBefore that, the test raised"  # what follows is the plugin's account of an exception that came first
NO_TEST = ("", "collection failure")  # the messages where no test could be begun
RAISED = re.compile(r"^ *(?:E +)?(?P<error>(?P<name>[A-Z]\w+)(?:: .*)?)$", re.MULTILINE)
LOCATION = re.compile(
    r'^ *(?:E +)?File "(?P<quoted>[^"\n]+\.py)", line (?P<at>\d+)|^ *(?P<plain>\S+\.py):(?P<line>\d+):', re.MULTILINE
)


@dataclass(frozen=True)
class Crash:
    """The error as Python says it, and where: in a file that the reader edits if the traceback passes through one."""

    error: str
    file: str
    line: int
    own: bool

    def __str__(self) -> str:
        if self.own:
            return f"Your file does not run: workbench/{self.file}, line {self.line}\n    {self.error}"
        return f"The test crashed: {self.file}, line {self.line}\n    {self.error}"


def crash_of(printed: str, message: str, edit: Collection[str]) -> Crash | None:
    """The crash in what a test printed; None where it failed by an assertion, or by a library's exception.

    *message* is what pytest says of the test: it may tell any of Python's exceptions but an assertion. One that it does
    not tell, since another hides it, counts if it is a mistake in a file that the reader edits. *edit* are those files.
    """
    for match in reversed(list(RAISED.finditer(printed))):
        known = _error(match["name"])
        if known is None or known is AssertionError:
            continue
        told = match["error"] in message.partition(EARLIER)[0] or message in NO_TEST
        places = _places(printed, match, edit)
        own = [place for place in places if place[0] in edit]
        if (own and (told or issubclass(known, MISTAKES))) or (places and told):
            file, line = (own or places)[-1]
            return Crash(match["error"], file, line, bool(own))
    return None


def _error(name: str) -> type[Exception] | None:
    known = getattr(builtins, name, None)
    return known if isinstance(known, type) and issubclass(known, Exception) else None


def _places(printed: str, raised: re.Match[str], edit: Collection[str]) -> list[tuple[str, int]]:
    """What the traceback of *raised* passes through; pytest tells the last place after the error, Python before it."""
    after = LOCATION.search(printed, raised.end())
    end = after.end() if after and after["plain"] else raised.end()
    start = max(
        (other.end() for other in RAISED.finditer(printed, 0, raised.start()) if _error(other["name"])), default=0
    )
    return [_place(place, edit) for place in LOCATION.finditer(printed, start, end)]


def _place(match: re.Match[str], edit: Collection[str]) -> tuple[str, int]:
    """The file, as seen from the workbench where it is one that the reader edits, and the line."""
    file = match["quoted"] or match["plain"]
    own = next((path for path in edit if file == path or file.endswith(f"/{path}")), file)
    return own, int(match["at"] or match["line"])
