"""pact-python's own Verifier over the promises about administrators, without any harness."""

from pathlib import Path

from pact import Verifier

from tests.provider.conftest import ADMIN_TOKEN


def administrators_verifier(contract: Path, url: str) -> Verifier:
    """A verifier for user-service at *url*, whose provider states are at /pact/states."""
    verifier = Verifier("user-service", host="127.0.0.1").add_transport(url=url).add_source(contract)
    verifier.filter(description="administrator").follow_redirects(False)
    verifier.state_handler(f"{url}/pact/states", teardown=False, body=True)
    verifier.add_custom_header("Authorization", f"Bearer {ADMIN_TOKEN}")  # or it is 401
    return verifier
