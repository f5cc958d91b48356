"""The client on the command line: `python -m consumer --help`."""

import argparse
import asyncio
import io
import logging
import sys
from collections.abc import Sequence

from consumer.client import UserClient
from consumer.errors import ContractError, RejectedError, UnavailableError, UserClientError, UserNotFoundError
from consumer.models import User

EXIT_CODES: dict[type[UserClientError], int] = {
    UserNotFoundError: 3,
    RejectedError: 4,
    UnavailableError: 5,
    ContractError: 6,
}
HINTS: dict[type[UserClientError], str] = {
    UnavailableError: "Is it running? `make serve` starts it; --url says where else it is.\n",
}
EPILOG = """\
exit codes:
  0    done
  2    this command line is wrong
  3    there is no such user
  4    the service refused
  5    the service is unreachable, slow or overloaded: trying again may help
  6    the contract does not allow what the service answered
  130  interrupted
"""
COMMANDS = {
    "get": ("show a user", ["id"]),
    "create": ("create a user", ["name"]),
    "rename": ("give a user another name", ["id", "name"]),
    "delete": ("delete a user", ["id"]),
}


def command_line() -> argparse.ArgumentParser:
    """The commands and their arguments; `--url` may stand before a command or after it."""
    url = "http://127.0.0.1:8000"
    about_url = f"where user-service is ({url})"
    parser = argparse.ArgumentParser(
        "python -m consumer",
        description="Users of user-service, one at a time.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--url", default=url, help=about_url)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (says, arguments) in COMMANDS.items():
        command = commands.add_parser(name, help=says, description=says)
        command.add_argument("--url", default=argparse.SUPPRESS, help=about_url)
        for argument in arguments:
            command.add_argument(argument, metavar=argument.upper(), type=int if argument == "id" else str)
    return parser


async def run(client: UserClient, asked: argparse.Namespace) -> str:
    """Do what was asked; what to show for it."""
    async with client:
        match asked.command:
            case "get":
                return shown(await client.get_user(asked.id))
            case "create":
                return shown(await client.create_user(name=asked.name))
            case "rename":
                return shown(await client.rename_user(asked.id, asked.name))
            case _:
                await client.delete_user(asked.id)
                return f"user {asked.id} deleted"


def shown(user: User) -> str:
    rows = {"id": user.id, "name": printable(user.name), "created on": user.created_on.isoformat(" ")}
    return "\n".join(f"{label:<12}{value}" for label, value in rows.items())


def printable(text: str) -> str:
    """`text` for a terminal, which would obey the control characters that an answer may hold."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; leaves by SystemExit with one of the codes above unless all went well."""
    logging.basicConfig(level=logging.ERROR)  # that a call was repeated is no news to a person
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a name may hold what the terminal cannot show
    parser = command_line()
    asked = parser.parse_args(arguments)
    try:
        client = UserClient(asked.url)
    except ValueError as error:
        parser.error(str(error))
    try:
        sys.stdout.write(f"{asyncio.run(run(client, asked))}\n")
    except UserClientError as error:
        parser.exit(EXIT_CODES[type(error)], f"error: {printable(str(error))}\n{HINTS.get(type(error), '')}")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
