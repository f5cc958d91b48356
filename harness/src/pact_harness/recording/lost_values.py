"""What the file does not say although the test did: values that the Pact FFI rewrites or drops without a word.

Each refusal names the call, what was given, what the file says, and the call that works instead.
"""

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pact.match import AbstractMatcher
from pact.match.matcher import IntegrationJSONEncoder

from pact_harness.pactfile.path_expressions import Path, Wild, parse
from pact_harness.recording.builder_calls import BuilderCall, BuilderCalls, Part

Json = Mapping[str, Any]
PARTS: tuple[Part, Part] = ("Request", "Response")
MATCHER = "pact:matcher:type"
TAKEN_FOR_A_MATCHER = "{call} is recorded as {recorded}, because pact treats a JSON object as a matcher: {how}"
ANOTHER_VALUE = "{call} is recorded as {recorded}: give it in a form that a contract can hold"
SET_TWICE = (
    "set_header({name!r}, …) replaces the earlier value, so only {recorded} is recorded: use with_header for each"
)
UNREADABLE_HEADER = (
    "the {part} header {name} holds {character}, and the verifier reads no such header: encode it, as RFC 8187 does "
    "(filename*=UTF-8''na%C3%AFve.txt), or leave the header out"
)
# What the verifier reads of a response's header, and sends of a request's (as UTF-8).
UNREADABLE_CHARACTER = {
    "Request": re.compile(r"[^\t\x20-\x7e\x80-\U0010ffff]"),
    "Response": re.compile(r"[^\t\x20-\x7e]"),
}
RULE_LOST = (
    "the values of the {kind} {name} have rules of their own, and pact keeps only the first: give all of them the same "
    "matcher, or write literals and .with_matching_rules({{{category!r}: {{{name!r}: {{'matchers': […]}}}}}})"
)
SEVERAL = "with_query_parameter({name!r}, {value!r}) is recorded as the text {recorded}: call it once for each value"
NO_VALUE = "with_query_parameter({name!r}, None) is recorded as the text 'null': give it a value, or leave it out"
NULL_BODY = (
    "a {part} body of JSON null can be recorded and never verified: leave with_body out where there is no body, "
    "or have the provider answer with an object"
)
BODY_TWICE = "the {part} body is given twice, and pact keeps the last one with the rules of both: call with_body once"
TEXT_BODY = (
    "the {part} body is recorded as text, not as JSON, because pact guesses the content type from its first "
    "characters, and does not recognise {begin} as JSON: name the type, with_body(…, 'application/json')"
)
MATCHER_IN_TEXT = (
    "a matcher within a {part} body of {kind} is recorded as the text of the matcher: give the example as text, and "
    ".with_matching_rules({{'body': {{'$': {{'matchers': [{{'match': 'regex', 'regex': '…'}}]}}}}}})"
)
NOT_JSON = "the {part} body is no JSON, although its content type is {kind}: correct one of the two"
BODY_CHANGED = (
    "the {part} body is recorded with {recorded} at {place}, where the test gave {given}: pact holds numbers of "
    "64 bits, so give a smaller one, or a text"
)
BODY_RULE_LOST = (
    "the matcher at {part} body {place} is not in the contract, or not for that place alone (in a list within "
    "match.like it is for every item): leave out that like, or use .with_binary_body(json.dumps({{…}}).encode(), "
    "'application/json').with_matching_rules({{'body': {{…}}}})"
)
UNREADABLE_KEY = (
    "the verifier cannot read a rule for the key {key} in the {part} body (it has a quote or a backslash, or is "
    "empty or *): write a plain value there, and match.like(…) around the object that holds it"
)
STATE_CHANGED = (
    "the provider state {name!r} is recorded with {recorded}, where the test gave {given}: "
    "pact holds numbers of 64 bits"
)
STATE_UNNAMED = "a provider state has no name, and the verifier then sets up none: name it, or leave given() out"


