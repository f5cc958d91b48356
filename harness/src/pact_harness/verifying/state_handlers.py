"""Provider states: what must be true at the provider before an interaction. One function sets up each state.

    @state("the user exists")
    def the_user_exists(user_db: UserDb, *, id: int, name: str) -> None: ...

Positional parameters are pytest fixtures. Keyword-only parameters are the state's parameters from the contract.
A state may return a dict. Its values are injected where the contract has `generate.provider_state`, such as a token.
A state may yield instead. The code after `yield` runs after the interaction, that of the last state first. A state
runs in the thread of the test, before the request is replayed. An `async def` runs on the test's loop with
`verify_async`. Otherwise it runs on the application's loop, or on its own.
https://docs.pact.io/getting_started/provider_states
"""

import inspect
from collections.abc import Callable, Iterable, Mapping
from types import ModuleType
from typing import Any, TypeVar

from pact_harness.verifying.handler_calls import HandlerCalls, OwnLoop, drive
from pact_harness.verifying.handler_stubs import UnknownHandlerError, place_of, state_function

Function = TypeVar("Function", bound=Callable[..., object])
MARK = "__provider_states__"


class UnknownStateError(UnknownHandlerError):
    """A contract asks for a state that no function provides; the message holds a function to paste."""


def state(name: str) -> Callable[[Function], Function]:
    """The decorated function sets up the provider state *name*. One function may have several names."""

    def mark(function: Function) -> Function:
        setattr(function, MARK, (name, *getattr(function, MARK, ())))
        return function

    return mark


class StateHandlers:
    """The state functions of some modules, by the names they provide; *place* is where one more belongs."""

    def __init__(self, functions: Mapping[str, Callable[..., object]], place: str) -> None:
        self.functions, self.place = dict(functions), place

    @classmethod
    def of(cls, *modules: ModuleType) -> "StateHandlers":
        """Every function that a module holds under `@state`; ValueError for two with one name."""
        found: dict[str, Callable[..., object]] = {}
        for function in [value for module in modules for value in vars(module).values()]:
            for name in marked_with(function, MARK):
                if found.setdefault(name, function) is not function:
                    raise ValueError(f"two functions provide the state {name!r}: keep one of them")
        return cls(found, place_of(modules, "states"))

    def fixtures(self, names: Iterable[str]) -> set[str]:
        """The fixtures that the functions of these states ask for; a state without a function asks for none."""
        return {fixture for name in names if name in self.functions for fixture in fixtures_of(self.functions[name])}


class ActiveStates:
    """The states of one interaction, from set-up until they are torn down; `values` is what they returned."""

    def __init__(
        self, handlers: StateHandlers, fixtures: Mapping[str, object], calls: HandlerCalls | None = None
    ) -> None:
        self._handlers, self._fixtures = handlers, fixtures
        self._calls = calls or HandlerCalls(OwnLoop())
        self.values: dict[str, object] = {}

    def set_up(self, name: str, parameters: Mapping[str, Any]) -> Mapping[str, object]:
        """Set the state up in this thread, and return the values to inject. What its handler raises is raised here,
        with a note."""
        __tracebackhide__ = True
        return drive(self.set_up_async(name, parameters))

    def tear_down(self) -> None:
        """Run what comes after each `yield`, the last state first, all of them even if one raises."""
        __tracebackhide__ = True
        drive(self._calls.close())

    async def set_up_async(self, name: str, parameters: Mapping[str, Any]) -> Mapping[str, object]:
        """As `set_up`; an async handler is awaited."""
        __tracebackhide__ = True
        handler = self._handlers.functions.get(name)
        if handler is None:
            of, stub = self._handlers, state_function(name, [parameters])
            raise UnknownStateError("no function provides the state", name, of.functions, of.place, stub)
        try:
            arguments = [self._fixtures[fixture] for fixture in fixtures_of(handler)]
            values = _values(await self._calls.call(handler, arguments, parameters))
        except Exception as error:
            error.add_note(
                f"while setting up the provider state {name!r} with {dict(parameters)}: {_described(handler)}"
            )
            raise
        self.values.update(values)
        return values


def _values(returned: object) -> Mapping[str, object]:
    if returned is None:
        return {}
    if not isinstance(returned, Mapping):
        raise TypeError(f"a state returns a dict of values to inject, or nothing; got {returned!r}")
    return returned


def marked_with(value: object, mark: str) -> tuple[str, ...]:
    """The names that a decorator has left on *value*, any object of a module: none on one that refuses to be asked, as
    Flask's `current_app` does outside a request."""
    try:
        return tuple(getattr(value, mark, ()))
    except Exception:
        return ()


def fixtures_of(function: Callable[..., object]) -> list[str]:
    """The names of a function's positional parameters without a default: pytest fixtures, by convention."""
    parameters = inspect.signature(function).parameters.values()
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return [one.name for one in parameters if one.kind in positional and one.default is one.empty]


def _described(function: Callable[..., object]) -> str:
    """Where the function stands and what it takes, for a person who gave it something else."""
    place = inspect.unwrap(function).__code__
    return f"{function.__name__}{inspect.signature(function)} in {place.co_filename}:{place.co_firstlineno}"
