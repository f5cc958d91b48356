"""What the verifier's results say of each interaction: pure functions, the same for a run of one or of forty."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


class NothingVerifiedError(AssertionError):
    """The verifier was content without having verified what it was asked to."""


@dataclass(frozen=True)
class Mismatch:
    """One difference: where (`$.id`, `status`, `header Location`), and what was expected and got there, in words."""

    where: str
    expected: str
    actual: str


@dataclass(frozen=True)
class Outcome:
    """What became of one interaction. `error` is the core's word where there was no answer to compare."""

    consumer: str
    provider: str
    description: str
    states: tuple[str, ...]
    kept: bool
    pending: bool
    mismatches: tuple[Mismatch, ...] = ()
    error: str | None = None


def outcomes(results: Mapping[str, Any]) -> list[Outcome]:
    """One outcome for each of the run's `interactionResults`, in their order. The core's verdict on the whole run
    does not count: it forgives what is pending, and calls a run that verified nothing a success."""
    return [_outcome(result) for result in results.get("interactionResults") or ()]


def only(results: Mapping[str, Any], consumer: str, description: str) -> Outcome:
    """The outcome of a run that had to verify this interaction and no other; NothingVerifiedError if it did not."""
    found = outcomes(results)
    if [(one.consumer, one.description) for one in found] != [(consumer, description)]:
        verified = ", ".join(f"{one.consumer}: {one.description}" for one in found) or "nothing"
        reasons = "".join(f"\n  Pact's verifier says: {one}" for one in _reasons(results))
        raise NothingVerifiedError(f"expected to verify {consumer}: {description}; verified {verified}{reasons}")
    return found[0]


def _reasons(results: Mapping[str, Any]) -> list[str]:
    """Why the verifier did not begin, as when it cannot read a rule: its own sentences stand among the errors."""
    errors = [one.get("mismatch") or {} for one in results.get("errors") or ()]
    return [str(one["message"]) for one in errors if one.get("message")]


def _outcome(result: Mapping[str, Any]) -> Outcome:
    mismatch = result.get("mismatch") or {}
    return Outcome(
        consumer=result["consumer"],
        provider=result["provider"],
        description=result["description"],
        states=tuple(result.get("providerStates") or ()),
        kept=result["result"] == "OK",
        pending=bool(result.get("pending")),
        mismatches=tuple(_mismatches(mismatch.get("mismatches") or ())),
        error=mismatch.get("message"),
    )


def _mismatches(found: Sequence[Mapping[str, Any]]) -> list[Mismatch]:
    """Sorted by place, without the core's repetitions (a list that is too short is reported twice)."""
    told: dict[tuple[str, str], Mismatch] = {}
    for mismatch in (mismatch for one in found for mismatch in _told(one)):
        told.setdefault((mismatch.where, mismatch.expected), mismatch)
    return sorted(told.values(), key=lambda one: (one.where != "status", one.where))


def _told(mismatch: Mapping[str, Any]) -> list[Mismatch]:
    where = _where(mismatch)
    if missing := re.search(r"missing the following keys: (.*)$", str(mismatch.get("mismatch"))):
        keys = ", ".join(map(str, _json(mismatch.get("actual"), default=[]))) or "none"
        return [Mismatch(f"{where}.{key}", "a value", f"none (there are: {keys})") for key in missing[1].split(", ")]
    return [Mismatch(where, _expected(mismatch), _actual(mismatch))]


def _where(mismatch: Mapping[str, Any]) -> str:
    kind = mismatch["type"]
    if kind == "BodyMismatch":
        return str(mismatch.get("path") or "$")
    if kind == "BodyTypeMismatch":
        return "media type"
    if kind in ("HeaderMismatch", "MetadataMismatch"):
        return f"{kind.removesuffix('Mismatch').lower()} {mismatch.get('key')}"
    return str(kind).removesuffix("Mismatch").lower()


# what the core says of a matcher -> what a person would say; {} is the contract's example
PHRASES = (
    (r"to match a timestamp pattern", "a datetime like {}"),
    (r"to match a date pattern", "a date like {}"),
    (r"to match a time pattern", "a time like {}"),
    (r"to be an integer", "an integer like {}"),
    (r"to be a decimal", "a decimal number like {}"),
    (r"to be a number", "a number like {}"),
    (r"to be a boolean", "true or false"),
    (r"to be the same type as .* \(String\)$", "text like {}"),
    (r"to be the same type as .* \(Integer\)$", "a number like {}"),
    (r"to be the same type as .* \((Array|List)\)$", "a list like {}"),
    (r"to be the same type as .* \((Object|Map)\)$", "an object like {}"),
    (r"to be the same type as .* \((\w+)\)$", r"\1 like {}"),
    (r"to match '(.*)'$", r"text like {} that matches /\1/"),
    (r"to include '(.*)'$", r"text that includes \1"),
    (r"to have minimum size of (\d+)", r"at least \1 of {}"),
    (r"to have maximum size of (\d+)", r"at most \1 of {}"),
    (r"to be a (\w+) response \((.*)\)", r"a status of \2"),
    (r"unexpected key[^:]*: (.*)$", r"no \1"),
    (r"a List with (\d+) elements", r"{}, that is \1 elements"),
)


def _expected(mismatch: Mapping[str, Any]) -> str:
    example, told = _plain(mismatch.get("expected")), str(mismatch.get("mismatch") or "")
    for pattern, phrase in PHRASES:
        if found := re.search(pattern, told):
            return found.expand(phrase.replace("{}", "\x00")).replace("\x00", example)
    if re.search("parse the actual body", told):
        return f"{example} ({told.partition(':')[0]})"
    return example


def _actual(mismatch: Mapping[str, Any]) -> str:
    if "but was missing" in str(mismatch.get("mismatch")) and not mismatch.get("actual"):
        return "none"
    return _plain(mismatch.get("actual"))


def _json(text: object, default: Any) -> Any:
    try:
        return json.loads(str(text))
    except ValueError:
        return default


def _plain(value: object) -> str:
    """The value as JSON shows it, but text that reads well without its quotes goes without."""
    text = str(value)
    bare = re.fullmatch(r'"([^"\\]+)"', text)
    return bare[1] if bare and not re.fullmatch(r"-?\d+(\.\d+)?|true|false|null|\s.*|.*\s", bare[1]) else text
