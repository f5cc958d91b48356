"""Messages that the provider sends, each produced for a contract by one function, named by the contract's description.

    @message("a user was created")
    def a_user_was_created(user_db: UserDb) -> Message: ...

Positional parameters are pytest fixtures, as with provider states. The function should call the provider's own code
that builds the message: a copy of it would keep the promise while the provider breaks it.
https://docs.pact.io/getting_started/how_pact_works#non-http-testing-message-pact
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import TypeVar

from pact_harness.verifying.provider_states import fixtures_of
from pact_harness.verifying.snippets import message_function

Function = TypeVar("Function", bound=Callable[..., object])
MARK = "__provider_messages__"


class UnknownMessageError(LookupError):
    """A contract asks for a message that no function produces; the error's text holds a function to paste."""


@dataclass(frozen=True)
class Message:
    """What travels: contents (bytes as they are, anything else as JSON), metadata, and the contents' media type."""

    contents: object
    metadata: Mapping[str, object] = field(default_factory=dict)
    content_type: str = "application/json"

    def encoded(self) -> bytes:
        return self.contents if isinstance(self.contents, bytes) else json.dumps(self.contents).encode()


def message(description: str) -> Callable[[Function], Function]:
    """Let the decorated function produce the message *description*: a Message, or what its JSON contents should be."""

    def mark(function: Function) -> Function:
        setattr(function, MARK, (description, *getattr(function, MARK, ())))
        return function

    return mark


class MessageHandlers:
    """The message functions of some modules, by the descriptions they answer to."""

    def __init__(self, functions: Mapping[str, Callable[..., object]]) -> None:
        self.functions = dict(functions)

    @classmethod
    def of(cls, *modules: ModuleType) -> "MessageHandlers":
        """Every function that a module holds under `@message`; ValueError for two with one description."""
        found: dict[str, Callable[..., object]] = {}
        for function in [value for module in modules for value in vars(module).values()]:
            for description in getattr(function, MARK, ()):
                if found.setdefault(description, function) is not function:
                    raise ValueError(f"two functions produce the message {description!r}: keep one of them")
        return cls(found)

    def fixtures(self, descriptions: Iterable[str]) -> set[str]:
        """The fixtures that the functions of these messages ask for."""
        return {name for one in descriptions if one in self.functions for name in fixtures_of(self.functions[one])}

    def produce(self, description: str, fixtures: Mapping[str, object]) -> Message:
        """The message, or whatever its function raises."""
        __tracebackhide__ = True
        function = self.functions.get(description)
        if function is None:
            paste = message_function(description)
            raise UnknownMessageError(f"no function produces the message {description!r}; paste:\n\n{paste}")
        made = function(*(fixtures[name] for name in fixtures_of(function)))
        return made if isinstance(made, Message) else Message(made)