class _AnyValue:
    """Stands where a matcher has no example: another rule refuses that."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]


def losses(said: BuilderCalls, interaction: Json) -> list[str]:
    """What *interaction*, JSON as in the file, does not say although the test did; a sentence for each."""
    found = list(_states(said, interaction))
    for part in PARTS:
        half = _half(interaction, part)
        if half is not None:
            found += [*_headers(said, half, part), *_query(said, half, part), *_path(said, half, part)]
            found += _body(said, half, part)
    return list(dict.fromkeys(found))


def _half(interaction: Json, part: Part) -> Json | None:
    if interaction["type"] == "Asynchronous/Messages":
        return interaction if part == "Request" else None
    found = interaction.get(part.lower())
    if isinstance(found, list):  # several responses to one message: which call was about which, pact does not say
        return found[0] if len(found) == 1 else None
    return found if isinstance(found, Mapping) else None


def _states(said: BuilderCalls, interaction: Json) -> Iterator[str]:
    given = [call for call in said.calls if call.name == "given"]
    recorded = interaction.get("providerStates") or []
    for call in given:
        name = call["state"]
        if not name.strip():
            yield STATE_UNNAMED
            continue
        parameters = _json({**(call["parameters"] or {}), **(call["kwargs"] or {})})
        of_name = [one.get("params") or {} for one in recorded if one["name"] == name]
        if of_name and not any(_same(parameters, one) for one in of_name):
            yield STATE_CHANGED.format(name=name, recorded=_text(of_name[0]), given=_text(parameters))


def _headers(said: BuilderCalls, half: Json, part: Part) -> Iterator[str]:
    calls: dict[str, list[BuilderCall]] = {}
    for call in said.of(part, "with_header", "set_header"):
        calls.setdefault(call["name"].lower(), []).append(call)
    recorded = {name.lower(): _listed(value) for name, value in (half.get("headers") or {}).items()}
    for name, several in calls.items():
        there = recorded.get(name, [])
        if unreadable := UNREADABLE_CHARACTER[part].search("".join(there)):
            yield UNREADABLE_HEADER.format(part=part.lower(), name=several[0]["name"], character=ascii(unreadable[0]))
        elif len(several) > 1 and any(call.name == "set_header" for call in several[1:]):
            yield SET_TWICE.format(name=several[0]["name"], recorded=_text(", ".join(there)))
        elif len({_rule(call["value"]) for call in several}) > 1:
            yield RULE_LOST.format(kind="header", name=several[0]["name"], category="header")
        elif _values(", ".join(map(_shown, several))) != _values(", ".join(map(str, there))):
            lost = next((call for call in several if _is_object(call)), several[0])
            value = lost["value"] if isinstance(lost["value"], str) else json.dumps(lost["value"])
            how = f"use set_header({lost['name']!r}, {value!r}), which does not"
            words = TAKEN_FOR_A_MATCHER if _is_object(lost) else ANOTHER_VALUE
            yield words.format(call=_called(lost), recorded=_text(", ".join(there)), how=how)


def _query(said: BuilderCalls, half: Json, part: Part) -> Iterator[str]:
    calls: dict[str, list[BuilderCall]] = {}
    for call in said.of(part, "with_query_parameter"):
        calls.setdefault(call["name"], []).append(call)
    for name, several in calls.items():
        there = _listed((half.get("query") or {}).get(name))
        for call in several:
            if isinstance(call["value"], list | tuple):
                yield SEVERAL.format(name=name, value=call["value"], recorded=_text(there[0] if there else ""))
            elif call["value"] is None:
                yield NO_VALUE.format(name=name)
            elif _is_object(call):
                value = call["value"] if isinstance(call["value"], str) else json.dumps(call["value"])
                how = f"use match.regex({value!r}, regex={re.escape(value)!r})"
                yield TAKEN_FOR_A_MATCHER.format(call=_called(call), recorded=_text(", ".join(there)), how=how)
        if len({_rule(call["value"]) for call in several}) > 1:
            yield RULE_LOST.format(kind="query parameter", name=name, category="query")


def _path(said: BuilderCalls, half: Json, part: Part) -> Iterator[str]:
    for call in said.of(part, "with_request"):
        if isinstance(call["path"], str) and call["path"] != half.get("path"):
            yield ANOTHER_VALUE.format(call=f"the path {call['path']!r}", recorded=_text(half.get("path")))


def _body(said: BuilderCalls, half: Json, part: Part) -> Iterator[str]:
    calls, name = said.of(part, "with_body"), part.lower()
    if not calls:
        return
    if len(calls) > 1:
        yield BODY_TWICE.format(part=name)
        return
    body = half.get("body") or half.get("contents") or {}
    content, kind = body.get("content"), str(calls[0]["content_type"] or body.get("contentType") or "")
    if body.get("encoded") == "base64" and isinstance(content, str):
        content = base64.b64decode(content).decode(errors="replace")
        if "json" in kind:
            yield NOT_JSON.format(part=name, kind=kind)
            return
    if content is None and not body.get("encoded"):
        yield NULL_BODY.format(part=name)
        return
    if "xml" in kind:
        return  # pact writes XML from a description of its own
    yield from _json_body(calls[0], content, kind, half, name)


def _json_body(call: BuilderCall, content: Any, kind: str, half: Json, name: str) -> Iterator[str]:
    raw, said_kind = call["body"], call["content_type"]
    as_text = isinstance(raw, str) and ("json" not in kind or not _parses(raw))
    given = raw if as_text else json.loads(raw) if isinstance(raw, str) and raw else _json(raw)
    rules: list[Path | tuple[Any, ...]] = []
    example = _example(given, (), rules)
    if isinstance(content, str) and not isinstance(example, str) and not _is_any(example):
        if not said_kind:
            yield TEXT_BODY.format(part=name, begin=content[:12])
        elif rules:
            yield MATCHER_IN_TEXT.format(part=name, kind=kind)
        return
    if isinstance(content, str) and MATCHER in content and rules:
        yield MATCHER_IN_TEXT.format(part=name, kind=kind)
        return
    for key in _unreadable(given):
        yield UNREADABLE_KEY.format(part=name, key=_text(key))
        return
    for place, one, other in _differences(example, content, "$"):
        yield BODY_CHANGED.format(part=name, place=place, given=_text(one), recorded=_text(other))
        return
    there = [parse(path) for path in (half.get("matchingRules") or {}).get("body") or {}]
    for path in rules:
        if not any(expression is not None and _fits(path, expression) for expression in there):
            yield BODY_RULE_LOST.format(part=name, place=_place(path))
            return


def _unreadable(value: Any) -> Iterator[str]:
    """The keys with a matcher at or below them whose path no verifier reads, or reads as another."""
    if isinstance(value, Mapping) and MATCHER in value:
        for inside in (value.get("value"), *value.get("variants", [])):
            yield from _unreadable(inside)
    elif isinstance(value, Mapping):
        for key, inside in value.items():
            if (key in ("", "*") or "'" in key or "\\" in key) and _holds_matcher(inside):
                yield key
            yield from _unreadable(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from _unreadable(inside)


def _holds_matcher(value: Any) -> bool:
    if isinstance(value, Mapping):
        return MATCHER in value or any(map(_holds_matcher, value.values()))
    return isinstance(value, list) and any(map(_holds_matcher, value))


def _example(value: Any, path: tuple[Any, ...], rules: list[Any]) -> Any:
    """The example that *value*, in pact's integration JSON, describes; the places of its matchers join *rules*."""
    if isinstance(value, Mapping) and MATCHER in value:
        rules.append(path)
        kind, inside = value[MATCHER], value.get("value")
        if kind == "arrayContains":
            return [_example(variant, (), []) for variant in value.get("variants", [])]
        if kind == "null":
            return None
        if "value" not in value or isinstance(kind, list):
            return _AnyValue()
        if kind in ("eachKey", "eachValue"):
            return _example(inside, (), [])
        limited = value.get("min") is not None or value.get("max") is not None
        if isinstance(inside, list) and (limited or len(inside) == 1):
            return [_example(one, (*path, Wild.INDEX), rules) for one in inside]
        return _example(inside, path, rules)
    if isinstance(value, Mapping):
        return {key: _example(one, (*path, key), rules) for key, one in value.items()}
    if isinstance(value, list):
        return [_example(one, (*path, index), rules) for index, one in enumerate(value)]
    return value


