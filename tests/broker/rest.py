"""The broker's own HTTP, for what the commands do not do: look at what it holds, and take away what a test brought.

Its resources are described at https://docs.pact.io/pact_broker/api; a broker also explains each of them itself.
"""

import json
import urllib.request
from collections.abc import Mapping
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote

from pact_harness.broker.hal import Hal
from pact_harness.broker.settings import Broker

JSON = "application/hal+json, application/json;q=0.9, */*;q=0.1"  # what deletes an integration has but text/html


class Rest:
    """A broker by the variables that its clients read."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        """Ask for the index first: of all that may be wrong, it is what says it clearly. Raises BrokerError."""
        self.broker = Broker.from_environment(variables)
        Hal(self.broker)

    def get(self, path: str) -> Any:
        """The JSON of *path*; None where there is no such thing. Raises HTTPError for every other refusal."""
        try:
            return self._ask("GET", path)
        except HTTPError as error:
            _require_missing(error)
            return None

    def delete(self, path: str) -> None:
        """Take it away; nothing happens where it is gone already."""
        try:
            self._ask("DELETE", path)
        except HTTPError as error:
            _require_missing(error)

    def post(self, path: str, content: object) -> Any:
        return self._ask("POST", path, json.dumps(content).encode())

    def _ask(self, method: str, path: str, data: bytes | None = None) -> Any:
        headers = {"Accept": JSON, "Content-Type": "application/json", **self.broker.authorization}
        request = urllib.request.Request(f"{self.broker.url}{path}", data, headers, method=method)  # noqa: S310
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - the person who runs this names the broker
            said = answer.read()
        return json.loads(said) if said else None

    def forget(self, pacticipant: str) -> None:
        """Delete a pacticipant with all that hangs on it: versions, contracts, results, what is deployed, webhooks."""
        self.delete(f"/pacticipants/{quote(pacticipant, safe='')}")

    def forget_environment(self, name: str) -> None:
        for one in self.get("/environments")["_embedded"]["environments"]:
            if one["name"] == name:
                self.delete(f"/environments/{one['uuid']}")


def _require_missing(error: HTTPError) -> None:
    error.close()  # it holds the connection
    if error.code != 404:
        raise error
