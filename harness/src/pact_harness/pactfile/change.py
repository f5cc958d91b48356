"""One difference between two versions of a contract, and whom it costs work."""

from dataclasses import dataclass
from typing import Literal

Effect = Literal["more", "less", "neither"]


@dataclass(frozen=True)
class Change:
    """``effect`` says whether the provider must do more than before to pass, less, or neither.

    ``interaction`` is None for what concerns a whole contract, ``at`` for what concerns a whole interaction.
    """

    effect: Effect
    consumer: str
    provider: str
    interaction: str | None
    at: str | None
    text: str
