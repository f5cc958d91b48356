"""What a test told pact: each call of an interaction's builder, kept as it was made.

The FFI rewrites or drops some values without a word. `lost_values.py` compares these calls with what the file says.
"""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

Part = Literal["Request", "Response"]
KEPT = ("given", "with_request", "with_header", "set_header", "with_query_parameter", "with_body", "will_respond_with")


@dataclass(frozen=True)
class BuilderCall:
    """One call, its arguments by name, and whether it was about the request or the response."""

    name: str
    arguments: dict[str, Any]
    part: Part

    def __getitem__(self, argument: str) -> Any:
        return self.arguments.get(argument)


@dataclass
class BuilderCalls:
    """The calls of one interaction, in their order."""

    description: str
    calls: list[BuilderCall] = field(default_factory=list)
    _part: Part = "Request"

    def remember(self, interaction: Any) -> Any:
        """*interaction*, whose methods from now on note what they are given; `with_headers` calls `with_header`."""
        for name in KEPT:
            if hasattr(interaction, name):
                setattr(interaction, name, self._noting(name, getattr(interaction, name)))
        return interaction

    def of(self, part: Part, *names: str) -> list[BuilderCall]:
        """The calls of these methods for one part."""
        return [call for call in self.calls if call.part == part and call.name in names]

    def _noting(self, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        signature = inspect.signature(method)

        def call(*args: Any, **kwargs: Any) -> Any:
            __tracebackhide__ = True
            given = signature.bind(*args, **kwargs).arguments
            if name == "will_respond_with":
                self._part = "Response"
            self.calls.append(BuilderCall(name, given, given.get("part") or self._part))
            return method(**_with_content_type(given)) if name == "with_body" else method(*args, **kwargs)

        return call


def _with_content_type(given: dict[str, Any]) -> dict[str, Any]:
    """The arguments of `with_body`. Where the FFI would guess JSON it is told so, or it logs a warning."""
    guessed = given.get("content_type") is None and _is_known_as_json(given.get("body"))
    return {**given, "content_type": "application/json"} if guessed else given


def _is_known_as_json(body: object) -> bool:
    """Whether the FFI knows the body for JSON by its first characters; where it does not, `lost_values.py` says so."""
    if isinstance(body, dict):
        return not body or re.match(r"\w", str(next(iter(body))), re.ASCII) is not None
    return not isinstance(body, str | int | float | None)
