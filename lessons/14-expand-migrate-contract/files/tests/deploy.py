"""Pretend to deploy profile-client: `python -m tests.deploy` puts the contract of what runs into deployed/."""

import asyncio
import json
from pathlib import Path

from pact_harness.recording.recorded_pact import RecordedPact
from tests.consumer.profile.test_profile_contract import test_get_user as promise_a_user

ROOT = Path(__file__).parent.parent
DEPLOYED = ROOT / "deployed"


def main() -> None:
    """Deploy it, and say what runs from now on. A client that is red is not deployed."""
    pact = RecordedPact("profile-client", "user-service")
    try:
        asyncio.run(promise_a_user(pact))
    except Exception as error:
        raise SystemExit(
            f"profile-client is not deployed: its test_get_user fails.\n{type(error).__name__}: {error}"
        ) from None
    pact.write_file(DEPLOYED, overwrite=True)
    file = DEPLOYED / "profile-client-user-service.json"
    [interaction] = json.loads(file.read_text(encoding="utf-8"))["interactions"]
    fields = ", ".join(interaction["response"]["body"]["content"])
    print(f"Deployed profile-client. Its contract is in {file.relative_to(ROOT)}: it asks for {fields}.")  # noqa: T201


if __name__ == "__main__":
    main()
