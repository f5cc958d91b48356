"""pact-python's Pact for a consumer's test. It has the same methods, and it records which of them were called.

A test can catch a mock server's mismatches, and a message need not reach its handler; pact writes the
interaction either way. So each Pact knows what its test really did, and `uncalled` what it did not.
"""

import inspect
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from types import TracebackType
from typing import Any, Literal

from pact import Pact
from pact.error import InteractionVerificationError, PactVerificationError
from pact.pact import PactServer

from pact_harness.recording.builder_calls import BuilderCalls
from pact_harness.recording.contract_merge import RefusedError

Kind = Literal["Async", "Sync"]
Body = str | bytes | None
Metadata = dict[str, object]
Handler = Callable[[Body, Metadata], Any]
AsyncHandler = Callable[[Body, Metadata], Awaitable[Any]]
Errors = list[InteractionVerificationError]

TYPES = {"HTTP": "Synchronous/HTTP", "Async": "Asynchronous/Messages", "Sync": "Synchronous/Messages"}
# Measured with pact-python-ffi 0.5.12: its core panics on leaving the server, and no later one in the process works.
MIXED = "pact's mock server cannot serve a pact that also has messages: write one test for each kind"
NEVER_AWAITED = "verify() does not await its handler, so none of it ran: use `await pact.averify(handler)`"
NOT_REACHED = "no message reached the handler: define one with pact.upon_receiving(description, {kind!r}) first"


class RecordedPact(Pact):
    """A Pact that serves on 127.0.0.1 and awaits coroutine handlers. Everything else is as in pact-python."""

    def __init__(self, consumer: str, provider: str) -> None:
        super().__init__(consumer, provider)
        self.said: list[BuilderCalls] = []
        self._defined_types: set[str] = set()
        self._called_types: set[str] = set()

    def uncalled(self, interactions: Iterable[dict[str, Any]]) -> list[str]:
        """The descriptions among *interactions*, JSON as in a pact file, that the test never used in full."""
        return [each["description"] for each in interactions if each["type"] not in self._called_types]

    def upon_receiving(self, description: str, interaction: Literal["HTTP", "Sync", "Async"] = "HTTP") -> Any:
        said = BuilderCalls(description)
        self.said.append(said)
        self._defined_types.add(TYPES[interaction])
        return said.remember(super().upon_receiving(description, interaction))

    @property
    def descriptions(self) -> list[str]:
        """What the test described, in its order: of two with one description pact itself forgets the first."""
        return [one.description for one in self.said]

    def serve(
        self,
        addr: str = "127.0.0.1",
        port: int = 0,
        transport: str = "http",
        transport_config: str | None = None,
        *,
        raises: bool = True,
        verbose: bool = True,
    ) -> PactServer:
        """As in pact-python, but on 127.0.0.1. For a client, `localhost` may be ::1, where the server is not.

        Raises RefusedError for a pact that also has messages.
        """
        __tracebackhide__ = True
        if transport == "http" and self._defined_types - {TYPES["HTTP"]}:
            raise RefusedError(MIXED)
        server = _Server(self._handle, addr, port, transport, transport_config, raises=raises, verbose=verbose)
        server.on_match = partial(self._called_types.add, TYPES["HTTP"])
        return server

    def verify(self, handler: Handler, kind: Kind = "Async", *, raises: bool = True) -> Any:
        """As in pact-python. Raises RefusedError if *handler* must be awaited, or if no message reached it."""
        __tracebackhide__ = True
        answers: list[Any] = []
        errors = super().verify(lambda body, metadata: answers.append(handler(body, metadata)), kind, raises=False)
        if coroutines := [answer for answer in answers if inspect.iscoroutine(answer)]:
            for coroutine in coroutines:
                coroutine.close()
            raise RefusedError(NEVER_AWAITED)
        return self._judged(len(answers) + len(errors), errors, kind, raises)

    async def averify(self, handler: AsyncHandler, kind: Kind = "Async", *, raises: bool = True) -> Errors | None:
        """`verify` for a coroutine function. It is awaited for each message, one after the other."""
        __tracebackhide__ = True
        messages: list[tuple[Body, Metadata]] = []
        super().verify(lambda body, metadata: messages.append((body, metadata)), kind, raises=False)
        described: Iterable[Any] = self.interactions(kind)
        errors: Errors = []
        for interaction, message in zip(described, messages, strict=True):
            try:
                await handler(*message)
            except Exception as error:  # whatever it is: verify() reports it the same way
                errors.append(InteractionVerificationError(interaction.description, error))
        return self._judged(len(messages), errors, kind, raises)

    def _judged(self, reached: int, errors: Errors, kind: Kind, raises: bool) -> Errors | None:
        __tracebackhide__ = True
        if not reached:
            raise RefusedError(NOT_REACHED.format(kind=kind))
        if errors and raises:
            raise PactVerificationError(errors) from errors[0].error  # which says no more than how many
        if not errors:
            self._called_types.add(TYPES[kind])
        return None if raises else errors


class _Server(PactServer):
    """A mock server that tells when every interaction was called as promised, and nothing else was."""

    on_match: Callable[[], None]

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        __tracebackhide__ = True
        if exc_type and not issubclass(exc_type, Exception):  # Ctrl-C or a cancelled task: no mismatch may hide it
            self._raises = self._verbose = False
        if self._raises:  # the log would say the same once more
            self._verbose = False
        matched = self.matched
        super().__exit__(exc_type, exc_value, traceback)
        if matched:
            self.on_match()
