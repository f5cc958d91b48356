"""compose.yaml, as far as it can be told without Docker.

- each image is pinned to a whole version, each service says when it is healthy
- nothing listens beyond this machine
- the broker waits for its database, and knows the addresses by which it is asked
"""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

SERVICES: dict[str, Any] = yaml.safe_load((Path(__file__).parents[2] / "compose.yaml").read_text(encoding="utf-8"))[
    "services"
]


@pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES)
def test_a_service_is_pinned_healthy_and_of_this_machine_only(service: dict[str, Any]) -> None:
    assert re.search(r":\d+\.\d+", service["image"])
    assert service["healthcheck"]["test"]
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])


def test_the_broker_waits_for_its_database_and_knows_its_addresses() -> None:
    broker = SERVICES["broker"]
    assert broker["depends_on"]["postgres"]["condition"] == "service_healthy"
    [published] = broker["ports"]
    port = published.removeprefix("127.0.0.1:").removesuffix(":9292")
    assert broker["environment"]["PACT_BROKER_BASE_URL"].split() == [
        f"http://127.0.0.1:{port}",
        f"http://localhost:{port}",
    ]
