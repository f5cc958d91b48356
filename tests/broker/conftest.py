"""Tests of this folder run on the broker that PACT_BROKER_BASE_URL names, or are skipped."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pact_harness.broker.settings import URL
from tests.broker.life import Life


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    """Teams of this test's own, and nothing left of them afterwards."""
    if not os.environ.get(URL):
        pytest.skip(f"set {URL} (make broker-up starts one) to run this on a real broker")
    life = Life(tmp_path, os.environ)
    yield life
    life.forget()
