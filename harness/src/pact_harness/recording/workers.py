"""Recording under pytest-xdist: workers stage and take notes, the controller gathers both."""

from collections.abc import Iterable
from typing import Any

import pytest

from pact_harness.project import may_hold_contract_tests
from pact_harness.recording.session import NOTEBOOK


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """A worker starts: it stages where the controller will look."""
    node.workerinput["recording"] = str(node.config.stash[NOTEBOOK].staging)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_node_collection_finished(node: Any, ids: Iterable[str]) -> None:
    """A worker has collected. If the run is interrupted, this is all that the controller ever hears of it."""
    notebook = node.config.stash[NOTEBOOK]
    files = {node.config.rootpath / test.split("::")[0] for test in ids}
    notebook.unnoted |= any(may_hold_contract_tests(path, node.config) for path in files)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """A worker is done: its notes join the controller's. (A crashed one has none, and its run is red.)"""
    notes = getattr(node, "workeroutput", {}).get("recording", {})
    node.config.stash[NOTEBOOK].notes.add(notes)
