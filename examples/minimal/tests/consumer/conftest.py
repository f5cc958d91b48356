"""Each test has a Pact of its own; together they become the contract, if all of them pass."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pact import Pact


@pytest.fixture(scope="session")
def recorded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the tests write; a red run leaves contracts/ as it was."""
    folder = tmp_path_factory.mktemp("contracts")
    yield folder
    if not request.session.testsfailed:
        shutil.copytree(folder, request.config.rootpath / "contracts", dirs_exist_ok=True)


@pytest.fixture
def pact(recorded: Path) -> Iterator[Pact]:
    pact = Pact("shop", "catalogue")
    yield pact
    pact.write_file(recorded)
