"""`python -m provider`: the service under waitress, for this machine only."""

import argparse
import logging
import os
import signal
from collections.abc import Sequence
from typing import NoReturn

from sqlalchemy.exc import SQLAlchemyError

from provider import settings
from provider.app import create_app
from provider.database import reason
from provider.events.feed import Feed
from provider.log_format import LineFormatter
from provider.server import make_server
from provider.users.repository import UserDb

HOST = "127.0.0.1"  # no way in for others: nobody has to log in to read a user
THREADS = 40
MAX_WAITING = 16  # for events; at most 16 more write (provider.database), so eight threads are always there to read


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until interrupted. A port or database that cannot be had: one line on stderr, exit code 2."""
    parser = argparse.ArgumentParser(prog="python -m provider", description=f"Run the user service on {HOST}.")
    parser.add_argument("--port", type=_port, help="0: any; default: PROVIDER_PORT, or 8000")
    port = parser.parse_args(arguments).port
    handler = logging.StreamHandler()
    handler.setFormatter(LineFormatter("%(asctime)s %(levelname)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    # A line for each request that finds no thread free, also while the threads are still starting.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    try:
        if port is None:
            port = _port_of_environment()
        app = create_app(max_waiting=MAX_WAITING)
        user_db: UserDb = app.extensions["user_db"]
        user_db.open()
    except (SQLAlchemyError, ImportError, OSError) as error:
        why = reason(error)
        if isinstance(error, ImportError):
            why += "; make serve WITH=postgres adds the driver"
        parser.exit(2, f"provider: cannot open the database; see PROVIDER_DATABASE_URL: {why}\n")
    except ValueError as error:
        parser.exit(2, f"provider: {error}\n")
    try:
        server = make_server(app, HOST, port, THREADS)
    except OSError as error:
        why = f"cannot serve on {HOST}:{port}: {error.strerror}"
        parser.exit(2, f"provider: {why}; any free port: PROVIDER_PORT=0 make serve\n")
    logging.getLogger(__name__).info("serving on http://%s:%s", HOST, server.effective_port)
    signal.signal(signal.SIGINT, lambda *_: _interrupt(app.extensions["feed"]))
    server.run()  # returns on Ctrl-C


def _interrupt(feed: Feed) -> NoReturn:
    feed.closed = True  # or the process would stay for those who wait
    raise KeyboardInterrupt


def _port(text: str) -> int:
    try:
        return settings.port(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _port_of_environment() -> int:
    try:
        return settings.port(os.environ.get("PROVIDER_PORT") or settings.DEFAULT_PORT)
    except ValueError as error:
        raise ValueError(f"PROVIDER_PORT: {error}") from error


if __name__ == "__main__":
    main()
