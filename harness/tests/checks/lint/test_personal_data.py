"""Real people's data: what breaks the rule, told whole, and what keeps it. All of it is made up here.

A long text without spaces takes no time.
"""

import pytest

from harness.tests.checks.conftest import Lint
from harness.tests.checks.pacts import answers, asks, http


def test_an_address_that_may_be_somebodys(breaches: Lint) -> None:
    given = {"the user exists": {"email": "m.kovacs@gmail.com"}}
    assert breaches("personal-data", http(given=given)) == [
        "the state's email: 'm.kovacs@gmail.com' may be the address of a real person. "
        "Use an address at example.com, which nobody can own."
    ]


def test_a_number_that_may_be_somebodys_card(breaches: Lint) -> None:
    request = asks(method="POST", body={"cardNumber": "4539 1488 0343 6467"})
    assert breaches("personal-data", http(request=request)) == [
        "$.cardNumber: The number may be a real card number. Use a test number of the card's brand."
    ]


@pytest.mark.parametrize(
    "body",
    [
        {"email": "alice@example.com", "other": "bob@mail.example.org", "third": "a@b.test"},
        {"repository": "git@git.widgets.io:team/app.git"},
        {"email": "foo@bar.com", "who": "test@gmail.com"},
        {"cardNumber": "4111 1111 1111 1111", "card": "4242424242424242"},
        {"orderNumber": "4539148803436467"},
        {"text": "at@once " + "x" * 200_000},
    ],
)
def test_nobodys_data(breaches: Lint, body: object) -> None:
    assert breaches("personal-data", http(response=answers(body))) == []
