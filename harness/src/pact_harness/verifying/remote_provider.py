"""A provider that runs elsewhere: each request is passed on to its URL, so that the exchange is seen here too.

The provider sees the Host that it would see without us, and a redirect's Location is left as it came.
"""

import http.client
import json
from collections.abc import Collection, Mapping
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit
from wsgiref.headers import Headers

from pact_harness.verifying.application import NoApplicationError
from pact_harness.verifying.exchange import NoResponseError
from pact_harness.verifying.http_message import HOP_BY_HOP, ProviderRequest, ProviderResponse
from pact_harness.verifying.wsgi_application import WsgiApplication


class UnreachableError(NoResponseError):
    """Nobody listens at the provider's URL."""


class RemoteProvider(WsgiApplication):
    """Passes requests on to *url*. NoApplicationError where that is no URL, or on a machine not in *hosts*."""

    def __init__(self, url: object, seconds: float, hosts: Collection[str] = (), fixture: str = "provider_url") -> None:
        self.parts = _parts(url, hosts, fixture)
        self.url, self._seconds = self.parts.geturl(), seconds

    def answer(self, request: ProviderRequest) -> ProviderResponse:
        secure = self.parts.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = kind(self.parts.hostname or "", self.parts.port, timeout=self._seconds + 1)
        try:
            connection.connect()
        except OSError as error:
            raise UnreachableError(f"the provider could not be reached at {self.url} ({error})") from error
        try:
            connection.putrequest(
                request.method, self.parts.path.rstrip("/") + request.target, skip_host=True, skip_accept_encoding=True
            )
            for name, value in request.headers.items():
                if name.lower() not in {*HOP_BY_HOP, "content-length", "host"}:
                    connection.putheader(name, value.encode("latin-1"))
            connection.putheader("Host", self.parts.netloc.rpartition("@")[2])
            if request.body or "Content-Length" in request.headers:
                connection.putheader("Content-Length", str(len(request.body)))
            connection.endheaders(request.body or None)
            response = connection.getresponse()
            return ProviderResponse(response.status, response.getheaders(), response.read(), response.reason)
        except (http.client.HTTPException, OSError) as error:
            raise NoResponseError("") from error
        finally:
            connection.close()


class StatesUrlError(RuntimeError):
    """The endpoint for provider states did not do what it was asked for."""


class RemoteStates:
    """Provider states that an endpoint of the provider's sets up: it gets JSON with state, params, action (setup or
    teardown) and consumer, and may answer a JSON object of values to inject."""

    def __init__(self, url: object, seconds: float, hosts: Collection[str], consumer: str) -> None:
        self._endpoint = RemoteProvider(url, seconds, hosts, "provider_states_url")
        self._consumer = consumer

    def call(self, name: str, parameters: Mapping[str, object], action: str) -> Mapping[str, object]:
        """The values that the endpoint returned. StatesUrlError for any status but a 2xx."""
        told = {"state": name, "params": dict(parameters), "action": action, "consumer": self._consumer}
        headers = Headers([("Content-Type", "application/json"), ("Accept", "application/json")])
        target = "" if self._endpoint.parts.path else "/"
        try:
            response = self._endpoint.answer(ProviderRequest("POST", target, headers, json.dumps(told).encode()))
        except NoResponseError as error:
            said = str(error).removeprefix("the provider ") or "did not answer"
            raise StatesUrlError(f"provider_states_url {self._endpoint.url} {said}") from None
        said = response.body.decode(errors="replace").strip()
        if not 200 <= response.status < 300:
            raise StatesUrlError(
                f"provider_states_url {self._endpoint.url} answered {response.status} to the {action} of the provider "
                f"state {name!r}: {said[:300] or 'no body'}"
            )
        try:
            values = json.loads(said or "{}")
        except ValueError:
            return {}
        return values if isinstance(values, dict) else {}


def _parts(url: object, hosts: Collection[str], fixture: str) -> SplitResult:
    if (not isinstance(url, str) and not hasattr(url, "__str__")) or url is None or not str(url).strip():
        raise NoApplicationError(f"{fixture} returned {url!r}: return a URL such as http://127.0.0.1:8000")
    text = str(url).strip()
    try:  # an open bracket and a port that is no number are errors of urllib's
        parts = urlsplit(text if "://" in text else f"http://{text}")
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        parts, valid = urlsplit(""), False
    if not valid or parts.query or parts.fragment:
        raise NoApplicationError(f"{fixture} returned {text!r}: return a URL such as http://127.0.0.1:8000")
    host = parts.hostname or ""
    if not (_is_loopback(host) or host in hosts):
        raise NoApplicationError(
            f"{fixture} returned {text!r}, which is not on this machine. States and replays may change data there: "
            f'if they may, put the host into provider_hosts = ["{host}"] in [tool.pact-harness].'
        )
    return parts


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
