"""The item that stands where a provider has no contract yet, in a run that may record one before it verifies."""

from dataclasses import dataclass

UNDER_XDIST = (
    "With xdist, no process verifies what another one has just recorded. If this run recorded it, run it again."
)


@dataclass(frozen=True)
class Unrecorded:
    """`reason` says what is missing, and which command records it."""

    reason: str
    name: str = "not recorded yet"

    def told(self, *, under_xdist: bool) -> str:
        """What the item says that stands for the missing interactions."""
        return f"{self.reason}\n{UNDER_XDIST}" if under_xdist else self.reason
