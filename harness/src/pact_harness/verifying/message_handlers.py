"""Messages that the provider sends. One function produces each, under the description that the contract has.

    @message("a user was created")
    def a_user_was_created(user_db: UserDb) -> Message: ...

Positional parameters are pytest fixtures, as with provider states. The function should call the provider's own code
that builds the message. A copy of that code could pass although the provider breaks the contract.
https://docs.pact.io/getting_started/how_pact_works#non-http-testing-message-pact
"""

import base64
import inspect
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import ModuleType
from typing import Any, TypeVar

from pact_harness.pactfile.contract import Interaction
from pact_harness.verifying.handler_calls import HandlerCalls
from pact_harness.verifying.handler_stubs import UnknownHandlerError, message_function, place_of
from pact_harness.verifying.state_handlers import fixtures_of, marked_with

Function = TypeVar("Function", bound=Callable[..., object])
MARK = "__provider_messages__"


class UnknownMessageError(UnknownHandlerError):
    """A contract asks for a message that no function produces; the error's text holds a function to paste."""


@dataclass(frozen=True)
class Message:
    """A message: its contents, its metadata (for example a Kafka key or headers), and the media type of the contents.

    Bytes are sent unchanged. Text is sent unchanged too, but with a JSON media type it becomes a JSON string. Anything
    else becomes JSON. Without `content_type`, the media type is the contract's, or application/json.
    """

    contents: object
    metadata: Mapping[str, object] = field(default_factory=dict)
    content_type: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing travels but metadata, as in a tombstone of Kafka's."""
        return self.contents is None or self.contents in (b"", "")

    def encoded(self) -> bytes:
        """The contents as bytes."""
        if isinstance(self.contents, bytes):
            return self.contents
        if isinstance(self.contents, str) and self.content_type and not _is_json(self.content_type):
            return self.contents.encode()
        return json.dumps(self.contents).encode()


def _is_json(content_type: str) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    return kind.endswith(("/json", "+json"))


def message(description: str) -> Callable[[Function], Function]:
    """The decorated function produces the message *description*. It returns a Message, or only its contents.

    It may be async. It may yield the message, and clean up after that. For a synchronous message, which is the response
    to a request, the keyword-only parameter `request` gets the contract's request as a Message.
    """

    def mark(function: Function) -> Function:
        setattr(function, MARK, (description, *getattr(function, MARK, ())))
        return function

    return mark


@dataclass(frozen=True)
class ContractMessage:
    """What the contract says of a message that its handler may know: the media type, and the request it answers."""

    content_type: str
    request: Message | None = None

    @classmethod
    def of(cls, interaction: Interaction) -> "ContractMessage":
        """From a message of any version; version 3 has the media type in the metadata, or none."""
        raw = interaction.raw
        answers = raw.get("response")
        answer = answers[0] if isinstance(answers, list) and answers else raw
        request = raw.get("request")
        asked = None
        if isinstance(request, Mapping):
            asked = Message(_contents(request), request.get("metadata") or {}, _content_type(request))
        return cls(_content_type(answer), asked)


def _contents(raw: Mapping[str, Any]) -> object:
    held = raw.get("contents")
    if not isinstance(held, Mapping):
        return held
    content = held.get("content")
    if isinstance(content, str) and str(held.get("encoded")).lower() == "base64":
        return base64.b64decode(content)
    return content


def _content_type(raw: Mapping[str, Any]) -> str:
    held, metadata = raw.get("contents"), raw.get("metadata") or {}
    stated = held.get("contentType") if isinstance(held, Mapping) else None
    return str(stated or metadata.get("contentType") or "application/json")


class MessageHandlers:
    """The message functions of some modules, by the descriptions they answer to; *place* is where one more belongs."""

    def __init__(self, functions: Mapping[str, Callable[..., object]], place: str) -> None:
        self.functions, self.place = dict(functions), place

    @classmethod
    def of(cls, *modules: ModuleType) -> "MessageHandlers":
        """Every function that a module holds under `@message`; ValueError for two with one description."""
        found: dict[str, Callable[..., object]] = {}
        for function in [value for module in modules for value in vars(module).values()]:
            for description in marked_with(function, MARK):
                if found.setdefault(description, function) is not function:
                    raise ValueError(f"two functions produce the message {description!r}: keep one of them")
        return cls(found, place_of(modules, "messages"))

    def fixtures(self, descriptions: Iterable[str]) -> set[str]:
        """The fixtures that the functions of these messages ask for."""
        return {name for one in descriptions if one in self.functions for name in fixtures_of(self.functions[one])}

    async def produce(
        self, description: str, fixtures: Mapping[str, object], calls: HandlerCalls, *, of_contract: ContractMessage
    ) -> Message:
        """The message, or whatever its function raises."""
        __tracebackhide__ = True
        function = self.functions.get(description)
        if function is None:
            stub = message_function(description)
            raise UnknownMessageError("no function produces the message", description, self.functions, self.place, stub)
        takes = inspect.signature(function).parameters
        given = {"request": of_contract.request} if "request" in takes and "request" not in fixtures else {}
        arguments = [fixtures[name] for name in fixtures_of(function)]
        made = await calls.call(function, arguments, given)
        made = made if isinstance(made, Message) else Message(made)
        return replace(made, content_type=made.content_type or of_contract.content_type)
