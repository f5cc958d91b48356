"""`python -m provider`: the service under waitress, for this machine only."""

import argparse
import logging
import os
from collections.abc import Sequence

from sqlalchemy.exc import SQLAlchemyError
from waitress.server import create_server  # type: ignore[import-untyped]

from provider.app import create_app
from provider.database import UserDb

HOST = "127.0.0.1"  # no way in for others: nobody has to log in to read a user


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until interrupted. A port or database that cannot be had: one line on stderr, exit code 2."""
    parser = argparse.ArgumentParser(prog="python -m provider", description=f"Run the user service on {HOST}.")
    default = os.environ.get("PROVIDER_PORT") or "8000"
    parser.add_argument("--port", type=_port, default=default, help="0: any; default: PROVIDER_PORT, or 8000")
    port = parser.parse_args(arguments).port
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    try:
        app = create_app()
        user_db: UserDb = app.extensions["user_db"]
        user_db.open()
    except (SQLAlchemyError, ImportError, OSError) as error:
        reason = str(error).splitlines()[0]
        parser.exit(2, f"provider: cannot open the database; see PROVIDER_DATABASE_URL: {reason}\n")
    try:
        server = create_server(app, host=HOST, port=port)
    except OSError as error:
        reason = f"cannot serve on {HOST}:{port}: {error.strerror}"
        parser.exit(2, f"provider: {reason}; any free port: python -m provider --port 0\n")
    logging.getLogger(__name__).info("serving on http://%s:%s", HOST, server.effective_port)
    server.run()  # returns on Ctrl-C


def _port(text: str) -> int:
    if not (text.isdecimal() and int(text) < 2**16):
        raise argparse.ArgumentTypeError(f"expected a port from 0 to 65535, got {text!r}")
    return int(text)


if __name__ == "__main__":
    main()
