"""The client of the newsletter: users page by page, and what happened to them since."""

from collections.abc import AsyncIterator

from yarl import URL

from consumer.errors import ContractError, RejectedError
from consumer.http.client import ServiceClient
from consumer.http.response import Response
from consumer.newsletter.errors import UnknownPositionError
from consumer.newsletter.models import Batch, Event, Page, Subscriber, Users

CLOUDEVENTS = "application/cloudevents-batch+json"


class NewsletterClient(ServiceClient):
    """Whatever comes back, a call returns what it says or raises a UserClientError, but for `events` see there."""

    async def subscribers(self, *, limit: int = 50) -> AsyncIterator[Subscriber]:
        """Everybody who can be written to, by id; users without an email are skipped.

        One page of `limit` users (the service takes 1 to 100) is held at a time.
        """
        after: int | None = 0
        while after is not None:
            page = await self.page(limit=limit, after=after)
            for user in page.users:
                if user.email is not None:
                    yield Subscriber(id=user.id, name=user.name, email=user.email)
            after = page.after

    async def page(self, *, limit: int = 50, after: int = 0) -> Page:
        """At most `limit` users, those with the lowest ids above `after`. RejectedError if there is no such page."""
        response = await self._call("GET", "users", query={"limit": limit, "after": after})
        response.require(200)
        read = response.read(Users)
        return Page(read.users, None if read.next is None else self._after(read.next, response, after))

    async def events(self, after: str | None = None, *, wait: float = 0.0) -> tuple[Event, ...]:
        """What happened after the event with the id `after`, from the beginning without one; oldest first.

        If there is no news the service may hold its response back for up to `wait` seconds (long polling, as in
        https://www.http-feeds.org). Some come now and the others when asked again. UnknownPositionError if the
        service has no such event.
        """
        query = {"timeout": round(wait * 1000)} | ({} if after is None else {"lastEventId": after})
        response = await self._call("GET", "events", query=query, wait=wait)
        try:
            response.require(200)
        except RejectedError as error:
            if after is not None and error.status == 400:
                raise UnknownPositionError(after, error.problem.detail) from error
            raise
        return response.read(Batch, CLOUDEVENTS).root

    def _after(self, path: str, response: Response, before: int) -> int:
        """The id after which the page at `path` begins; a ContractError if that leads elsewhere, or not on.

        A service behind a proxy need not know below which path it is mounted, so its own path will do as well.
        """
        wrong = ContractError(response.request, f"$.next: expected a page of users after {before}, got {path!r}")
        try:
            url = URL(path)
            (after,) = url.query.getall("after", [])
        except ValueError:
            raise wrong from None
        paths = {self._base_url.joinpath("users").raw_path, "/users"}
        if url.scheme or url.raw_authority or url.raw_path not in paths or not _is_id_above(before, after):
            raise wrong
        return int(after)


def _is_id_above(least: int, text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 20 and int(text) > least
