"""Provider states: what breaks each rule, told whole, and what keeps it.

state-missing · state-spelt-twice · state-repeated
"""

import pytest

from harness.tests.checks.conftest import Lint
from harness.tests.checks.pacts import Json, answers, asks, http

UUID = "83f9262f-28f1-4703-ab1a-8cfd9e8249c9"


@pytest.mark.parametrize("id_", ["1", "9223372036854775807", UUID])
@pytest.mark.parametrize("status", [200, 204, 404])
def test_data_without_a_state(breaches: Lint, id_: str, status: int) -> None:
    interaction = http(given={}, request=asks(f"/users/{id_}"), response=answers(status=status))
    assert breaches("state-missing", interaction) == [
        f"the path: GET /users/{id_} asks for {id_} without a provider state. "
        f"Say with given(…) what the provider has, also if {id_} must not exist."
    ]


@pytest.mark.parametrize(
    "interaction",
    [
        http(),
        http(given={}, request=asks("/users")),
        http(given={}, request=asks("/v2/health")),
        http(given={}, response=answers(status=401)),  # refused before anybody looks for the user
        http(given={}, response=answers(status=503)),
        http(given={}, request=asks("/status/418"), response=answers(status=404)),
    ],
)
def test_no_data_or_a_state(breaches: Lint, interaction: Json) -> None:
    assert breaches("state-missing", interaction) == []


def test_one_state_in_two_spellings(breaches: Lint) -> None:
    first, second = http("one"), http("another", given={"User exists.": {"id": 1}})
    assert breaches("state-spelt-twice", first, second, {**second, "description": "a third"}) == [
        "the state: The state 'User exists.' is also spelled 'the user exists'. Use one spelling for one state."
    ]


def test_states_that_mean_different_things(breaches: Lint) -> None:
    other = http("another", given={"the user doesn't exist": {"id": 1}})
    assert breaches("state-spelt-twice", http("one"), other, http("a third")) == []


def test_a_state_asked_for_twice(breaches: Lint) -> None:
    twice = [{"name": "the user exists", "params": {"id": 1}}] * 2
    assert breaches("state-repeated", http(providerStates=twice)) == [
        "the state: The state 'the user exists' is named twice. Name it once."
    ]


def test_a_state_for_two_users(breaches: Lint) -> None:
    two = [{"name": "the user exists", "params": {"id": number}} for number in (1, 2)]
    assert breaches("state-repeated", http(providerStates=two)) == []
