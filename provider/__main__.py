"""`python -m provider`: the service under waitress, for this machine only."""

import argparse
import logging
import os
import signal
from collections.abc import Sequence
from typing import NoReturn

from sqlalchemy.exc import SQLAlchemyError
from waitress.server import create_server  # type: ignore[import-untyped]

from provider.app import create_app
from provider.events.feed import Feed
from provider.users.repository import UserDb

HOST = "127.0.0.1"  # no way in for others: nobody has to log in to read a user
THREADS = 24
MAX_WAITING = 16  # for events, so that eight threads are always there for everybody else


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until interrupted. A port or database that cannot be had: one line on stderr, exit code 2."""
    parser = argparse.ArgumentParser(prog="python -m provider", description=f"Run the user service on {HOST}.")
    default = os.environ.get("PROVIDER_PORT") or "8000"
    parser.add_argument("--port", type=_port, default=default, help="0: any; default: PROVIDER_PORT, or 8000")
    port = parser.parse_args(arguments).port
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    try:
        app = create_app(max_waiting=MAX_WAITING)
        user_db: UserDb = app.extensions["user_db"]
        user_db.open()
    except (SQLAlchemyError, ImportError, OSError) as error:
        reason = str(error).splitlines()[0]
        if isinstance(error, ImportError):
            reason += "; make serve WITH=postgres adds the driver"
        parser.exit(2, f"provider: cannot open the database; see PROVIDER_DATABASE_URL: {reason}\n")
    except ValueError as error:
        parser.exit(2, f"provider: {error}\n")
    try:
        # With the lookahead a waiting request can see that its client has disconnected.
        server = create_server(app, host=HOST, port=port, threads=THREADS, channel_request_lookahead=1)
    except OSError as error:
        reason = f"cannot serve on {HOST}:{port}: {error.strerror}"
        parser.exit(2, f"provider: {reason}; any free port: PROVIDER_PORT=0 make serve\n")
    logging.getLogger(__name__).info("serving on http://%s:%s", HOST, server.effective_port)
    signal.signal(signal.SIGINT, lambda *_: _interrupt(app.extensions["feed"]))
    server.run()  # returns on Ctrl-C


def _interrupt(feed: Feed) -> NoReturn:
    feed.closed = True  # or the process would stay for those who wait
    raise KeyboardInterrupt


def _port(text: str) -> int:
    if not (text.isdecimal() and int(text) < 2**16):
        raise argparse.ArgumentTypeError(f"expected a port from 0 to 65535, got {text!r}")
    return int(text)


if __name__ == "__main__":
    main()
