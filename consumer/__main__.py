"""The client on the command line: `python -m consumer --help`."""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from consumer.console import ABOUT_URL, DEFAULT_URL, EXIT_CODES, explained, prepare, printable
from consumer.errors import UserClientError
from consumer.profile import User, UserClient

EPILOG = """\
exit codes:
  0    done
  2    this command line is wrong
  3    there is no such user
  4    the service refused
  5    the service is unreachable, slow or overloaded: trying again may help
  6    the service's response breaks the contract
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
    parser = argparse.ArgumentParser(
        "python -m consumer",
        description="Users of user-service, one at a time.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--url", default=DEFAULT_URL, help=ABOUT_URL)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (says, arguments) in COMMANDS.items():
        command = commands.add_parser(name, help=says, description=says)
        command.add_argument("--url", default=argparse.SUPPRESS, help=ABOUT_URL)
        for argument in arguments:
            command.add_argument(argument, metavar=argument.upper(), type=int if argument == "id" else str)
    return parser


async def run(client: UserClient, options: argparse.Namespace) -> str:
    """Do what was asked; what to show for it."""
    async with client:
        match options.command:
            case "get":
                return shown(await client.get_user(options.id))
            case "create":
                return shown(await client.create_user(name=options.name))
            case "rename":
                return shown(await client.rename_user(options.id, options.name))
            case _:
                await client.delete_user(options.id)
                return f"user {options.id} deleted"


def shown(user: User) -> str:
    rows = {"id": user.id, "name": printable(user.name), "created on": user.created_on.isoformat(" ")}
    return "\n".join(f"{label:<12}{value}" for label, value in rows.items())


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; leaves by SystemExit with one of the codes above unless all went well."""
    prepare()
    parser = command_line()
    options = parser.parse_args(arguments)
    try:
        client = UserClient(options.url)
    except ValueError as error:
        parser.error(str(error))
    try:
        sys.stdout.write(f"{asyncio.run(run(client, options))}\n")
    except UserClientError as error:
        parser.exit(EXIT_CODES[type(error)], explained(error))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
