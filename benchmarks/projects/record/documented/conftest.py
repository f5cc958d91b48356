"""Recording as pact-python documents it: a Pact for each test, each written into the one shared file."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pact import Pact


@pytest.fixture
def pact() -> Iterator[Pact]:
    pact = Pact("bench-client", "bench-service").with_specification("V4")
    yield pact
    pact.write_file(Path(os.environ["CONTRACTS"]))
