"""Pretend to deploy profile-client: `python -m tests.deploy` puts the contract of what runs into deployed/."""

import asyncio
from pathlib import Path

from pact import Pact

from tests.consumer.profile.test_profile_contract import test_get_user as promise_a_user

DEPLOYED = Path(__file__).parent.parent / "deployed"


def main() -> None:
    pact = Pact("profile-client", "user-service")
    asyncio.run(promise_a_user(pact))
    pact.write_file(DEPLOYED, overwrite=True)


if __name__ == "__main__":
    main()
