"""Recording by pact-python alone: a `Pact` for each test, and the contracts put in place by a green run."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

# before pact is imported: its core counts its users, and a proxy would swallow the loopback requests
os.environ["PACT_DO_NOT_TRACK"] = "true"
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"

import pytest
from pact import Pact

CONTRACTS = Path("contracts")
STAGING = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "pact(consumer, provider): the two sides of the contract that a test records")


@pytest.fixture
def pact(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pact]:
    """A Pact between the two sides that the marker names; one a test, since a Pact that has been served is frozen."""
    sides = request.node.get_closest_marker("pact").kwargs
    pact = Pact(sides["consumer"], sides["provider"])
    yield pact
    staging = request.config.stash.setdefault(STAGING, tmp_path_factory.getbasetemp() / "contracts")
    pact.write_file(staging)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Replace the contracts, but only by those of a green run: they promise what passing tests asked for."""
    staging = session.config.stash.get(STAGING, None)
    if staging and exitstatus == pytest.ExitCode.OK:
        shutil.copytree(staging, CONTRACTS, dirs_exist_ok=True)
