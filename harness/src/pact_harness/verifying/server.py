"""The test server: one a session, on a free port of 127.0.0.1, before whatever application is mounted at the time."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any
from uuid import uuid4
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.serving import WSGIRequestHandler, make_server

from pact_harness.verifying.callbacks import Endpoint
from pact_harness.verifying.exchange import Exchange, Recorder
from pact_harness.verifying.provider_states import ActiveStates


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name
        """Nothing: what happened is in the exchange, and the verification's result says the rest."""


class ProviderServer:
    """Serves the mounted application, and the endpoint for states and messages under a path that no provider has."""

    def __init__(self) -> None:
        self.app: WSGIApplication | None = None
        self.endpoint = Endpoint()
        self.recorder = Recorder()
        self.prefix = f"/{uuid4()}"
        self._server = make_server("127.0.0.1", 0, self._answer, threaded=True, request_handler=_Quiet)
        self.port = int(self._server.port)
        self.url = f"http://127.0.0.1:{self.port}"
        self.endpoint_url = self.url + self.prefix

    def mount(self, app: WSGIApplication) -> str:
        """Serve *app* from now on; returns the URL."""
        self.app = app
        return self.url

    def finish(self) -> tuple[Exchange | None, ActiveStates]:
        """The exchange of the interaction that was replayed, if the provider was asked, and its world, torn down
        whatever happened."""
        world = self.endpoint.world
        try:
            world.tear_down()
        except Exception as error:
            world.error = world.error or error
        return next(iter(self.recorder.take()), None), world

    @contextmanager
    def running(self) -> Iterator["ProviderServer"]:
        """The port is bound already, so nothing needs to wait for the thread."""
        # werkzeug looks for a shutdown every half second unless told otherwise
        thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, name="provider")
        with self.recorder.listening():
            thread.start()
            try:
                yield self
            finally:
                self._server.shutdown()  # closes the socket too
                thread.join()

    def _answer(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith(f"{self.prefix}/"):
            return self.endpoint(environ, start)
        if self.app is None:
            start("503 Service Unavailable", [("Content-Type", "text/plain")])
            return [b"no provider is mounted"]
        return self.recorder.around(self.app, environ, start)
