"""pact-python's own Verifier over a folder of contracts, without any harness."""

import json
from pathlib import Path

from pact import Verifier


def verify(contracts: Path, url: str) -> None:
    """Replay the contracts of a folder against user-service at *url*. Raises an exception unless all are kept."""
    verifier = Verifier("user-service", host="127.0.0.1").add_transport(url=url)
    verifier.add_source(contracts)
    verifier.verify()
    promised = sum(len(json.loads(file.read_text("utf-8"))["interactions"]) for file in contracts.glob("*.json"))
    verified = len(verifier.results["interactionResults"])
    assert verified == promised > 0, f"verified {verified} of {promised}"
