"""Which broker, and as whom: from the variables that all of Pact's clients read."""

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit

URL = "PACT_BROKER_BASE_URL"
USERNAME, PASSWORD, TOKEN = "PACT_BROKER_USERNAME", "PACT_BROKER_PASSWORD", "PACT_BROKER_TOKEN"
MASK = "***"


class BrokerError(Exception):
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
        """The broker of PACT_BROKER_BASE_URL, with PACT_BROKER_TOKEN or PACT_BROKER_USERNAME and PACT_BROKER_PASSWORD.

        Raises BrokerError where they name none, contradict each other, or hold what no header can.
        """
        url = variables.get(URL, "").strip().rstrip("/")
        if not url:
            raise BrokerError(f"no broker is named: set {URL}, as in {URL}=http://127.0.0.1:9292")
        try:
            parts = urlsplit(url)
            fit = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0  # `port` looks at its digits
        except ValueError:
            fit = False
        if not fit:
            raise BrokerError(f"{URL} must be an address such as https://broker.example.com, and holds no such thing")
        username, password = variables.get(USERNAME, "").strip(), secret(variables, PASSWORD)
        if parts.username:  # a secret in an address ends up in logs, so it is taken out at once
            inside = secret({URL: unquote(parts.password or "")}, URL)
            username, password = username or unquote(parts.username), password or inside
            url = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        token = secret(variables, TOKEN)
        if token and username:
            raise BrokerError(f"set {TOKEN}, or {USERNAME} and {PASSWORD}, but not both")
        return cls(url, username, password, token)

    @property
    def authorization(self) -> dict[str, str]:
        """The HTTP header, if any."""
        if self.token:
            return {"Authorization": f"Bearer {self.token}"}
        return {"Authorization": f"Basic {self._basic}"} if self.username else {}

    @property
    def _basic(self) -> str:
        return b64encode(f"{self.username}:{self.password}".encode()).decode()

    def masked(self, text: str) -> str:
        """The text without this broker's secrets."""
        return without(text, self.password, self.token, self._basic if self.username else "")


def secret(variables: Mapping[str, str], name: str) -> str:
    """A password or token without the line end that a file gave it. BrokerError for what HTTP cannot carry."""
    value = variables.get(name, "").strip()
    if not re.fullmatch(r"[ -~]*", value):
        raise BrokerError(f"{name} holds a character that is not visible ASCII (it is not shown): was it copied whole?")
    return value


def without(text: str, *secrets: str) -> str:
    """The text with a mask for each secret, also as an address or JSON spells it."""
    spellings = (str, lambda text: quote(text, safe=""), lambda text: json.dumps(text)[1:-1])
    spelled = {spell(one) for one in secrets if one for spell in spellings}
    for one in sorted(spelled, key=len, reverse=True):
        text = text.replace(one, MASK)
    return text
