"""The function that a missing provider state or message needs, ready to paste: its types guessed from the contract."""

import keyword
import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from types import ModuleType

TYPES: Mapping[type, str] = {list: "list[Any]", dict: "dict[str, Any]", type(None): "None"}
ARTICLES = {"a", "an", "the"}
ALIKE = 0.8  # of 1: how much of two words is the same, where one may be the other with a mistake in it
CORRECT_IT = "Then correct the name in the consumer's test or here. Otherwise"


class UnknownHandlerError(LookupError):
    """A contract asks for what no function gives: `problem` says what, the message holds a function to paste too."""

    def __init__(self, problem: str, name: str, provided: Iterable[str], place: str, function: str) -> None:
        self.problem = f"{problem} {name!r}."
        asked = mistaken_for(name, provided)
        begun = f"{self.problem} {asked} {CORRECT_IT} paste" if asked else f"{problem} {name!r}; paste"
        super().__init__(f"{begun} into {place}:\n\n{with_imports(function)}")


def mistaken_for(name: str, provided: Iterable[str]) -> str:
    """A question, where a function has the same name but for a mistake in a word, an article, a capital or a sign."""
    near = next((one for one in provided if _is_mistake(_words(name), _words(one))), None)
    return f"Did you mean {near!r}?" if near is not None else ""


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"[\w']+", text.lower()) if word not in ARTICLES]


def _is_mistake(words: Sequence[str], others: Sequence[str]) -> bool:
    """Word by word: `is not` for `is`, `inactive` for `active` or 2 for 1 is no mistake, but another meaning."""
    pairs = list(zip(words, others, strict=False))
    return len(words) == len(others) and all(one == other or _is_misspelled(one, other) for one, other in pairs)


def _is_misspelled(one: str, other: str) -> bool:
    both = one + other
    return both.isalpha() and one[0] == other[0] and SequenceMatcher(None, one, other).ratio() >= ALIKE


def state_function(name: str, parameters: Sequence[Mapping[str, object]]) -> str:
    """A function for the state *name*; *parameters* are what the contracts pass to it, one mapping a use."""
    keys = sorted({key for given in parameters for key in given})
    arguments = [_argument(key, parameters) for key in keys if _is_name(key)]
    if len(arguments) < len(keys):  # a key that Python cannot spell as a parameter
        arguments.append("**parameters: Any")
    signature = ", ".join(["*", *arguments] if arguments and not arguments[0].startswith("**") else arguments)
    return f"@state({_quoted(name)})\ndef {_function_name(name)}({signature}) -> None: ..."


def message_function(description: str) -> str:
    """A function for the message *description*."""
    return f"@message({_quoted(description)})\ndef {_function_name(description)}() -> Message: ..."


def with_imports(*functions: str) -> str:
    """The functions as a module begins with them: its imports, then each of them."""
    text = "\n".join(functions)
    names = [name for name in ("Message", "message", "state") if re.search(rf"(@|-> ){name}\b", text)]
    imports = ["from typing import Any\n"] if re.search(r"\bAny\b", text) else []
    return "\n\n\n".join(["\n".join([*imports, f"from pact_harness import {', '.join(names)}"]), *functions])


def place_of(modules: Sequence[ModuleType], keyword: str) -> str:
    """Where a function is to be pasted: the first of the modules that the marker names as *keyword*."""
    file = next((found for one in modules if (found := getattr(one, "__file__", None))), None)
    if file is None:
        return f"a module, and name that: pytest.mark.pact(…, {keyword}=module)"
    path = Path(file)
    shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    return f"the package {shown.parent.as_posix()}" if path.name == "__init__.py" else shown.as_posix()


def _argument(key: str, parameters: Sequence[Mapping[str, object]]) -> str:
    types = {_type_name(given[key]) for given in parameters if key in given}
    if all(key in given for given in parameters):
        return f"{key}: {_union(types)}"
    return f"{key}: {_union(types | {'None'})} = None"


def _type_name(value: object) -> str:
    return TYPES.get(type(value), type(value).__name__)


def _union(types: Iterable[str]) -> str:
    return " | ".join(sorted(types, key=lambda one: (one == "None", one)))


def _function_name(text: str) -> str:
    name = re.sub(r"\W+", "_", text.replace("n't", " not").replace("'", "").lower()).strip("_")
    return name if _is_name(name) else f"state_{name}".rstrip("_")


def _is_name(text: str) -> bool:
    return text.isidentifier() and not keyword.iskeyword(text)


def _quoted(text: str) -> str:
    """Python's own quoting, in double quotes where that needs no escape."""
    return f'"{text}"' if text.isprintable() and not re.search(r'["\\]', text) else repr(text)
