"""Frames of libraries in a traceback: one line for those in a row, the project's own and the last one whole.

- site-packages, Python's own, ours; a chain of exceptions; a group of exceptions; what is no traceback
"""

import sysconfig
from pathlib import Path

import pytest

import pact_harness
from pact_harness.results.failure_message import failure_message
from pact_harness.results.library_frames import folded, library_of
from pact_harness.results.verification_result import VerificationResult

LIBRARIES = "/home/a/.venv/lib/python3.13/site-packages"
RUNNERS = Path(sysconfig.get_path("stdlib")) / "asyncio" / "runners.py"
CHAIN = f"""\
Traceback (most recent call last):
  File "{LIBRARIES}/starlette/applications.py", line 90, in __call__
    await self.app(scope)
          ^^^^^^^^^^^^^^^
  File "{LIBRARIES}/fastapi/routing.py", line 1, in app
    raise error
  File "{LIBRARIES}/starlette/routing.py", line 2, in app
    await response()
  File "/home/a/shop/views.py", line 12, in article
    return articles[id]
           ~~~~~~~~^^^^
  File "{LIBRARIES}/database/session.py", line 7, in __getitem__
    raise KeyError(id)
KeyError: 7

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "{RUNNERS}", line 3, in run
    return 1
  File "/home/a/shop/views.py", line 14, in article
    raise LookupError
LookupError
"""
CHAIN_FOLDED = f"""\
Traceback (most recent call last):
  … 3 frames of starlette, fastapi
  File "/home/a/shop/views.py", line 12, in article
    return articles[id]
           ~~~~~~~~^^^^
  File "{LIBRARIES}/database/session.py", line 7, in __getitem__
    raise KeyError(id)
KeyError: 7

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  … 1 frame of Python
  File "/home/a/shop/views.py", line 14, in article
    raise LookupError
LookupError"""
GROUP = f"""\
  + Exception Group Traceback (most recent call last):
  |   File "{LIBRARIES}/anyio/tasks.py", line 1, in run
  |     raise group
  |   File "{LIBRARIES}/anyio/tasks.py", line 2, in run
  |     raise group
  | ExceptionGroup: unhandled (1 sub-exception)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "{LIBRARIES}/starlette/routing.py", line 2, in app
    |     await response()
    |   File "/home/a/shop/views.py", line 14, in article
    |     raise LookupError
    | LookupError"""
GROUP_FOLDED = f"""\
  + Exception Group Traceback (most recent call last):
  |   … 1 frame of anyio
  |   File "{LIBRARIES}/anyio/tasks.py", line 2, in run
  |     raise group
  | ExceptionGroup: unhandled (1 sub-exception)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   … 1 frame of starlette
    |   File "/home/a/shop/views.py", line 14, in article
    |     raise LookupError
    | LookupError"""


@pytest.mark.parametrize(
    ("text", "told"),
    [(CHAIN, CHAIN_FOLDED), (GROUP, GROUP_FOLDED), ("no traceback", "no traceback"), ("", "")],
    ids=["a chain", "a group", "other text", "nothing"],
)
def test_frames_of_libraries_are_counted_and_those_of_the_project_shown(text: str, told: str) -> None:
    assert folded(text) == told


@pytest.mark.parametrize(
    ("file", "library"),
    [
        (f"{LIBRARIES}/starlette/routing.py", "starlette"),
        (f"{LIBRARIES}/six.py", "six"),
        (r"C:\venv\Lib\site-packages\flask\app.py", "flask"),
        (str(RUNNERS), "Python"),
        ("<frozen importlib._bootstrap>", "Python"),
        (pact_harness.__file__, "pact_harness"),
        (__file__, ""),
        ("<string>", ""),
    ],
)
def test_a_file_belongs_to_a_library_or_to_the_project(file: str, library: str) -> None:
    assert library_of(file) == library


def test_the_failure_message_says_where_every_frame_is() -> None:
    result = VerificationResult("p", "c", "i", crash=CHAIN)

    said = failure_message(result, None)

    assert "\nThe provider crashed:\n  Traceback (most recent" in said
    assert "\n    … 3 frames of starlette, fastapi\n" in said
    assert said.endswith("\n  LookupError\n  (verification.json holds every frame.)")
