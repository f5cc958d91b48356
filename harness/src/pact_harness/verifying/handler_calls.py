"""Calls of state and message handlers: plain or async, returning or yielding, what they left open closed in reverse.

The code is written once, as coroutines. In an async test they are awaited. In a plain one nothing is: `drive` steps
through them in the test's own thread, and a handler's coroutine runs where the `runner` says.
"""

import inspect
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Generator, Mapping, Sequence
from typing import Any, TypeVar

Result = TypeVar("Result")
Runner = Callable[[Coroutine[Any, Any, Any]], Any]


class AsyncTestError(RuntimeError):
    """An async handler, and a test whose own loop is running and would wait for itself."""


def drive(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine that never waits, in the running thread, and return its result."""
    __tracebackhide__ = True
    try:
        coroutine.send(None)
    except StopIteration as stopped:
        result: Result = stopped.value
        return result
    finally:
        coroutine.close()
    raise RuntimeError("a coroutine of a plain test has waited")


class OwnLoop:
    """A runner for a plain test whose provider has no loop: one is made when it is first needed."""

    def __init__(self) -> None:
        self._runner: Any = None

    def __call__(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        __tracebackhide__ = True
        import asyncio  # not for those who need none

        try:
            asyncio.get_running_loop()
        except RuntimeError:
            pass
        else:
            coroutine.close()
            raise AsyncTestError("this test is async, and so is a handler: await pact_interaction.verify_async()")
        self._runner = self._runner or asyncio.Runner()
        return self._runner.run(coroutine)

    def close(self) -> None:
        if self._runner:
            self._runner.close()


class HandlerCalls:
    """Calls handlers, and remembers those that yielded. `runner` runs what is async; None awaits it where it stands."""

    def __init__(self, runner: Runner | None = None) -> None:
        self._runner = runner
        self._open: list[Generator[object, Any, object] | AsyncGenerator[object, Any]] = []

    async def call(
        self, function: Callable[..., object], arguments: Sequence[object], parameters: Mapping[str, Any]
    ) -> object:
        """What the handler returns, or yields first."""
        __tracebackhide__ = True
        made = function(*arguments, **parameters)
        if inspect.isgenerator(made):
            self._open.append(made)
            return next(made)
        if inspect.isasyncgen(made):
            self._open.append(made)
            return await self._wait(anext(made))
        return await self._wait(made) if inspect.isawaitable(made) else made

    async def close(self) -> None:
        """Run what comes after each `yield`, the last one first, all of them even if one raises."""
        __tracebackhide__ = True
        errors: list[Exception] = []
        while self._open:
            handler = self._open.pop()
            try:
                await self._end(handler)
            except Exception as error:
                error.add_note("while tearing down a provider state")
                errors.append(error)
        if len(errors) == 1:
            raise errors[0]
        if errors:
            raise ExceptionGroup("provider states could not be torn down", errors)

    async def _end(self, handler: Generator[object, Any, object] | AsyncGenerator[object, Any]) -> None:
        __tracebackhide__ = True
        if inspect.isasyncgen(handler):
            ended = await self._wait(_ends(handler))
        else:
            assert inspect.isgenerator(handler)  # noqa: S101 - for the type checker
            ended = next(handler, self) is self
            handler.close()
        if ended:
            return
        raise RuntimeError("a handler yielded twice: the code after its second yield would never run")

    async def _wait(self, awaitable: Awaitable[Any]) -> Any:
        __tracebackhide__ = True
        if self._runner is None:
            return await awaitable
        return self._runner(_coroutine(awaitable))


async def _coroutine(awaitable: Awaitable[Any]) -> Any:
    __tracebackhide__ = True
    return await awaitable


async def _ends(handler: AsyncGenerator[object, Any]) -> bool:
    """Whether the generator ends when it goes on; one that yields again is closed. (In one coroutine, since
    StopAsyncIteration cannot pass from a loop to the thread that waits for it.)"""
    __tracebackhide__ = True
    async for _ in handler:
        await handler.aclose()
        return False
    return True
