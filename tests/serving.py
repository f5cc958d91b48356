"""A WSGI application on a free port of 127.0.0.1, for as long as a `with` block lasts."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from wsgiref.types import WSGIApplication

from werkzeug.serving import make_server


@contextmanager
def serving(app: WSGIApplication) -> Iterator[str]:
    """Yield the base URL of *app*. The port is bound before the thread starts: no race for it, and no wait."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    # werkzeug looks for a shutdown every half second unless told otherwise
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join(30)
        server.server_close()
