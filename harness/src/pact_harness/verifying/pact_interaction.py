"""One interaction for a test: `verify()` replays it against the provider, and fails with what is wrong."""

import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from pact_harness.pactfile.empty_interaction import is_tombstone, what_is_missing
from pact_harness.pactfile.readable_text import shorten
from pact_harness.results.failure_message import LIMIT, failure_message, in_words
from pact_harness.results.ffi_results import NothingVerifiedError, masked_run, result_of
from pact_harness.results.verification_result import Mismatch, VerificationResult
from pact_harness.verifying.application import Application, BlockedLoopError, StartupError
from pact_harness.verifying.exchange import Exchange
from pact_harness.verifying.ffi_call import Replayed, Verification
from pact_harness.verifying.handler_calls import AsyncTestError, HandlerCalls, OwnLoop, drive
from pact_harness.verifying.handler_stubs import UnknownHandlerError
from pact_harness.verifying.handlers import Handlers
from pact_harness.verifying.item_result import MASKING, RESULT
from pact_harness.verifying.message_handlers import ContractMessage
from pact_harness.verifying.remote_provider import RemoteStates, StatesUrlError
from pact_harness.verifying.selection import SelectedInteraction
from pact_harness.verifying.state_handlers import ActiveStates

REDIRECTS = {301, 302, 303, 307, 308}
SHOWN: pytest.StashKey[dict[str, pytest.Item]] = pytest.StashKey()  # which item showed the function that is missing


@dataclass(frozen=True)
class Project:
    """What the project brings for one interaction: handlers, the fixtures they take, and the provider's application.

    `url` is where people find the provider; `states_url` is an endpoint that sets states up in place of the handlers.
    """

    handlers: Handlers
    fixtures: Mapping[str, object]
    application: Application | None
    app: object
    url: str
    states_url: RemoteStates | None = None


DESCRIBE_IT = "Anything that the provider sends would pass. Let the consumer record what it reads."


