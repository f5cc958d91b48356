"""For every test here: what it starts, it ends."""

from collections.abc import Iterator

import pytest

from tests.leftovers import adopt_orphans, children, end_leftovers


@pytest.fixture(autouse=True, scope="module")
def no_process_is_left() -> Iterator[None]:
    """A module whose tests leave a process running fails with its last test, and the process is ended."""
    adopt_orphans()
    before = children()
    yield
    left = end_leftovers(before)
    if left:
        pytest.fail(f"these processes were left running: {left}", pytrace=False)
