"""What a check found: enough for a person to act on it, and for a program to sort it."""

from dataclasses import asdict, dataclass
from typing import Literal


@dataclass(frozen=True)
class Finding:
    """``rule`` is an id; ``at`` the place in the interaction; ``advice`` what to do; ``reason`` why it matters.

    A ``note`` informs (compatibility's summary), a ``warning`` names what is not sure; only an ``error`` makes the
    command fail. ``pointer`` is the place in the provider's OpenAPI document, as file and JSON pointer.
    """

    rule: str
    file: str
    interaction: str | None
    at: str | None
    message: str
    advice: str
    reason: str
    link: str | None = None
    severity: Literal["error", "warning", "note"] = "error"
    pointer: str | None = None

    @property
    def place(self) -> str:
        """``file: interaction: at``, as ignores name it; the file without its folder."""
        name = self.file.replace("\\", "/").rsplit("/", 1)[-1]
        return ": ".join(part for part in (name, self.interaction, self.at) if part)

    def as_json(self) -> dict[str, object]:
        found = asdict(self)
        if self.pointer is None:
            del found["pointer"]  # only findings about a document have one
        return found
