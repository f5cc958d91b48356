"""A contract's file as recording writes it: what the tests record gives one text, whatever their order."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

Json = dict[str, Any]
Key = tuple[str, tuple[str, ...]]

# Nothing of the tool that wrote it: another version of pact-python gives the same bytes.
METADATA = {"pactSpecification": {"version": "4.0"}}
ADVICE = """\
Description and names of states tell interactions apart. Their parameters do not: the Pact FFI, like other tools, would
replace one by the other. Give each its own description, or a state of another name."""


class ConflictError(Exception):
    """Two tests record different things as one interaction, or in one file; the message names both."""


def file_name(consumer: str, provider: str) -> str:
    """Pact's own name for a contract's file."""
    return f"{consumer}-{provider}.json"


def contract_text(consumer: str, provider: str, interactions: Iterable[Json]) -> str:
    """A contract's file: interactions by description and states, keys sorted, two spaces, a final newline.

    *interactions* are JSON as in a pact file of version 4. ConflictError where two of them cannot stand in one file.
    """
    contract = {
        "consumer": {"name": consumer},
        "provider": {"name": provider},
        "interactions": _unique(interactions, f"{consumer} -> {provider}"),
        "metadata": METADATA,
    }
    return json.dumps(contract, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"


def is_as_written(text: str) -> bool:
    """Whether the text is, byte for byte, what recording would have written for what it says."""
    try:
        raw = json.loads(text)
        return text == contract_text(str(raw["consumer"]["name"]), str(raw["provider"]["name"]), raw["interactions"])
    except Exception:  # what is not even a contract was not written by recording, however it is broken
        return False


def _unique(interactions: Iterable[Json], pair: str) -> list[Json]:
    """*interactions* in order, each once. Of tests that record the same, the first by name stands for it."""
    found: dict[Key, Json] = {}
    conflicts: dict[Key, set[str]] = {}
    for each in sorted(interactions, key=lambda each: (_key(each), _recorded_by(each))):
        first = found.setdefault(_key(each), each)
        if first is not each and _content(first) != _content(each):
            conflicts.setdefault(_key(each), {_recorded_by(first)}).add(_recorded_by(each))
    if conflicts:
        raise ConflictError(_conflict_message(conflicts, pair))
    return list(found.values())


def _key(interaction: Json) -> Key:
    return interaction["description"], tuple(state["name"] for state in interaction.get("providerStates", ()))


def _conflict_message(conflicts: Mapping[Key, Iterable[str]], pair: str) -> str:
    lines = [f"one description, different contents, in {pair}:"]
    for (description, states), tests in conflicts.items():
        given = f", given {' and '.join(states)}" if states else ""
        lines += [f'  "{description}"{given}', *(f"    {test}" for test in sorted(tests))]
    return "\n".join([*lines, ADVICE])


def _content(interaction: Json) -> str:
    """*interaction* but for the name of its test, as text: to Python 1, 1.0 and True are equal."""
    comments = {key: value for key, value in interaction["comments"].items() if key != "testname"}
    return json.dumps({**interaction, "comments": comments}, sort_keys=True)


def _recorded_by(interaction: Json) -> str:
    return str(interaction["comments"]["testname"])
