"""What became of each interaction that a provider's contracts hold, as a run finds it, and as it is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pact_harness.pactfile.contract import Identity, State
from pact_harness.pactfile.path_expressions import Path, show

Status = Literal["passed", "failed", "pending", "error", "skipped"]


@dataclass(frozen=True)
class Mismatch:
    """One difference between the contract and what the provider sent, in words.

    ``part`` is ``body``, ``status``, ``media type``, ``header``, ``metadata``, …; ``path`` leads to the value in a
    body, or is the name of a header or of a piece of metadata.
    """

    part: str
    path: Path
    expected: str
    actual: str

    @property
    def place(self) -> str:
        """``$.id``, ``status``, ``header Location``."""
        if self.part == "body":
            return show(self.path)
        return " ".join([self.part, *map(str, self.path)])


@dataclass(frozen=True)
class VerificationResult:
    """What became of one interaction; ``interaction`` is its description, ``name`` that of its test item.

    ``error`` says why there was no response to compare; ``crash`` is the provider's traceback. ``milliseconds`` is
    None until the provider was asked, ``verified_at`` is that moment (ISO 8601, UTC). ``test`` is the id of the test
    item, ``recorded_by`` that of the consumer's test. ``request`` and ``response`` are what was seen on the wire.
    """

    provider: str
    consumer: str
    interaction: str
    states: tuple[State, ...] = ()
    name: str = ""
    result: Status = "error"
    mismatches: tuple[Mismatch, ...] = ()
    error: str | None = None
    failure_message: str = ""
    crash: str | None = None
    milliseconds: float | None = None
    verified_at: str | None = None
    request: Mapping[str, Any] | None = None
    response: Mapping[str, Any] | None = None
    test: str = ""
    recorded_by: str | None = None

    @property
    def is_failed(self) -> bool:
        """Whether it makes a run red."""
        return self.result in ("failed", "error")

    @property
    def identity(self) -> Identity:
        """What tells the interaction from others of its contract."""
        return self.interaction, tuple(state.name for state in self.states)