@dataclass(repr=False)
class PactInteraction:
    """An interaction, the project's handlers and application, and the test item that verifies it."""

    selected: SelectedInteraction
    project: Project
    verification: Verification
    command: str
    item: pytest.Item
    begun: bool = False  # whether the test has called `verify` at all
    raised: BaseException | None = None  # what kept it from being verified

    def __repr__(self) -> str:
        return f"<{self.selected.name}>"

    def verify(self) -> None:
        """Set the provider states up, replay the interaction, and tear them down again.

        If there are mismatches, it fails with a message that names each. If a handler raises, it fails with that
        exception. A pending interaction that does not pass yet is an xfail.
        """
        __tracebackhide__ = True
        self.begun = True
        self._require(self.project.application)
        own = OwnLoop()
        try:
            self._start()
            application = self.project.application
            drive(self._verify(HandlerCalls((application and application.run) or own), _at_once))
        except (AsyncTestError, BlockedLoopError) as error:
            raise pytest.fail.Exception(f"{self.selected.name}: {error}", pytrace=False) from None
        finally:
            own.close()

    async def verify_async(self) -> None:
        """As `verify`, in an async test. The application, its lifespan, async handlers and the test's fixtures use the
        running loop. The Pact FFI waits in a thread."""
        __tracebackhide__ = True
        from asyncio import to_thread

        self.begun = True
        self._require(self.project.application)
        self.verification.server.stop()
        application = self.project.application
        on_loop = application is not None and application.has_loop
        try:
            if application:
                await application.open()
        except StartupError as error:
            raise pytest.fail.Exception(str(error), pytrace=False) from None
        try:
            # what has no loop runs in the test's thread, if that is where WSGI calls go
            in_thread = on_loop or self.verification.server.test_thread is None
            await self._verify(HandlerCalls(), to_thread if in_thread else _at_once)
        finally:
            if application:
                await application.close()

    def _require(self, application: Application | None) -> None:
        __tracebackhide__ = True
        if missing := what_is_missing(self.selected.interaction):  # a warning would be overlooked, and a green be wrong
            pytest.fail(f"{self.selected.name} proves nothing. {missing} {DESCRIBE_IT}", pytrace=False)
        if application is None and self.selected.interaction.kind == "http":
            pytest.fail(
                "define a fixture provider_app that returns your application (WSGI, ASGI or aiohttp.web), or "
                "provider_url, if it runs elsewhere",
                pytrace=False,
            )

    def _start(self) -> None:
        __tracebackhide__ = True
        try:
            self.verification.server.start()
        except StartupError as error:
            raise pytest.fail.Exception(str(error), pytrace=False) from None

    async def _verify(self, calls: HandlerCalls, elsewhere: Callable[..., Awaitable[Any]]) -> None:
        """*elsewhere* calls a function that waits for the Pact FFI."""
        __tracebackhide__ = True
        contract, interaction = self.selected.contract, self.selected.interaction
        states = ActiveStates(self.project.handlers.states, self.project.fixtures, calls)
        try:
            await self._set_up(states, calls)
            self._require_visible_rows()
            injected = interaction.injected_names
            self._require_injected(injected, states.values)
            replayed = await elsewhere(partial(self.verification.replay, injects=bool(injected)), contract, interaction)
        except BaseException as error:
            self.raised = error
            if later := await self._tear_down(calls):
                error.add_note(f"and tearing the provider states down raised {later!r}")
            raise
        raised = await self._tear_down(calls)
        masking = self.item.config.stash[MASKING]
        result = self._remember(replayed)
        if fault := self.verification.server.filter_error or raised:
            raise fault
        try:
            result = self._hold_tombstone(result_of(masked_run(replayed.results, masking), result))
        except NothingVerifiedError as error:  # the contract's fault or the FFI's, and no line of ours explains it
            raise pytest.fail.Exception(f"{error}\n\nthen: {self.command}", pytrace=False) from None
        if result.result == "passed":
            self._pass()
        else:
            self._fail(self._understood(result, replayed))

    def _hold_tombstone(self, result: VerificationResult) -> VerificationResult:
        """The FFI compares nothing where the contract has no contents, so any message would do for a tombstone."""
        made = self.verification.server.endpoint.message
        if made is None or made.is_empty or not is_tombstone(self.selected.interaction):
            return result
        actual = shorten(made.encoded().decode(errors="replace"), LIMIT, count=True)
        found = Mismatch("body", (), "no contents, because the message is a tombstone", actual)
        return replace(result, result="failed", mismatches=(*result.mismatches, found))

    async def _set_up(self, states: ActiveStates, calls: HandlerCalls) -> None:
        __tracebackhide__ = True
        interaction, endpoint = self.selected.interaction, self.verification.server.endpoint
        endpoint.message = None
        try:
            with _app_context(self.project.app):
                for state in interaction.states:
                    if self.project.states_url:
                        states.values.update(self.project.states_url.call(state.name, state.parameters, "setup"))
                    else:
                        await states.set_up_async(state.name, state.parameters)
                if interaction.kind != "http":
                    endpoint.message = await self.project.handlers.messages.produce(
                        interaction.description,
                        self.project.fixtures,
                        calls,
                        of_contract=ContractMessage.of(interaction),
                    )
        except (UnknownHandlerError, StatesUrlError) as error:
            text = f"{self.selected.name}\n{self._pasted_once(error)}\n\nthen: {self.command}"
            raise pytest.fail.Exception(text, pytrace=False) from None
        # parameters feed generators too; what a handler returned under the same name comes before them
        parameters = {key: value for state in interaction.states for key, value in state.parameters.items()}
        endpoint.values = {**parameters, **states.values}

    def _pasted_once(self, error: LookupError | StatesUrlError) -> str:
        """What is wrong; the function to paste only where no earlier item has shown it."""
        if not isinstance(error, UnknownHandlerError):
            return str(error)
        item = self.item.config.stash.setdefault(SHOWN, {}).setdefault(error.problem, self.item)
        return str(error) if item is self.item else f"{error.problem} The function to paste is shown for {item.name}."

    async def _tear_down(self, calls: HandlerCalls) -> Exception | None:
        """What tearing down raises is returned, so that an exception that came before it stays the one that is told."""
        try:
            with _app_context(self.project.app):
                await calls.close()
            if self.project.states_url:
                for state in reversed(self.selected.interaction.states):
                    self.project.states_url.call(state.name, state.parameters, "teardown")
        except Exception as error:
            return error
        return None

    def _remember(self, replayed: Replayed) -> VerificationResult:
        exchange = replayed.exchange
        self.item.stash[RESULT] = replace(
            self.item.stash[RESULT],
            milliseconds=round(replayed.milliseconds, 1),
            verified_at=datetime.now(UTC).isoformat(timespec="seconds"),
            request=exchange.request if exchange else None,
            response=exchange.response if exchange else None,
            crash=exchange.crash if exchange else None,
        )
        return self.item.stash[RESULT]

    def _require_visible_rows(self) -> None:
        """Rows in an open transaction of the test are there on its own connection alone, and Django's connections
        belong to threads."""
        __tracebackhide__ = True
        django = sys.modules.get("django.db")
        if django is None or self.verification.server.test_thread or self.selected.interaction.kind != "http":
            return
        if any(one.in_atomic_block for one in django.connections.all(initialized_only=True)):
            pytest.fail(
                f"{self.selected.name}: this test's rows are in a transaction of its own (Django's fixture db), and "
                "the provider, in another thread on another connection, cannot see them. Use transactional_db in place "
                "of db, or, for WSGI, set wsgi_in_test_thread = true in [tool.pact-harness].",
                pytrace=False,
            )

    def _require_injected(self, injected: set[str], values: Mapping[str, object]) -> None:
        """Without the value that a generator asks for, the FFI silently sends the contract's example instead."""
        __tracebackhide__ = True
        states = self.selected.interaction.states
        known = {name for state in states for name in state.parameters} | set(values)
        if missing := sorted(injected - known):
            given = ", ".join(in_words(state) for state in states) or "no state"
            pytest.fail(
                f"{self.selected.name}: the contract injects {', '.join(missing)}, and {given} returned none, so "
                f"nothing was injected. Return a dict with it from the state's function.",
                pytrace=False,
            )

    def _understood(self, result: VerificationResult, replayed: Replayed) -> VerificationResult:
        """The FFI says `error sending request` whether the provider hung, hung up or was not there."""
        of_ffi, seconds, exchange = result.error or "", self.verification.seconds, replayed.exchange
        if not of_ffi.startswith(("error sending request", "error decoding response body")):
            said = of_ffi or self._about_redirect(exchange)
        elif replayed.milliseconds >= seconds * 1000:
            said = f"the provider did not answer within {seconds:g} s (provider_timeout in [tool.pact-harness])"
        elif exchange:
            said = exchange.missing or "the provider closed the connection without a readable response"
        else:
            said = f"the provider could not be reached at {self.project.url}"
        pending = result.result == "pending" or self.selected.pending
        return replace(result, error=said or None, result="pending" if pending else "failed")

    def _about_redirect(self, exchange: Exchange | None) -> str:
        """A redirect that was not followed is named with the setting that follows it."""
        status = exchange.response["status"] if exchange and exchange.response else 0
        if status not in REDIRECTS or self.verification.follow_redirects or exchange is None:
            return ""
        headers = (exchange.response or {}).get("headers", [])
        place = next((value for name, value in headers if name.lower() == "location"), "nowhere")
        return (
            f"the provider redirects to {place}. Redirects are not followed, because they hide a wrong path: "
            "record the right path, or set follow_redirects = true in [tool.pact-harness]"
        )

    def _pass(self) -> None:
        """A second try that passes does not undo the first one's failure."""
        before = self.item.stash[RESULT]
        if not before.failure_message:
            self.item.stash[RESULT] = replace(before, result="passed")

    def _fail(self, result: VerificationResult) -> None:
        __tracebackhide__ = True
        masking = self.item.config.stash[MASKING]
        masking.interaction(self.selected.interaction.raw)  # what it holds in such headers is learned
        result = replace(result, mismatches=tuple(map(masking.mismatch, result.mismatches)))
        text = failure_message(result, self.selected.interaction, self.command)
        self.item.stash[RESULT] = replace(result, failure_message=text)
        self._raise_failure()

    def _raise_failure(self) -> None:
        __tracebackhide__ = True
        result = self.item.stash[RESULT]
        text = result.failure_message
        if result.result == "pending":
            pytest.xfail(text)
        pytest.fail(text, pytrace=False)  # also a pending one under --runxfail, where xfail does nothing


def _app_context(app: object) -> AbstractContextManager[object]:
    """Flask's application context for a Flask provider, as in its own tests: extensions look for it."""
    flask = sys.modules.get("flask")
    return app.app_context() if flask and isinstance(app, flask.Flask) else nullcontext()


async def _at_once(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call it in this thread."""
    return function(*arguments)
