"""Recording under pytest-xdist: workers stage and say what became of their tests, the controller gathers both."""

from collections.abc import Iterable
from typing import Any

import pytest

from pact_harness.project import may_hold_contract_tests
from pact_harness.recording.session import RECORDING


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """A worker starts: it stages where the controller will look."""
    node.workerinput["recording"] = str(node.config.stash[RECORDING].staging)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_node_collection_finished(node: Any, ids: Iterable[str]) -> None:
    """A worker has collected. If the run is interrupted, this is all that the controller ever hears of it."""
    recording = node.config.stash[RECORDING]
    files = {node.config.rootpath / test.split("::")[0] for test in ids}
    recording.unreported |= any(may_hold_contract_tests(path, node.config) for path in files)


@pytest.hookimpl(optionalhook=True)
def pytest_handlecrashitem(crashitem: str, sched: Any) -> None:
    """A worker died of this test. What it saw of others is lost."""
    recording = sched.config.stash[RECORDING]
    path = sched.config.rootpath / crashitem.split("::")[0]
    of_contracts = may_hold_contract_tests(path, sched.config)
    (recording.tests.failed if of_contracts else recording.tests.crashed).append(crashitem)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """A worker is done: what it saw joins the controller's. (A crashed one saw nothing, and its run is red.)"""
    tests = getattr(node, "workeroutput", {}).get("recording", {})
    node.config.stash[RECORDING].tests.add(tests)
