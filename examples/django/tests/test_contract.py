import pytest
from pact_harness import PactInteraction

from tests import states

pytestmark = pytest.mark.pact(provider="user-service", states=states)


def test_contract(pact_interaction: PactInteraction) -> None:
    pact_interaction.verify()
