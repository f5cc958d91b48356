"""The HTTP endpoint that the core calls for provider states and messages, as its protocol wants it.

pact-python's own cost half a second a verification, leak a socket and try a failing state eight times; an endpoint that
answers 422 fails at once. The exception itself stays with its world, for the test to raise in its own name.
https://docs.pact.io/provider/using_provider_states_effectively
"""

import base64
import json
from collections.abc import Iterable, Mapping
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from pact_harness.verifying.messages import MessageHandlers
from pact_harness.verifying.provider_states import ActiveStates, StateHandlers


class Endpoint:
    """A WSGI application for `<prefix>/states` and `<prefix>/messages`; one world at a time."""

    def __init__(self) -> None:
        self.prepare(StateHandlers({}), MessageHandlers({}), {})

    def prepare(self, states: StateHandlers, messages: MessageHandlers, fixtures: Mapping[str, object]) -> None:
        """Begin a new world. *fixtures* holds the value of every fixture that its functions ask for."""
        self.world = ActiveStates(states, fixtures)
        self._messages, self._fixtures = messages, fixtures

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        __tracebackhide__ = True
        asked = json.loads(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
        answer = self._message if environ["PATH_INFO"].endswith("/messages") else self._state
        world = self.world  # a state that hangs may outlive it: what it raises at last is not the next promise's fault
        try:
            body, headers = answer(asked, world)
        except BaseException as error:  # pytest's skip and fail are BaseExceptions, and pass through here too
            world.error = world.error or error
            start("422 Unprocessable Content", [("Content-Type", "text/plain; charset=utf-8")])
            return [repr(error).encode()]
        start("200 OK", [*headers, ("Content-Length", str(len(body)))])
        return [body]

    def _state(self, asked: Mapping[str, Any], world: ActiveStates) -> tuple[bytes, list[tuple[str, str]]]:
        __tracebackhide__ = True
        if asked.get("action") == "teardown":
            world.tear_down()
            return b"{}", []
        if not asked["state"]:  # the core also announces an interaction that needs no state
            return b"{}", []
        values = world.set_up(asked["state"], asked.get("params") or {})
        return json.dumps(dict(values)).encode(), [("Content-Type", "application/json")]

    def _message(self, asked: Mapping[str, Any], _: ActiveStates) -> tuple[bytes, list[tuple[str, str]]]:
        __tracebackhide__ = True
        message = self._messages.produce(asked["description"], self._fixtures)
        metadata = json.dumps({"contentType": message.content_type, **message.metadata}).encode()
        headers = [("Content-Type", message.content_type)]
        return message.encoded(), [*headers, ("Pact-Message-Metadata", base64.b64encode(metadata).decode())]
