"""What the Pact FFI's results say of each interaction, in words for people: pure functions."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pact_harness.pactfile.contract import State
from pact_harness.pactfile.path_expressions import Path, Wild, parse
from pact_harness.results.verification_result import Mismatch, VerificationResult


class NothingVerifiedError(AssertionError):
    """The verifier was content without having verified what it was asked to."""


def results_of(run: Mapping[str, Any]) -> list[VerificationResult]:
    """One result for each of the run's ``interactionResults``, in their order. The FFI's verdict on the whole run
    does not count: it forgives what is pending, and calls a run that verified nothing a success."""
    return [_result(raw) for raw in run.get("interactionResults") or ()]


def result_of(run: Mapping[str, Any], expected: VerificationResult) -> VerificationResult:
    """*expected* with what the run says of it; NothingVerifiedError if the run verified anything else, or more."""
    found = results_of(run)
    if [(one.consumer, one.interaction) for one in found] != [(expected.consumer, expected.interaction)]:
        verified = ", ".join(f"{one.consumer}: {one.interaction}" for one in found) or "nothing"
        raise NothingVerifiedError(
            f"expected to verify {expected.consumer}: {expected.interaction}; verified {verified}"
        )
    (one,) = found
    return replace(expected, result=one.result, mismatches=one.mismatches, error=one.error)


def _result(raw: Mapping[str, Any]) -> VerificationResult:
    mismatch = raw.get("mismatch") or {}
    return VerificationResult(
        provider=raw["provider"],
        consumer=raw["consumer"],
        interaction=raw["description"],
        states=tuple(State(name, {}) for name in raw.get("providerStates") or ()),
        result="passed" if raw["result"] == "OK" else "pending" if raw.get("pending") else "failed",
        mismatches=tuple(_mismatches(mismatch.get("mismatches") or ())),
        error=mismatch.get("message"),
    )


def _mismatches(found: Sequence[Mapping[str, Any]]) -> list[Mismatch]:
    """Sorted by place, without the FFI's repetitions (a list that is too short is reported twice)."""
    kept: dict[tuple[str, str], Mismatch] = {}
    for mismatch in (mismatch for raw in found for mismatch in _read(raw)):
        kept.setdefault((mismatch.place, mismatch.expected), mismatch)
    return sorted(kept.values(), key=lambda one: (one.part != "status", one.place))


def _read(raw: Mapping[str, Any]) -> list[Mismatch]:
    part, path = _place(raw)
    if missing := re.search(r"missing the following keys: (.*)$", str(raw.get("mismatch"))):
        keys = ", ".join(map(str, _json(raw.get("actual"), default=[]))) or "none"
        actual = f"none (there are: {keys})"
        return [Mismatch(part, (*path, key), "a value", actual) for key in missing[1].split(", ")]
    return [Mismatch(part, path, _expected(raw), _actual(raw))]


def _place(raw: Mapping[str, Any]) -> tuple[str, Path]:
    kind = str(raw["type"])
    if kind == "BodyMismatch":
        return "body", _body_path(str(raw.get("path") or "$"))
    if kind == "BodyTypeMismatch":
        return "media type", ()
    part = kind.removesuffix("Mismatch").lower()
    return part, (str(raw.get("key")),) if part in ("header", "metadata") else ()


def _body_path(text: str) -> Path:
    """The steps of a path; text that is no path expression is one step, so that it is shown all the same."""
    expression = parse(text)
    return (text,) if expression is None else tuple("*" if isinstance(step, Wild) else step for step in expression)


# what the FFI says of a matcher -> what a person would say; {} is the contract's example
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
