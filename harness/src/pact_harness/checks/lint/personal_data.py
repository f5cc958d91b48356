"""The rule about real people, whose data must not be in a file that is shared.

Real secrets are for tools that know their forms: gitleaks, detect-secrets.
"""

import re
from collections.abc import Iterator

from pact_harness.checks.lint.rule import Violation, for_each_interaction
from pact_harness.pactfile.contract import Interaction
from pact_harness.pactfile.example_value import ExampleValue

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


@for_each_interaction(
    "personal-data",
    reason="Contracts are committed and published, so they must not have personal data.",
    page="consumer",
)
def personal_data(interaction: Interaction) -> Iterator[Violation]:
    for node in _texts(interaction):
        email = _email(node.value)
        if email and not RESERVED.fullmatch(email[2]) and not MADE_UP.search(email[0]):
            yield Violation(
                node.shown,
                f"{email[0]!r} may be the address of a real person.",
                "Use an address at example.com, which nobody can own.",
            )
        elif _is_card(node):
            yield Violation(
                node.shown, "The number may be a real card number.", "Use a test number of the card's brand."
            )


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
