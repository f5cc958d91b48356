"""The real catalogue on a free port, and the articles that it sells."""

from collections.abc import Iterator
from threading import Thread

import pytest
from werkzeug.serving import make_server

from catalogue import create_app


@pytest.fixture
def articles() -> dict[int, int]:
    return {}


@pytest.fixture
def catalogue_url(articles: dict[int, int]) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, create_app(articles), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()
