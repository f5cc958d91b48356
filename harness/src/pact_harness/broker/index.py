"""Asking a broker over HTTP: its index first, since nothing else of Pact's clients ever gives up on a silent one.

A broker speaks HAL (https://stateless.group/hal_specification.html): what it can do stands in its index as links.
"""

import json
import time
import urllib.request
from concurrent.futures import Future
from email.message import Message
from http.client import HTTPException
from threading import Thread
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit

from pact_harness.broker.settings import PASSWORD, TOKEN, URL, USERNAME, Broker, BrokerError

SECONDS = 5.0
LARGEST = 64 * 2**20  # bytes of one answer
ACCEPTED = "application/hal+json, application/json;q=0.9"


class MissingError(BrokerError):
    """The broker answers, and has no such thing (404)."""


class Index:
    """A broker that answers: its links, followed by name."""

    def __init__(self, broker: Broker) -> None:
        """Ask for the index, once and for at most 5 s. Raises BrokerError where no broker answers."""
        self.broker = broker
        self.links = _links(ask(broker, broker.url), broker)

    def url(self, name: str, **values: str) -> str:
        """Where the link *name* leads, its template filled in. Raises BrokerError for a broker without it."""
        link = self.links.get(f"pb:{name}")
        href = link.get("href") if isinstance(link, dict) else None
        if not isinstance(href, str):
            raise BrokerError(f"{self.broker.url} is a broker that has no {name}: it may be too old")
        for key, value in values.items():
            href = href.replace("{" + key + "}", quote(value, safe=""))
        return href

    def get(self, name: str, **values: str) -> Any:
        """The JSON behind the link *name*."""
        return ask(self.broker, self.url(name, **values))

    def knows(self, name: str, **values: str) -> bool:
        """Whether there is anything behind the link *name*."""
        try:
            self.get(name, **values)
        except MissingError:
            return False
        return True

    def post(self, name: str, content: object, **values: str) -> Any:
        """The JSON that comes back."""
        return ask(self.broker, self.url(name, **values), content)


def ask(broker: Broker, url: str, content: object = None) -> Any:
    """GET *url*, or POST *content* to it, as JSON. Raises BrokerError for every way not to get JSON within 5 s."""
    answer: Future[Any] = Future()

    def settle() -> None:
        try:
            answer.set_result(_asked(broker, url, content))
        except BaseException as error:
            answer.set_exception(error)

    # a thread that may be left behind: names, connections and heads that trickle know no limit for the whole
    Thread(target=settle, daemon=True).start()
    try:
        return answer.result(SECONDS)
    except TimeoutError:
        raise BrokerError(_silent(broker)) from None


def _asked(broker: Broker, url: str, content: object) -> Any:
    data = None if content is None else json.dumps(content).encode()
    headers = {"Accept": ACCEPTED, "Content-Type": "application/json", **broker.authorization}
    request = urllib.request.Request(url, data, headers)  # noqa: S310 - http or https: Broker has looked
    try:
        with urllib.request.build_opener(_SameOrigin).open(request, timeout=SECONDS) as answer:
            return _json(_read(answer, broker), answer.headers.get("Content-Type", "no media type"), broker)
    except HTTPError as error:
        with error:
            kind = MissingError if error.code == 404 else BrokerError
            raise kind(_refused(error.code, broker)) from None
    except TimeoutError:
        raise BrokerError(_silent(broker)) from None
    except (URLError, HTTPException, OSError) as error:
        reason = getattr(error, "reason", None) or error
        if isinstance(reason, TimeoutError):
            raise BrokerError(_silent(broker)) from None
        raise BrokerError(f"no broker answers at {broker.url}: {broker.masked(str(reason))}. Is it running?") from None


class _SameOrigin(urllib.request.HTTPRedirectHandler):
    """urllib takes the Authorization header along wherever a redirect leads, to other hosts too."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> urllib.request.Request | None:
        asked, led = _origin(req.full_url), _origin(newurl)
        if led != asked:
            fp.close()  # it holds the connection
            raise BrokerError(f"{asked} redirects to {led}, which was not asked: set {URL} to the broker's own address")
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}".lower()


def _read(answer: Any, broker: Broker) -> bytes:
    """The whole answer, unless it takes too long: a time-out of a socket alone begins anew with each byte."""
    parts, size, latest = [], 0, time.monotonic() + SECONDS
    while part := answer.read1(65536):
        parts.append(part)
        size += len(part)
        if time.monotonic() > latest:
            raise BrokerError(_silent(broker))
        if size > LARGEST:
            raise BrokerError(f"the broker at {broker.url} answers more than {LARGEST // 2**20} MiB")
    return b"".join(parts)


def _json(body: bytes, media_type: str, broker: Broker) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        what = media_type.partition(";")[0]
        raise BrokerError(f"{broker.url} answers {what} that is no JSON: is it a Pact Broker's address?") from None


def _links(index: Any, broker: Broker) -> dict[str, Any]:
    links = index.get("_links") if isinstance(index, dict) else None
    if not isinstance(links, dict) or not any(name.startswith("pb:") for name in links):
        raise BrokerError(f"{broker.url} answers JSON, and not as a Pact Broker does: is it the broker's address?")
    return links


def _refused(status: int, broker: Broker) -> str:
    if status not in (401, 403):
        return f"the broker at {broker.url} answers {status}: look at its log, or at the address"
    if broker.token:
        return f"the broker at {broker.url} refuses the token ({status}): check {TOKEN}"
    if broker.username:
        return f"the broker at {broker.url} refuses {broker.username!r} ({status}): check {USERNAME} and {PASSWORD}"
    return f"the broker at {broker.url} asks who you are ({status}): set {USERNAME} and {PASSWORD}, or {TOKEN}"


def _silent(broker: Broker) -> str:
    return f"the broker at {broker.url} did not answer within {SECONDS:.0f} s: is it up, and reachable from here?"
