"""Following the feed: ask for what is new, handle it, and never stop because the service is away for a while."""

import asyncio
import logging
from typing import NoReturn

import stamina

from consumer.errors import UnavailableError
from consumer.newsletter.client import NewsletterClient
from consumer.newsletter.handlers import handle
from consumer.newsletter.mailing_list import MailingList
from consumer.newsletter.models import Event

WAIT = 20.0  # seconds for which the service may hold back a response without news
PAUSE = 1.0  # seconds after such a response: it may have come at once, where the service is too busy to hold it back
LONGEST = 10.0  # seconds between two attempts to reach the service

logger = logging.getLogger(__name__)


async def follow(
    client: NewsletterClient, mailing_list: MailingList, *, wait: float = WAIT, pause: float = PAUSE
) -> NoReturn:
    """Keep the list up to date for ever, from where it stands. Seconds: see WAIT and PAUSE.

    ContractError, RejectedError and MailingListError end it: with them, trying again does not help. OSError, too.
    """
    while True:
        events = await news(client, mailing_list.position, wait)
        before = mailing_list.position
        for event in events:
            if event.id not in mailing_list:  # the feed may repeat an event
                mailing_list.add(event.id, handle(event))
        if mailing_list.position == before:
            await asyncio.sleep(pause)


async def news(client: NewsletterClient, position: str | None, wait: float) -> tuple[Event, ...]:
    """The events after `position`, however long the service is away."""

    def later(error: Exception) -> bool | float:
        """When to try again: when the service says, or after pauses that grow."""
        if not isinstance(error, UnavailableError):
            return False
        logger.warning("%s; trying again", error)
        return True if error.retry_after is None else min(error.retry_after, LONGEST)

    events: tuple[Event, ...] = ()
    async for attempt in stamina.retry_context(later, attempts=None, timeout=None, wait_max=LONGEST):
        with attempt:
            events = await client.events(position, wait=wait)
    return events
