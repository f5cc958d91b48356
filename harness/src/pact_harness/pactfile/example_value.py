"""One value of an interaction, and how closely the contract holds the provider to it."""

from collections.abc import Set
from dataclasses import dataclass
from typing import Any

from pact_harness.pactfile.matching_rules import Matcher
from pact_harness.pactfile.path_expressions import Path

EXACT = {"equality"}
LOOSE = {"type", "number", "integer", "decimal", "boolean", "notEmpty"}


@dataclass(slots=True)
class ExampleValue:
    """One value of a body, a header or a parameter with the matchers that decide about it; none means exact.

    ``own`` says that the rule stands at this value, not at one above it.
    """

    shown: str
    path: Path
    value: Any
    matchers: tuple[Matcher, ...]
    own: bool
    kinds: Set[str] = frozenset()

    def __post_init__(self) -> None:
        if self.matchers:
            self.kinds = {matcher["match"] for matcher in self.matchers}

    @property
    def exact(self) -> bool:
        return self.kinds <= EXACT

    @property
    def loose(self) -> bool:
        """Any value of the type will do."""
        return bool(self.kinds) and self.kinds <= LOOSE

    @property
    def is_leaf(self) -> bool:
        return not isinstance(self.value, dict | list)

    @property
    def key(self) -> str:
        """The nearest name on the way to the value: ``id`` for ``$.users[0].id``."""
        return next((step for step in reversed(self.path) if isinstance(step, str)), "")
