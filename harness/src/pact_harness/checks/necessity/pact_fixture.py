"""The fixture `pact` while mutations are tried: as ever to the test, but for the answers that the consumer gets."""

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from pact.pact import PactServer
from pact.types import URL

from pact_harness.checks.necessity.proxy import TAG, MutatingProxy
from pact_harness.checks.necessity.response import AddedFields, Mutation, Response
from pact_harness.pactfile.contract import Contract, read_contract
from pact_harness.pactfile.writer import file_name
from pact_harness.recording.recorded_pact import AsyncHandler, Body, Handler, Metadata, RecordedPact

HEADER = ("with_header", "set_header")  # those for several headers call these


class Mutant:
    """What is mutated at the moment: one interaction by its description, or nothing."""

    def __init__(self) -> None:
        self.description: str | None = None
        self.mutation: Mutation | AddedFields | None = None
        self.descriptions: list[str] = []  # of the test that runs; what the mock server's tag counts
        self.applied = False
        self.proxy = MutatingProxy(self._alter_tagged)

    def begin(self, description: str | None = None, mutation: Mutation | AddedFields | None = None) -> None:
        self.description, self.mutation, self.applied = description, mutation, False
        self.descriptions = []

    def alter(self, description: str, answer: Response) -> Response:
        if self.mutation is None or description != self.description:
            return answer
        self.applied = True
        return self.mutation.applied(answer)

    def _alter_tagged(self, tag: str | None, answer: Response) -> Response:
        return answer if tag is None else self.alter(self.descriptions[int(tag)], answer)


class MutatedPact(RecordedPact):
    """A RecordedPact whose answers take the proxy, and whose messages are mutated on their way to the handler."""

    def __init__(self, mutant: Mutant, consumer: str, provider: str) -> None:
        super().__init__(consumer, provider)
        self._trial = mutant

    def upon_receiving(self, description: str, interaction: Any = "HTTP") -> Any:
        described = super().upon_receiving(description, interaction)
        if interaction == "HTTP":
            described.with_header(TAG, str(len(self._trial.descriptions)), "Response")
            self._trial.descriptions.append(description)
        return described

    def serve(self, *arguments: Any, **options: Any) -> Any:
        return _Diverted(super().serve(*arguments, **options), self._trial.proxy)

    def verify(self, handler: Handler, kind: Any = "Async", *, raises: bool = True) -> Any:
        __tracebackhide__ = True
        mutated = self._mutated(kind)
        return super().verify(lambda *message: handler(*mutated(*message)), kind, raises=raises)

    async def averify(self, handler: AsyncHandler, kind: Any = "Async", *, raises: bool = True) -> Any:
        __tracebackhide__ = True
        mutated = self._mutated(kind)

        async def handle(body: Body, metadata: Metadata) -> Any:
            return await handler(*mutated(body, metadata))

        return await super().averify(handle, kind, raises=raises)

    def states_content_type(self, description: str) -> bool:
        """Whether the test gives the response's content type as a header of its own, not only with the body."""
        calls = (one for said in self.said if said.description == description for one in said.of("Response", *HEADER))
        return any(str(call["name"]).lower() == "content-type" for call in calls)

    def written(self, folder: Path) -> Contract:
        """What recording would make of it, but for the tag."""
        self.write_file(folder, overwrite=True)
        contract = read_contract(folder / file_name(self.consumer, self.provider))
        for each in contract.interactions:
            if each.kind == "http":
                each.raw["response"].get("headers", {}).pop(TAG, None)
        return contract

    def _mutated(self, kind: Any) -> Any:
        if kind != "Async":
            return lambda *message: message
        names = self._names(kind)

        def mutated(body: Body, metadata: Metadata) -> tuple[Body, Metadata]:
            data = body if isinstance(body, bytes) else (body or "").encode()
            answer = self._trial.alter(next(names), Response(None, tuple(metadata.items()), data))
            return answer.body if isinstance(body, bytes) else answer.body.decode(), dict(answer.named)

        return mutated

    def _names(self, kind: Any) -> Iterator[str]:
        """The descriptions, in the order in which pact hands the messages to the handler."""
        described: Any = self.interactions(kind)  # each lives only until the next: a list of them crashes the core
        return iter([each.description for each in described if each.contents is not None])


class _Diverted:
    """A PactServer to the test, with the proxy's port."""

    def __init__(self, server: PactServer, proxy: MutatingProxy) -> None:
        self._server, self._detour = server, proxy

    @property
    def port(self) -> int:
        return int(self._detour.server_address[1])

    @property
    def url(self) -> URL:
        return URL(str(self))

    def __str__(self) -> str:
        return f"{self._server.transport}://{self._server.host}:{self.port}"

    def __truediv__(self, other: str) -> URL:
        return self.url / other

    def __getattr__(self, name: str) -> Any:
        return getattr(self._server, name)

    def __enter__(self) -> "_Diverted":
        self._server.__enter__()
        self._detour.target = self._server.port or 0
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.__exit__(exc_type, exc_value, traceback)
