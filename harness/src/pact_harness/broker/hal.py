"""A broker over HTTP. It speaks HAL (https://stateless.group/hal_specification.html): its index holds links.

Each call has a limit of time as a whole: a name that is not resolved and an answer that trickles have none themselves.
"""

import json
from concurrent.futures import Future
from threading import Thread
from typing import Any
from urllib.parse import quote, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3

from pact_harness.broker.settings import PASSWORD, TOKEN, URL, USERNAME, Broker, BrokerError

SECONDS = 5.0
LONG = 60.0  # for what a broker stores: it may have much to compare, and webhooks to call
LARGEST = 64 * 2**20  # bytes of one answer
ACCEPTED = "application/hal+json, application/json;q=0.9"
# A POST is not repeated: nobody knows whether the first one was stored.
AGAIN = urllib3.Retry(
    2, connect=0, read=0, other=0, status_forcelist=(502, 503, 504), allowed_methods=("GET", "PUT"),
    backoff_factor=0.1, raise_on_status=False, respect_retry_after_header=False,
)  # fmt: skip


class MissingError(BrokerError):
    """The broker answers, and has no such thing (404)."""


class RejectedError(BrokerError):
    """The broker does not take what it was sent (400, 409, 422); the message is its reason."""


class RefusedError(Exception):
    """The broker says no to what it was asked; the message is its reason."""


class Hal:
    """A broker that answers: its links, followed by name."""

    def __init__(self, broker: Broker) -> None:
        """Ask for the index, once. Raises BrokerError where no broker answers."""
        self.broker, self._home, self._named = broker, broker.url, f"the broker at {broker.url}"
        index = self.ask("GET", broker.url)
        self._links: Any = index.get("_links") if isinstance(index, dict) else None
        if not isinstance(self._links, dict) or not any(name.startswith("pb:") for name in self._links):
            raise BrokerError(
                f"{broker.url} answers with JSON, but not like a Pact Broker: is it the broker's address?"
            )
        self._home = str(self._links.get("self", {}).get("href") or broker.url).rstrip("/")

    def url(self, name: str, **values: str) -> str:
        """Where the index's link *name* leads, its template filled in. BrokerError for a broker without it."""
        link = self._links.get(f"pb:{name}")
        href = link.get("href") if isinstance(link, dict) else None
        if not isinstance(href, str):
            raise BrokerError(f"{self.broker.url} is a broker that has no {name}: it may be too old")
        for key, value in values.items():
            href = href.replace("{" + key + "}", quote(value, safe=""))
        return href

    def get(self, name: str, **values: str) -> Any:
        """The JSON that the index's link *name* leads to."""
        return self.ask("GET", self.url(name, **values))

    def find(self, name: str, **values: str) -> Any:
        """The same; None where there is nothing."""
        try:
            return self.get(name, **values)
        except MissingError:
            return None

    def ask(self, method: str, url: str, content: object = None, seconds: float = 0) -> Any:
        """Send *content* as JSON; the JSON of the answer. BrokerError for every way not to get it within *seconds*."""
        answer: Future[Any] = Future()
        seconds, ours = seconds or SECONDS, self._ours(url)

        def settle() -> None:
            try:
                answer.set_result(self._send(method, ours, content, seconds))
            except BaseException as error:
                answer.set_exception(error)

        Thread(target=settle, daemon=True).start()  # nobody waits for it
        try:
            return answer.result(seconds)
        except TimeoutError:
            asked = f"did not answer within {seconds:g} s ({method} {urlsplit(ours).path or '/'})"
            raise BrokerError(f"{self._named} {asked}: is it up, and reachable from here?") from None
        except urllib3.exceptions.HTTPError as error:
            reason = self.broker.masked(str(getattr(error, "reason", None) or error))
            raise BrokerError(f"no broker answers at {self.broker.url}: {reason}. Is it running?") from None

    def _ours(self, url: str) -> str:
        """*url* at the address we know; the broker may know itself by another. A password goes nowhere else."""
        for known in (self.broker.url, self._home):
            if f"{url}/".startswith(f"{known}/"):
                return self.broker.url + url.removeprefix(known)
        elsewhere = f"{self.broker.masked(url)} (a link, or PACT_URL) leads not to {self._named}"
        advice = f"is {URL} the address under which the broker knows itself?"
        raise BrokerError(f"{elsewhere}, whose password would be sent there: {advice}")

    def _send(self, method: str, url: str, content: object, seconds: float) -> Any:
        headers = {"Accept": ACCEPTED, **self.broker.authorization}
        if method == "PATCH":
            headers["Content-Type"] = "application/merge-patch+json"  # of other methods it is what urllib3 says
        limits: dict[str, Any] = {"timeout": 2 * seconds, "retries": AGAIN, "redirect": False}
        with (
            _pool(url) as pool,
            pool.request(method, url, json=content, headers=headers, preload_content=False, **limits) as answer,
        ):
            said = answer.read(LARGEST + 1, decode_content=True)
        if len(said) > LARGEST:
            raise BrokerError(f"{self._named} answers more than {LARGEST // 2**20} MiB")
        if 300 <= answer.status < 400:
            led = urlsplit(answer.headers.get("Location", ""))
            where = f"{led.scheme}://{led.netloc.rpartition('@')[2]}, which was not asked"
            raise BrokerError(f"{self._named} redirects to {where}: set {URL} to the broker's own address")
        if answer.status >= 400:
            raise self._refusal(answer.status, said)
        try:
            return json.loads(said) if said or method == "GET" else None
        except (ValueError, RecursionError):
            what = answer.headers.get("Content-Type", "no media type").partition(";")[0]
            raise BrokerError(f"{self.broker.url} answers {what} that is not JSON: is it a Pact Broker?") from None

    def _refusal(self, status: int, said: bytes) -> BrokerError:
        where, broker = self._named, self.broker
        if status in (400, 409, 422):
            return RejectedError(broker.masked(_reason(said) or f"{where} answers {status}, without a reason"))
        if status not in (401, 403):
            kind = MissingError if status == 404 else BrokerError
            return kind(f"{where} answers {status}: look at its log, or at the address")
        if broker.token:
            return BrokerError(f"{where} refuses the token ({status}): check {TOKEN}")
        if broker.username:
            return BrokerError(f"{where} refuses {broker.username!r} ({status}): check {USERNAME} and {PASSWORD}")
        return BrokerError(f"{where} asks who you are ({status}): set {USERNAME} and {PASSWORD}, or {TOKEN}")


