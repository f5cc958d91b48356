"""The newsletter on the command line: `python -m consumer.newsletter --help`."""

import argparse
import asyncio
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from consumer.console import ABOUT_URL, DEFAULT_URL, EXIT_CODES, explained, prepare, printable
from consumer.errors import UserClientError
from consumer.newsletter.client import NewsletterClient
from consumer.newsletter.errors import MailingListError
from consumer.newsletter.follower import follow
from consumer.newsletter.mailing_list import MailingList

DEFAULT_FILE = Path("build/mailing-list.jsonl")
NO_LIST = 7
HINT = "Another --file begins a new list, with every event there has been.\n"
EPILOG = """\
exit codes:
  0    done
  2    this command line is wrong
  4    the service refused
  5    the service is unreachable, slow or overloaded (`follow` tries again instead)
  6    the service's response breaks the contract
  7    the mailing list cannot be used: it belongs to another follower or service, or is no such file
  130  interrupted
"""


def command_line() -> argparse.ArgumentParser:
    """The commands and their options."""
    parser = argparse.ArgumentParser(
        "python -m consumer.newsletter",
        description="Who gets the newsletter.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    says = "keep a mailing list up to date, until interrupted"
    command = commands.add_parser("follow", help=says, description=says)
    command.add_argument("--url", default=DEFAULT_URL, help=ABOUT_URL)
    command.add_argument("--file", type=Path, default=DEFAULT_FILE, help=f"the mailing list ({DEFAULT_FILE})")
    says = "show everybody who can be written to now"
    command = commands.add_parser("subscribers", help=says, description=says)
    command.add_argument("--url", default=DEFAULT_URL, help=ABOUT_URL)
    return parser


async def keep(client: NewsletterClient, path: Path) -> None:
    """Follow into the list at `path`, for ever."""
    with MailingList.opened(path) as mailing_list:
        after = "the beginning" if mailing_list.position is None else f"event {mailing_list.position}"
        sys.stdout.write(f"{printable(str(path))}: following from {printable(after)}\n")
        sys.stdout.flush()
        async with client:
            await follow(client, mailing_list)


async def show(client: NewsletterClient) -> None:
    async with client:
        async for one in client.subscribers():
            sys.stdout.write(f"{one.id}\t{printable(one.name)}\t{printable(one.email)}\n")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; leaves by SystemExit with one of the codes above unless all went well."""
    prepare()
    logging.getLogger(follow.__module__).setLevel(logging.WARNING)  # who waits wants to know what for
    parser = command_line()
    options = parser.parse_args(arguments)
    try:
        client = NewsletterClient(options.url)
    except ValueError as error:
        parser.error(str(error))
    try:
        asyncio.run(keep(client, options.file) if options.command == "follow" else show(client))
    except UserClientError as error:
        parser.exit(EXIT_CODES[type(error)], explained(error))
    except MailingListError as error:
        parser.exit(NO_LIST, explained(error) + HINT)
    except OSError as error:
        parser.exit(NO_LIST, f"error: {error.filename or 'cannot write'}: {error.strerror}\n")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
