"""What nobody may read in what a run leaves: headers by their name, and by value what stood in them or is a `secret`.

Whatever prints or writes what was sent, received, raised or logged asks a `Masking` first.
"""

import json
import re
from base64 import b64decode, b64encode
from bisect import insort
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote, quote_plus, unquote

from pact_harness.pactfile.change import Change
from pact_harness.results.verification_result import Mismatch

MASK = "***"
HEADERS = frozenset(
    {"authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "x-auth-token"}
    | {"www-authenticate", "proxy-authenticate"}
)
SHORTEST = 6  # characters of what is masked by value because it stood in a header: a cookie may hold `en` or `1`
NOT_SENT = {"none", "", '""', "a value"}  # what a mismatch says where there is no header
SCHEME = re.compile(r"([A-Za-z][\w-]*) +(\S.*)", re.DOTALL)
PARAMETER = re.compile(r"([\w-]+) *= *(\"(?:[^\"\\]|\\.)*\"|[^\s,;\"]+)")
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
OF_A_SIGNATURE = {"response", "nonce", "cnonce", "signature", "credential", "token", "password"}
COOKIE_ATTRIBUTES: Mapping[str, str] = {
    **dict.fromkeys(("secure", "httponly", "partitioned"), ""),
    "samesite": "(?i:lax|strict|none)",
    "path": r"/[\w/.~-]*",
    "domain": r"[\w.-]+",
    "max-age": r"-?\d+",
    "expires": r"\w{3}, \d\d[ -]\w{3}[ -]\d{2,4} \d\d:\d\d:\d\d GMT",
    "priority": r"\w+",
}
_SECRETS: dict[str, None] = {}  # of this process: what it has called a secret


class _Secret(str):
    """Text that shows itself to nobody who asks for its `repr`, as a traceback with local variables does."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"'{MASK}'"


def secret(value: str) -> str:
    """*value*, for a state to return: it is sent as it is, and masked wherever this plugin prints or writes it."""
    if not isinstance(value, str):
        raise TypeError(f"secret() takes text, and got {type(value).__name__}")
    if value:
        _SECRETS[str(value)] = None
    return _Secret(value)


class Masking:
    """Masks headers by name, and learns their values: these are masked in other places too. *names* are further
    headers, of the setting `masked_headers`."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names = HEADERS | {name.lower() for name in names}
        self._found: list[tuple[int, str, str]] = []  # the longest first: its length below 0, the text, its mask
        self._known: set[str] = set()
        self._secrets = 0  # how many of the process's are among them

    def hides(self, name: str) -> bool:
        """Whether this header is masked."""
        return name.lower() in self._names

    def header(self, name: str, value: str) -> str:
        """The header's value as it may be shown: of one that is masked its scheme, names of cookies and the like."""
        if not self.hides(name):
            return self.text(value)
        masked, secrets = _parts(name.lower(), value)
        if secrets:
            self.learn(value, masked)
        for one in secrets:
            self.learn(one)
            self.learn(unquote(one))
        return masked

    def learn(self, value: str, mask: str = MASK, *, shortest: int = SHORTEST) -> None:
        """Mask *value* from now on, however it is spelled."""
        if value in self._known or len(value) < shortest:
            return
        self._known.add(value)
        for spelled in dict.fromkeys(_spellings(value)):
            insort(self._found, (-len(spelled), spelled, mask))

    def finds(self, text: str) -> bool:
        """Whether there is anything to mask in it."""
        return any(_stands(one, text) for _, one, _ in self._all())

    def text(self, text: str) -> str:
        """The text without what is masked by value."""
        for _, one, mask in self._all():
            if one in text:
                text = text.replace(one, mask) if len(one) >= SHORTEST else _word(one).sub(mask, text)
        return text

    def value(self, value: Any) -> Any:
        """The same for text at any depth of JSON-like data, keys too."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {self.value(key): self.value(one) for key, one in value.items()}
        return [self.value(one) for one in value] if isinstance(value, list | tuple) else value

    def json_text(self, value: Any) -> str:
        """The data as JSON, masked."""
        text = json.dumps(value, ensure_ascii=False)
        return json.dumps(self.value(value), ensure_ascii=False) if self.finds(text) else text

    def body(self, body: bytes) -> bytes:
        """The same for bytes, text or not."""
        for _, one, mask in self._all():
            if len(one) >= SHORTEST:
                body = body.replace(one.encode(errors="replace"), mask.encode())
        return body

    def mismatch(self, found: Mismatch) -> Mismatch:
        """A mismatch of a masked header, without its values."""
        if found.part != "header" or not self.hides(str(found.path[0] if found.path else "")):
            return found
        expected, actual = (
            one if one in NOT_SENT else self.header(str(found.path[0]), one) for one in (found.expected, found.actual)
        )
        return replace(found, expected=expected, actual=actual)

    def change(self, change: Change) -> Change:
        """What changed between two contracts, without the values of a masked header."""
        name = (change.at or "").rpartition("header ")[2]
        if not (change.at and "header " in change.at and self.hides(name)):
            return replace(change, text=self.text(change.text))
        text = QUOTED.sub(lambda found: f'"{self.header(name, found[1])}"', change.text)
        return replace(change, text=self.text(text))

    def interaction(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """An interaction of a pact file with its headers masked. Their values are learned."""
        parts = {key: self._part(raw[key]) for key in ("request", "response") if isinstance(raw.get(key), Mapping)}
        return {**raw, **parts}

    def _part(self, raw: Mapping[str, Any]) -> Mapping[str, Any]:
        headers = raw.get("headers")
        if not isinstance(headers, Mapping) or not any(self.hides(str(name)) for name in headers):
            return raw
        return {**raw, "headers": {name: self._values(str(name), value) for name, value in headers.items()}}

    def _values(self, name: str, value: Any) -> Any:
        if not self.hides(name):
            return value
        return (
            [self.header(name, str(one)) for one in value] if isinstance(value, list) else self.header(name, str(value))
        )

    def _all(self) -> list[tuple[int, str, str]]:
        if self._secrets < len(_SECRETS):
            for one in list(_SECRETS)[self._secrets :]:
                self.learn(one, shortest=1)
            self._secrets = len(_SECRETS)
        return self._found


def without(text: str, *secrets: str) -> str:
    """The text with a mask for each of these secrets, however it is spelled."""
    masking = Masking()
    for one in secrets:
        masking.learn(one, shortest=1)
    return masking.text(text)


def _stands(one: str, text: str) -> bool:
    return one in text and (len(one) >= SHORTEST or bool(_word(one).search(text)))


def _word(text: str) -> re.Pattern[str]:
    """A short text as a word of its own: in the middle of others it is no secret."""
    return re.compile(rf"(?<![^\W_]){re.escape(text)}(?![^\W_])")


def _spellings(value: str) -> Iterator[str]:
    """As JSON, Python, an address and Basic authentication spell it."""
    spell: list[Callable[[str], str]] = [str, quote, quote_plus, repr, ascii, json.dumps]
    for one in spell:
        spelled = one(value)
        yield spelled[1:-1] if one in (repr, ascii, json.dumps) else spelled
    yield quote(value, safe="")
    yield json.dumps(value, ensure_ascii=False)[1:-1]
    yield b64encode(value.encode(errors="replace")).decode().rstrip("=")


def _parts(name: str, value: str) -> tuple[str, list[str]]:
    """A masked header as it may be shown, and the secrets in it."""
    if name == "set-cookie":
        return _set_cookie(value)
    if name == "cookie":
        pairs = [_pair(one) for one in value.split(";")]
        return "; ".join(shown for shown, _ in pairs), [secret for _, secret in pairs]
    found = SCHEME.fullmatch(value.strip())
    if name in ("www-authenticate", "proxy-authenticate"):  # what a challenge says is no secret elsewhere
        shown = PARAMETER.sub(rf"\1={MASK}", value)
        return (shown if shown != value else f"{found[1]} {MASK}" if found else value), []
    if name in ("authorization", "proxy-authorization") and found:
        return f"{found[1]} {MASK}", list(_credentials(found[1].lower(), found[2]))
    return MASK, [value]


def _credentials(scheme: str, rest: str) -> Iterator[str]:
    yield rest
    if scheme == "basic":
        try:
            pair = b64decode(rest, validate=True).decode()
        except ValueError:
            return
        yield pair
        yield pair.partition(":")[2]
    for key, value in PARAMETER.findall(rest):
        if key.lower() in OF_A_SIGNATURE:
            yield value.strip('"')


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.strip().partition("=")
    return (f"{name}={MASK}", value.strip('"')) if equals else (MASK, text.strip())


def _set_cookie(value: str) -> tuple[str, list[str]]:
    first, *attributes = value.split(";")
    shown, held = _pair(first)
    parts, secrets = [shown], [held]
    for one in attributes:
        name, _, said = one.strip().partition("=")
        allowed = COOKIE_ATTRIBUTES.get(name.lower())
        if allowed is not None and re.fullmatch(allowed, said):
            parts.append(one.strip())
        else:
            parts.append(_pair(one)[0])
            secrets.append(said)
    return "; ".join(parts), secrets
