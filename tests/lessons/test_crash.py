"""A test that crashed is told apart from one that failed: with the error, the reader's file and its line.

- a file that does not parse, a name that is not there, in a test and before it; an error of the test's own file
- an error that another hides counts only in the reader's own file; an assertion and a library's exception are none
"""

import pytest

from lessons.crash import EARLIER, crash_of

EDIT = {"consumer/client.py"}


@pytest.mark.parametrize(
    ("printed", "message", "told"),
    [
        (
            'E     File "/home/reader/workbench/consumer/client.py", line 7\n'
            "E       def get(:\nE               ^\nE   SyntaxError: invalid syntax",
            "collection failure",
            "Your file does not run: workbench/consumer/client.py, line 7\n    SyntaxError: invalid syntax",
        ),
        (
            "ImportError while importing test module '/home/reader/workbench/tests/test_a.py'.\nTraceback:\n"
            "tests/test_a.py:5: in <module>\n    from consumer import Client\n"
            "E   ImportError: cannot import name 'Client' from 'consumer'",
            "collection failure",
            "The test crashed: tests/test_a.py, line 5\n    ImportError: cannot import name 'Client' from 'consumer'",
        ),
        (
            ">       client.get()\n\ntests/test_a.py:3: \n_ _ _\nconsumer/client.py:9: in get\n    self.call()\n"
            "E       KeyError: 'name'\n\n.venv/lib/thing.py:70: KeyError",
            "KeyError: 'name'",
            "Your file does not run: workbench/consumer/client.py, line 9\n    KeyError: 'name'",
        ),
        (
            "consumer/client.py:9: in get\n    gone\nE   NameError: name 'gone' is not defined\n\n"
            "consumer/client.py:9: NameError\n\nDuring handling of the above exception, another exception occurred:\n\n"
            "tests/test_a.py:3: in test_a\nE   pact.error.MismatchesError: Mismatches:\n",
            "pact.error.MismatchesError: Mismatches:",
            "Your file does not run: workbench/consumer/client.py, line 9\n    NameError: name 'gone' is not defined",
        ),
        (
            'Traceback (most recent call last):\n  File "/home/reader/workbench/consumer/client.py", line 3, in state\n'
            "    go()\nTypeError: go() missing 1 required positional argument: 'name'\n",
            "Failed: the provider answered 500",
            "Your file does not run: workbench/consumer/client.py, line 3\n"
            "    TypeError: go() missing 1 required positional argument: 'name'",
        ),
    ],
    ids=["syntax", "import in a test", "crash in a library", "hidden", "in a server"],
)
def test_a_crash_is_told_with_its_place(printed: str, message: str, told: str) -> None:
    assert str(crash_of(printed, message, EDIT)) == told


@pytest.mark.parametrize(
    ("printed", "message"),
    [
        ("E   AssertionError: no\nE   assert 1 == 2\n\ntests/test_a.py:3: AssertionError", "AssertionError: no"),
        ("E   Failed: nobody has promised it", "Failed: nobody has promised it"),
        (
            "lib/net.py:9: in get\nE   TypeError: bad\n\nlib/net.py:9: TypeError\n\ntests/test_a.py:3: in test_a\n"
            "E   pact.error.MismatchesError: Mismatches:",
            "pact.error.MismatchesError: Mismatches:",
        ),
        (
            "consumer/client.py:9: in get\nE   TimeoutError\n\nconsumer/client.py:9: TimeoutError\n\n"
            "E   consumer.errors.UnavailableError: no answer",
            "consumer.errors.UnavailableError: no answer",
        ),
        (
            f"It sends nothing{EARLIER} this exception:\nconsumer/client.py:9: in page\nE   NotImplementedError: ask",
            f"Failed: It sends nothing{EARLIER} this exception:\nE   NotImplementedError: ask",
        ),
    ],
    ids=["assertion", "pytest.fail", "hidden in a library", "hidden, no mistake in code", "before a mismatch"],
)
def test_a_test_that_failed_did_not_crash(printed: str, message: str) -> None:
    assert crash_of(printed, message, EDIT) is None