def inside(answer: Any, *keys: str) -> Any:
    """What stands in *answer* under these keys. BrokerError where it does not: then it is no Pact Broker's."""
    try:
        for key in keys:
            answer = answer[key]
    except (KeyError, TypeError):
        raise BrokerError(f"an answer of the broker has no {'.'.join(keys)}: is it a Pact Broker?") from None
    return answer


def _pool(url: str) -> urllib3.PoolManager:
    """Past the proxy that the environment names for *url*, if any."""
    parts, proxies = urlsplit(url), getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if not proxy or proxy_bypass(parts.hostname or ""):
        return urllib3.PoolManager()
    known = urllib3.util.parse_url(proxy).auth
    return urllib3.ProxyManager(proxy, proxy_headers=urllib3.make_headers(proxy_basic_auth=known and unquote(known)))


def _reason(said: bytes) -> str:
    """The broker's `errors`, which are texts in lists and objects of any depth."""
    try:
        answer = json.loads(said)
        return "; ".join(_texts(answer.get("errors") or answer.get("error")))
    except (ValueError, AttributeError):
        return ""


def _texts(tree: object, name: str = "") -> list[str]:
    if isinstance(tree, dict):
        return [text for key, inside in tree.items() for text in _texts(inside, f"{key} ")]
    if isinstance(tree, list):
        return [text for inside in tree for text in _texts(inside, name)]
    text = str(tree or "")
    return [text if text[:1].isupper() else name + text] if text else []
