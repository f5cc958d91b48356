"""The marker `pact`: its keywords, what a name must not hold, and what is said of a keyword that it does not take."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pact_harness.config import nearest_name

if TYPE_CHECKING:
    import pytest

DESCRIPTION = (
    "pact(consumer, provider, states, messages): consumer and provider of the contract that a test records; "
    "or the provider that it verifies, with the modules of its state and message handlers"
)
UNFIT_FOR_A_FILE = re.compile(r'[/\\:*?"<>|\x00-\x1f]|^\.|^\s*$')  # a name of consumer or provider
KEYWORDS = ("consumer", "provider", "states", "messages")


def unknown_keyword(markers: Iterable["pytest.Mark"]) -> str:
    """What is wrong with the first keyword that *markers* should not have; nothing where there is none."""
    unknown = (name for marker in markers for name in marker.kwargs if name not in KEYWORDS)
    name = next(unknown, None)
    return f"the marker pact takes no {name!r}.{nearest_name(name, KEYWORDS)}" if name is not None else ""
