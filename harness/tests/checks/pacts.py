"""Pact files for the checks' tests, version 4, written down as briefly as they can be read."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Json = dict[str, Any]
NO_BODY = object()


def side(body: object = NO_BODY, rules: Mapping[str, Any] | None = None, **parts: Any) -> Json:
    """A request or a response: ``rules`` of the body by path, of headers and the path by category."""
    found: Json = dict(parts)
    if body is not NO_BODY:
        found["body"] = {"content": body, "contentType": "application/json", "encoded": False}
    if rules:
        found["matchingRules"] = _by_category(rules)
    return found


def _by_category(rules: Mapping[str, Any]) -> Json:
    found: Json = {}
    for place, matcher in rules.items():
        category, _, name = ("body", "", place) if place.startswith("$") else place.partition(" ")
        entry = {"combine": "AND", "matchers": [matcher]}
        if name:
            found.setdefault(category, {})[name] = entry
        else:
            found[category] = entry
    return found


def asks(path: str = "/users/1", method: str = "GET", **parts: Any) -> Json:
    return side(method=method, path=path, **parts)


def answers(body: object = NO_BODY, rules: Mapping[str, Any] | None = None, **parts: Any) -> Json:
    return side(body, rules, **{"status": 200, **parts})


def http(
    name: str = "a request for a user",
    *,
    given: Mapping[str, Mapping[str, object]] | None = None,
    request: Json | None = None,
    response: Json | None = None,
    **parts: Any,
) -> Json:
    """An interaction in the state of user 1, unless other states are ``given``."""
    states = {"the user exists": {"id": 1}} if given is None else given
    return {
        "type": "Synchronous/HTTP",
        "description": name,
        "providerStates": [{"name": state, "params": dict(values)} for state, values in states.items()],
        "request": request or asks(),
        "response": response or answers(),
        **parts,
    }


def message(name: str, contents: object, **parts: Any) -> Json:
    body = {"content": contents, "contentType": "application/json", "encoded": False}
    return {"type": "Asynchronous/Messages", "description": name, "contents": body, **parts}


def write(path: Path, *interactions: Json, consumer: str = "a", provider: str = "b", version: str = "4.0") -> Path:
    """The pact file with these interactions."""
    pact = {
        "consumer": {"name": consumer},
        "provider": {"name": provider},
        "interactions": list(interactions),
        "metadata": {"pactSpecification": {"version": version}},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(pact, indent=2), encoding="utf-8")
    return path
