"""Real secrets and real people: what breaks each rule, told whole, and what keeps it. All of it is made up here.

secret · personal-data · a long text without spaces takes no time
"""

import base64

import pytest

from harness.tests.checks.conftest import Lint
from harness.tests.checks.pacts import answers, asks, http

HEADER, PAYLOAD = (
    base64.urlsafe_b64encode(part).decode().rstrip("=") for part in (b'{"alg":"HS256"}', b'{"sub":"1234567"}')
)
SECRETS = [
    ("$.value", "-----BEGIN RSA PRIVATE " + "KEY-----\nMIIE", "a private key"),
    ("$.value", "AKIA" + "Q4ZB7M2KXW9T3LPD", "an AWS access key"),
    ("$.value", "ghp_" + "aZ3" * 12, "a GitHub token"),
    ("$.value", "xoxb-" + "1234567890-abcdef", "a Slack token"),
    ("$.value", "sk_" + "live_4eC39HqLyjWDarjtT1zdp7dc", "a Stripe key"),
    ("$.value", f"{HEADER}.{PAYLOAD}.c2lnbmF0dXJlLW9mLWl0", "a JSON Web Token"),
]


@pytest.mark.parametrize(("place", "value", "kind"), SECRETS)
def test_a_value_like_a_secret(breaches: Lint, place: str, value: str, kind: str) -> None:
    assert breaches("secret", http(response=answers({"value": value}))) == [
        f"{place}: The value looks like {kind}. "
        "Put a made-up one there, and let a provider state inject the real one; then revoke this one."
    ]


def test_a_token_like_a_real_one(breaches: Lint) -> None:
    request = asks(headers={"Authorization": ["Bearer 8fJ2kQz91LmXw7RtB4vNc6Ye"]})
    assert breaches("secret", http(request=request)) == [
        "header Authorization: The value looks like a real token. "
        "Put a made-up one there, and let a provider state inject the real one; then revoke this one."
    ]


RANDOM = "9f8a7c6b5d4e3f2a" + "1b0c9d8e7f6a5b4c"


def test_a_key_in_a_header_or_a_password_in_a_body(breaches: Lint) -> None:
    request = asks(method="POST", headers={"X-Api-Key": [RANDOM]}, body={"password": RANDOM, "checksum": RANDOM})
    told = "The value looks like a real secret. "
    advice = "Put a made-up one there, and let a provider state inject the real one; then revoke this one."
    assert breaches("secret", http(request=request)) == [
        f"header X-Api-Key: {told}{advice}",
        f"$.password: {told}{advice}",
    ]


@pytest.mark.parametrize("value", ["hunter2", "made-up-api-key-of-the-contract", "a-test-token-9f8a7c6b5d4e"])
def test_a_made_up_key(breaches: Lint, value: str) -> None:
    assert breaches("secret", http(request=asks(headers={"X-Api-Key": [value]}))) == []


@pytest.mark.parametrize(
    "token",
    [
        "Bearer made-up",
        "Bearer the-administrators-token-of-the-contract",
        "Bearer this-is-a-test-token-12345",
        "Basic dXNlcm5hbWU6cGFzc3dvcmQ=",
    ],
)
def test_a_made_up_token(breaches: Lint, token: str) -> None:
    assert breaches("secret", http(request=asks(headers={"Authorization": [token]}))) == []


def test_an_address_that_may_be_somebodys(breaches: Lint) -> None:
    given = {"the user exists": {"email": "m.kovacs@gmail.com"}}
    assert breaches("personal-data", http(given=given)) == [
        "the state's email: 'm.kovacs@gmail.com' may be somebody's address. "
        "Use one below example.com, which nobody can own."
    ]


def test_a_number_that_may_be_somebodys_card(breaches: Lint) -> None:
    request = asks(method="POST", body={"cardNumber": "4539 1488 0343 6467"})
    assert breaches("personal-data", http(request=request)) == [
        "$.cardNumber: The number may be somebody's card. Use a test number of the card's brand."
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
