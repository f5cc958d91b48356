"""The test server: one a session, on a free port of 127.0.0.1, before whatever application is mounted at the time."""

import contextlib
import queue
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from threading import Lock, Thread, current_thread
from typing import Any
from uuid import uuid4

from pact_harness.results.masking import Masking
from pact_harness.verifying.application import Application
from pact_harness.verifying.callback_endpoint import Endpoint
from pact_harness.verifying.exchange import Exchange, NoResponseError, Recorder
from pact_harness.verifying.http_message import HttpMessageError, ProviderRequest, ProviderResponse, read_request

SILENCE = 30.0  # seconds that a client may take over sending its request


def _nothing() -> None:
    pass


class TestThread:
    """Runs the server's calls in the test's thread, while that waits for something else: Django's `db` lives there."""

    __test__ = False  # pytest collects classes of this name

    def __init__(self) -> None:
        self._calls: queue.SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = queue.SimpleQueue()

    def call(self, function: Callable[[], Any]) -> Any:
        """The result of *function*, called in the test's thread."""
        future: Future[Any] = Future()
        self._calls.put((future, function))
        return future.result()

    def serve_until(self, done: "Future[Any]") -> None:
        """Run what is called for, until *done* is."""
        done.add_done_callback(lambda _: self._calls.put(None))
        while wanted := self._calls.get():
            future, function = wanted
            try:
                future.set_result(function())
            except Exception as error:
                future.set_exception(error)
            except BaseException as error:
                future.set_exception(NoResponseError(repr(error)))
                raise


class ProviderServer:
    """Serves the mounted application, and the endpoint for states and messages under a path that no provider has.

    One thread accepts a connection, answers it and accepts the next: no thread a request, no hand-over. Where a request
    hangs, the thread is left to it, and another goes on.
    """

    def __init__(self, masking: Masking | None = None) -> None:
        self.application: Application | None = None
        self.endpoint = Endpoint()
        self.recorder = Recorder(masking=masking or Masking())
        self.test_thread: TestThread | None = None
        self.on_request: Callable[[], None] = _nothing  # called when the provider is asked, before it is
        self.before_request: Callable[[ProviderRequest], None] | None = None
        self.filter_error: BaseException | None = None
        self._prefix = f"/{uuid4()}/"
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._lock, self._busy, self._started, self._closing = Lock(), False, False, False
        self._thread: Thread | None = None
        self.port = int(self._socket.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self.endpoint_url = self.url + self._prefix.rstrip("/")

    def mount(self, application: Application) -> None:
        """Serve *application* from now on; what was served before is stopped."""
        if self.application is not application:
            self.unmount()
            self.application = application

    def start(self) -> None:
        """Start what is mounted, unless it runs already."""
        if self.application and not self._started:
            self.application.start()
            self._started = True

    def stop(self) -> None:
        """Stop what is mounted; it may be started again."""
        if self.application and self._started:
            self._started = False
            self.application.stop()

    def unmount(self) -> None:
        self.stop()
        self.application = None

    def finish(self) -> list[Exchange]:
        """The exchanges since the last call, once nothing is under way any more, or what hangs was given up."""
        with self._lock:
            hangs, self._busy = self._busy, False
            if hangs:
                self._go_on()
        if self.application:
            if hangs:
                self.application.abandon()
            else:
                self.application.settle()
        return self.recorder.take()

    @contextmanager
    def running(self) -> Iterator["ProviderServer"]:
        """The port is bound already, so nothing needs to wait for the thread."""
        with self.recorder.listening():
            self._go_on()
            try:
                yield self
            finally:
                self.unmount()
                self._closing = True
                with contextlib.suppress(OSError):  # wakes the thread that waits for a connection
                    socket.create_connection(("127.0.0.1", self.port), 1).close()
                if self._thread:
                    self._thread.join(1)
                self._socket.close()

    def _go_on(self) -> None:
        self._thread = Thread(target=self._serve, name="provider", daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while self._thread is current_thread():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            if self._closing:
                connection.close()
                return
            with connection, contextlib.suppress(OSError, HttpMessageError):
                connection.settimeout(SILENCE)
                self._converse(connection)

    def _converse(self, connection: socket.socket) -> None:
        request = read_request(connection)
        if request is None:
            return
        try:
            response = self._answer(request)
        except NoResponseError:
            return  # closes the connection: all that a client sees of it
        connection.sendall(response.encoded(request.method))

    def _answer(self, request: ProviderRequest) -> ProviderResponse:
        if request.target.startswith(self._prefix):
            return self.endpoint.answer(request)
        application = self.application
        if application is None:
            return ProviderResponse(503, [("Content-Type", "text/plain")], b"no provider is mounted")
        self.on_request()
        with self._lock:
            self._busy = True
        try:
            if self.test_thread:
                answered: ProviderResponse = self.test_thread.call(lambda: self._ask(application, request))
                return answered
            return self._ask(application, request)
        finally:
            with self._lock:
                if self._thread is current_thread():  # else it was given up, and another is busy or not
                    self._busy = False

    def _ask(self, application: Application, request: ProviderRequest) -> ProviderResponse:
        if self.before_request:
            try:
                self.before_request(request)
            except BaseException as error:
                self.filter_error = error
                raise NoResponseError("a request filter raised an exception") from error
        return self.recorder.around(application.answer, request)
