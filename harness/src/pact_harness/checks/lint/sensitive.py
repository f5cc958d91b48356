"""Rules about what must not be in a file that is shared: real secrets, real people."""

import base64
import binascii
import math
import re
from collections import Counter
from collections.abc import Iterator

from pact_harness.checks.lint.rule import Violation, for_each_interaction
from pact_harness.pactfile.contract import Interaction
from pact_harness.pactfile.example_value import ExampleValue

SECRETS = {
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"),
    "an AWS access key": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a GitHub token": re.compile(r"\b(?:gh[pousr]_\w{36,}|github_pat_\w{22,})"),
    "a Slack token": re.compile(r"\bxox[abprs]-[\w-]{10,}"),
    "a Stripe key": re.compile(r"\b[sr]k_live_\w{16,}"),
    "a JSON Web Token": re.compile(r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{16,}"),
}
ANY_SECRET = re.compile("|".join(pattern.pattern for pattern in SECRETS.values()))
BEARER = re.compile(r"(?:Bearer|Token|Basic)\s+(\S{20,})", re.IGNORECASE)
SECRET_KEY = re.compile(r"api[-_]?key|secret|passw|token|cookie", re.IGNORECASE)
KEY_LENGTH = 12  # a shorter text is hardly a key
# Names that RFC 2606 and RFC 6761 set aside, and what people write when they mean nobody.
EMAIL = re.compile(r"\b([\w.+-]+)@((?:[\w-]+\.)+[A-Za-z]{2,})\b")
RESERVED = re.compile(r"(?:.+\.)?(?:example\.\w+|example|test|invalid|localhost|local)", re.IGNORECASE)
MADE_UP = re.compile(
    r"test|example|sample|demo|dummy|fake|mock|foo|bar|baz|acme|someone|nobody|user|domain|email|mail\.me"
    r"|company|john|jane|doe|pact|^(?:git|info|support|admin|no-?reply)@",
    re.IGNORECASE,
)
CARD = re.compile(r"\b\d(?:[ -]?\d){12,18}\b")
CARD_KEY = re.compile(r"card|pan|cc.?num", re.IGNORECASE)
TEST_CARDS = re.compile(r"4111|4242|5555555555554444|5105|378282|371449|6011|3530|4012888|4000|(\d)\1{5}")
RANDOM = 3.6  # bits a character: words have less, keys of letters and digits more


@for_each_interaction(
    "secret",
    reason="Contracts are committed and published; a key in one is a key lost.",
    page="consumer",
)
def secret(interaction: Interaction) -> Iterator[Violation]:
    for node in _texts(interaction):
        if kind := _secret(node):
            yield Violation(
                node.shown,
                f"The value looks like {kind}.",
                "Put a made-up one there, and let a provider state inject the real one; then revoke this one.",
            )


def _secret(node: ExampleValue) -> str | None:
    text = node.value
    if ANY_SECRET.search(text):
        return next(kind for kind, pattern in SECRETS.items() if pattern.search(text))
    if SECRET_KEY.search(node.key) and len(text) >= KEY_LENGTH and _is_random(text):
        return "a real secret"
    token = BEARER.fullmatch(text) if node.shown.lower().endswith("authorization") else None
    return "a real token" if token and _is_random(_plain(token[1])) else None


def _plain(token: str) -> str:
    """Basic credentials are judged as they were before they were encoded."""
    try:
        return base64.b64decode(token, validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return token


def _is_random(text: str) -> bool:
    has_both = any(one.isdigit() for one in text) and any(one.isalpha() for one in text)
    shares = [count / len(text) for count in Counter(text).values()]
    return has_both and not MADE_UP.search(text) and -sum(one * math.log2(one) for one in shares) > RANDOM


@for_each_interaction(
    "personal-data",
    reason="Contracts are committed and published; nobody's data belongs in one.",
    page="consumer",
)
def personal_data(interaction: Interaction) -> Iterator[Violation]:
    for node in _texts(interaction):
        email = _email(node.value)
        if email and not RESERVED.fullmatch(email[2]) and not MADE_UP.search(email[0]):
            yield Violation(
                node.shown,
                f"{email[0]!r} may be somebody's address.",
                "Use one below example.com, which nobody can own.",
            )
        elif _is_card(node):
            yield Violation(node.shown, "The number may be somebody's card.", "Use a test number of the card's brand.")


def _email(text: str) -> re.Match[str] | None:
    """Looked for around each @ alone: over a long text without spaces the search would take minutes."""
    for sign in re.finditer("@", text):
        if found := EMAIL.search(text, max(0, sign.start() - 64), sign.end() + 253):  # RFC 5321, section 4.5.3.1
            return found
    return None


def _is_card(node: ExampleValue) -> bool:
    found = CARD.fullmatch(node.value) if CARD_KEY.search(node.key) else None
    digits = re.sub(r"\D", "", found[0]) if found else ""
    return bool(digits) and not TEST_CARDS.search(digits) and _passes_luhn(digits)


def _passes_luhn(digits: str) -> bool:
    """The check digit of ISO/IEC 7812-1."""
    doubled = [int(one) * (2 if index % 2 else 1) for index, one in enumerate(reversed(digits))]
    return sum(one - 9 if one > 9 else one for one in doubled) % 10 == 0


def _texts(interaction: Interaction) -> Iterator[ExampleValue]:
    """Every text that the interaction holds."""
    for _, side in interaction.parts:
        for node in [*side.headers, *side.query, *side.metadata, *side.leaves]:
            if isinstance(node.value, str):
                yield node
        if side.path_node:
            yield side.path_node
    for state in interaction.states:
        for key, value in state.parameters.items():
            if isinstance(value, str):
                yield ExampleValue(f"the state's {key}", (key,), value, (), True)