def _fits(path: tuple[Any, ...], expression: tuple[Any, ...]) -> bool:
    """Whether the rule's expression stands at that place, or at every place like it."""
    return len(path) == len(expression) and all(map(_step_fits, path, expression))


def _step_fits(at: Any, step: Any) -> bool:
    if isinstance(step, int) and isinstance(at, str):  # the FFI writes, and reads, a key of digits as an index
        return at.isdecimal() and int(at) == step
    return bool(at == step)


def _differences(one: Any, other: Any, place: str) -> Iterator[tuple[str, Any, Any]]:
    if _is_any(one):
        return
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        for key, value in one.items():
            yield from _differences(value, other[key], f"{place}.{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, value in enumerate(one):
            yield from _differences(value, other[index], f"{place}[{index}]")
    elif not _same(one, other):
        yield place, one, other


def _same(one: Any, other: Any) -> bool:
    """Equal, to the type: to Python 1, 1.0 and True are."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return type(one) is type(other) and bool(one == other)


def _is_any(value: Any) -> bool:
    return isinstance(value, _AnyValue)


def _rule(value: Any) -> str:
    """The matcher of a value, without its example; empty for a literal."""
    if not isinstance(value, AbstractMatcher):
        return ""
    described = _json(value)
    return json.dumps({key: one for key, one in described.items() if key != "value"}, sort_keys=True)


def _shown(call: BuilderCall) -> str:
    """The text that a header's call asks for."""
    value = call["value"]
    if isinstance(value, str):
        described = json.loads(value) if call.name == "with_header" and _is_matcher(value) else value
    else:
        described = _json(value)
    example = _example(described, (), [])
    if _is_any(example):
        return ""
    return example if isinstance(example, str) else json.dumps(example)


def _is_matcher(text: str) -> bool:
    return MATCHER in text and _parses(text)


def _is_object(call: BuilderCall) -> bool:
    """Whether pact takes this literal for a matcher: it is a JSON object, or the text of one."""
    value = call["value"]
    if isinstance(value, str) and _parses(value):
        value = json.loads(value)
    return call.name != "set_header" and isinstance(value, Mapping) and MATCHER not in value


def _parses(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _json(value: Any) -> Any:
    return json.loads(json.dumps(value, cls=IntegrationJSONEncoder))


def _values(header: str) -> list[str]:
    """The parts of a header, however the spaces around commas and semicolons are written."""
    return [re.sub(r"\s*;\s*", ";", one.strip()) for one in header.split(",") if one.strip()]


def _listed(value: Any) -> list[str]:
    return list(map(str, value)) if isinstance(value, list) else [] if value is None else [str(value)]


def _called(call: BuilderCall) -> str:
    return f"{call.name}({call['name']!r}, {call['value']!r})"


def _place(path: Iterable[Any]) -> str:
    return "$" + "".join(step.value if isinstance(step, Wild) else f"[{step!r}]" for step in path)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
