"""The newsletter, user-service's second consumer: who gets it, read from pages, or kept up to date by events.

`async with NewsletterClient(url) as client: async for subscriber in client.subscribers(): …`
"""

from consumer.newsletter.client import NewsletterClient
from consumer.newsletter.errors import ListInUseError, MailingListError, NoMailingListError, UnknownPositionError
from consumer.newsletter.follower import follow
from consumer.newsletter.mailing_list import MailingList
from consumer.newsletter.models import Entry, Event, Page, Subscriber, User

__all__ = [
    "Entry",
    "Event",
    "ListInUseError",
    "MailingList",
    "MailingListError",
    "NewsletterClient",
    "NoMailingListError",
    "Page",
    "Subscriber",
    "UnknownPositionError",
    "User",
    "follow",
]
