"""What answers for the provider while its contracts are verified, whichever kind of application it is."""

from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from pact_harness.verifying.http_message import ProviderRequest, ProviderResponse


class NoApplicationError(ValueError):
    """A fixture gave something that cannot answer; the message is one line about it."""


class StartupError(RuntimeError):
    """The application's lifespan could not start or end; the message is the application's own."""


class BlockedLoopError(TimeoutError):
    """The application's event loop does not come round: something in it blocks."""


class Application(Protocol):
    """Something that answers requests, one after the other, from when it was started until it is stopped."""

    has_loop: bool
    """Whether it needs an event loop."""

    run: Callable[[Coroutine[Any, Any, Any]], Any] | None
    """Runs a coroutine on the application's own loop and waits for it; None where it has none."""

    def start(self) -> None:
        """Make it ready to answer, on a loop of its own where it needs one."""

    async def open(self) -> None:
        """Make it ready to answer on the running loop, in place of `start`."""

    def answer(self, request: ProviderRequest) -> ProviderResponse:
        """The response, or what the application raises. Called in the server's thread."""

    def settle(self) -> None:
        """Wait, a moment at most, for what the application still does after its response."""

    def abandon(self) -> None:
        """Give up on a request that is not answered in time."""

    def stop(self) -> None:
        """Undo `start`."""

    async def close(self) -> None:
        """Undo `open`."""
