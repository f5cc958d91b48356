"""The values of provider states that a request takes in place of its examples."""

import re
from collections.abc import Mapping
from typing import Any


def injected_names(raw: Mapping[str, Any]) -> set[str]:
    """The names that the request's ProviderState generators take from provider states: `${id}` -> id."""
    request = raw.get("request")
    generators = request.get("generators") if isinstance(request, Mapping) else None
    return {
        name
        for generator in _objects(generators or {})
        if generator.get("type") == "ProviderState"
        for name in re.findall(r"\$\{([^}]+)\}", str(generator.get("expression")))
    }


def _objects(tree: object) -> list[Mapping[str, Any]]:
    """Every object in a tree of objects: versions 2 to 4 nest generators differently."""
    if not isinstance(tree, Mapping):
        return []
    return [tree, *(one for value in tree.values() for one in _objects(value))]
