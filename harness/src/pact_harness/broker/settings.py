"""Which broker, and as whom: from the variables that all of Pact's clients read."""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from pact_harness.config import UsageError
from pact_harness.results.masking import without

URL = "PACT_BROKER_BASE_URL"
USERNAME, PASSWORD, TOKEN = "PACT_BROKER_USERNAME", "PACT_BROKER_PASSWORD", "PACT_BROKER_TOKEN"


class BrokerError(UsageError):
    """A broker cannot be used; the message says what was tried, what came back, and what to do."""


@dataclass(frozen=True)
class Broker:
    """Where a broker is, and how to identify oneself to it: by name and password, by a token, or not at all."""

    url: str
    username: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    @classmethod
    def from_environment(cls, variables: Mapping[str, str]) -> "Broker":
        """The broker that these variables name. BrokerError for none, a contradiction, or what no header can hold."""
        url = variables.get(URL, "").strip().rstrip("/")
        if not url:
            raise BrokerError(f"no broker is named: set {URL}, as in {URL}=http://127.0.0.1:9292")
        try:
            parts = urlsplit(url)
            fit = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0  # `port` looks at its digits
        except ValueError:
            fit = False
        if not fit:
            raise BrokerError(f"{URL} must be an address such as https://broker.example.com, and it is something else")
        username, password = variables.get(USERNAME, "").strip(), secret(variables, PASSWORD)
        if parts.username:  # a secret in an address ends up in logs, so it is taken out at once
            inside = secret({URL: unquote(parts.password or "")}, URL)
            username, password = username or unquote(parts.username), password or inside
            url = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        if (token := secret(variables, TOKEN)) and username:
            raise BrokerError(f"set {TOKEN}, or {USERNAME} and {PASSWORD}, but not both")
        return cls(url, username, password, token)

    @property
    def authorization(self) -> dict[str, str]:
        """The HTTP header, if any."""
        basic = b64encode(f"{self.username}:{self.password}".encode()).decode()
        value = f"Bearer {self.token}" if self.token else f"Basic {basic}" if self.username else ""
        return {"Authorization": value} if value else {}

    def masked(self, text: str) -> str:
        """The text without this broker's secrets."""
        return without(text, self.password, *(value.split()[1] for value in self.authorization.values()))


def secret(variables: Mapping[str, str], name: str) -> str:
    """A password or token without the line end that a file gave it. BrokerError for what HTTP cannot carry."""
    value = variables.get(name, "").strip()
    if not re.fullmatch(r"[ -~]*", value):
        raise BrokerError(f"{name} holds a character that is not visible ASCII (it is not shown): was it copied whole?")
    return value
