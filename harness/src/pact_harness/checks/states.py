"""States: each one that contracts ask for has a function that takes its parameters; each function is asked for.

[tool.pact-harness]
states = ["tests/provider/states.py"]    # the default: where the functions stand
provider = "user-service"                # whose states these are, where a folder holds others' contracts too
"""

import importlib.util
import inspect
import sys
import typing
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, UnionType
from typing import Any

from pact_harness.checks.context import Context
from pact_harness.checks.finding import Finding
from pact_harness.checks.import_paths import importing_from
from pact_harness.config import SettingsError
from pact_harness.pactfile.contract import Contract, Interaction, State
from pact_harness.verifying.handler_stubs import CORRECT_IT, mistaken_for, state_function, with_imports
from pact_harness.verifying.returned_names import returned_names
from pact_harness.verifying.state_handlers import StateHandlers

DEFAULT = ("tests/provider/states.py",)
PAGE = "https://docs.pact.io/getting_started/provider_states"
RULE_IDS = {"state-unknown", "state-parameters", "state-value", "state-unused"}
REASON = (
    "Without a function for its state, an interaction fails because data is missing, not because the provider is wrong."
)
NOT_INJECTED = "Without the value the verifier sends the contract's example, which the provider does not know."
UNUSED = "No consumer uses this state, so nobody needs its function."
Function = Callable[..., object]
Asked = tuple[Contract, Interaction, State]


@dataclass(frozen=True)
class Group:
    """The files of one provider's states, and which contracts ask for them: one provider's, or all but *others*."""

    files: Sequence[Path]
    provider: str | None
    named: bool  # by a setting
    others: Collection[str] = ()

    def asks(self, contract: Contract) -> bool:
        return contract.provider == self.provider if self.provider else contract.provider not in self.others


def check(context: Context) -> list[Finding]:
    """What is missing, what does not fit, and, over a whole folder, what is left over."""
    findings = [finding for group in _groups(context) for finding in _of_group(context, group)]
    return findings + [_unread(context, error.path) for error in context.unreadable]


def _of_group(context: Context, group: Group) -> list[Finding]:
    missing = [file for file in group.files if not file.is_file()]
    if missing and group.named:
        named = f"[tool.pact-harness] states names {context.shown(missing[0])}, which is no file"
        raise SettingsError(f"{context.settings.file}: {named}")
    if missing:
        return [_not_checked(context, missing[0])]
    functions = _functions(context.root, group.files)
    asked = list(_states_named(context, group))
    where = context.shown(group.files[0])
    findings = [finding for each in asked for finding in _of_state(context, each, functions, asked, where)]
    findings += [one for each in _injecting(asked) for one in _not_returned(context, *each, functions, where)]
    if _is_whole(context, group):
        used = {state.name for _, _, state in asked}
        findings += [_unused(name, where) for name in functions if name not in used]
    return findings


def _is_whole(context: Context, group: Group) -> bool:
    """Whether what is looked at can hold every consumer of these states: not one file, nor other teams' pacts."""
    ours = any(group.asks(contract) for contract in context.contracts)
    return ours and not context.unreadable and all(path.is_dir() for path in context.paths)


def _groups(context: Context) -> list[Group]:
    """A group for each provider whose table names states, and one for all others, or for the setting `provider`."""
    settings = context.settings
    own = {name: table["states"] for name, table in settings.providers.items() if "states" in table}
    groups = [Group(_paths(context, files), name, named=True) for name, files in own.items()]
    usual = Group(
        _paths(context, settings.states or DEFAULT), settings.provider or None, bool(settings.states), others=own
    )
    if settings.states or not own or any(usual.asks(contract) for contract in context.contracts):
        groups.insert(0, usual)
    return groups


def _paths(context: Context, names: Iterable[str]) -> list[Path]:
    return [context.root / one for one in names]


def files(context: Context) -> list[Path]:
    """Where the project says its states stand."""
    return [file for group in _groups(context) for file in group.files]


def _states_named(context: Context, group: Group) -> Iterator[Asked]:
    for contract in context.contracts:
        if group.asks(contract):
            for interaction in contract.interactions:
                yield from ((contract, interaction, state) for state in interaction.states)


def _functions(root: Path, modules: Sequence[Path]) -> Mapping[str, Function]:
    with importing_from(root, modules):
        return _functions_of(modules)


def _functions_of(modules: Sequence[Path]) -> Mapping[str, Function]:
    try:
        return StateHandlers.of(*(_module(file) for file in modules)).functions
    except Exception as error:
        raise SettingsError(f"the states in {', '.join(map(str, modules))} cannot be read: {error!r}") from error


def _module(file: Path) -> ModuleType:
    """The file as a module of its own: beside pytest's import of it, not in its place."""
    name = f"checked_{file.stem}_{abs(hash(file))}"
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise ImportError(f"{file} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    finally:
        del sys.modules[name]
    return module


def _of_state(
    context: Context, asked: Asked, functions: Mapping[str, Function], everything: Sequence[Asked], where: str
) -> Iterator[Finding]:
    contract, interaction, state = asked
    place = (context.shown(contract.path), interaction.description, "the state")
    if state.name not in functions:
        uses = [each.parameters for _, _, each in everything if each.name == state.name]
        message = f"No function provides the state {state.name!r}."
        meant = mistaken_for(state.name, functions)
        paste = f"{meant} {CORRECT_IT} paste" if meant else "Paste"
        advice = f"{paste} into {where}, and fill in:\n{with_imports(state_function(state.name, uses))}"
        yield Finding("state-unknown", *place, message, advice, REASON, PAGE)
        return
    for problem in _problems(functions[state.name], state.parameters):
        message = f"The state {state.name!r} {problem}."
        advice = f"Let {functions[state.name].__name__} in {where} take what the contract gives, or record it again."
        yield Finding("state-parameters", *place, message, advice, REASON, PAGE)


def _injecting(asked: Iterable[Asked]) -> Iterator[tuple[Contract, Interaction]]:
    """Each interaction with states whose request takes a value from one of them."""
    found = {id(interaction): (contract, interaction) for contract, interaction, _ in asked}
    return (each for each in found.values() if each[1].injected_names)


def _not_returned(
    context: Context, contract: Contract, interaction: Interaction, functions: Mapping[str, Function], where: str
) -> Iterator[Finding]:
    """Only where the source of each function tells what it returns."""
    known = {name for state in interaction.states for name in state.parameters}
    for state in interaction.states:
        names = returned_names(functions[state.name]) if state.name in functions else None
        if names is None:
            return
        known |= names
    states = " and ".join(repr(state.name) for state in interaction.states)
    for name in sorted(interaction.injected_names - known):
        message = f"The request takes {name} from a state, and {states} does not return it."
        advice = f"Return a dict with it from the state's function in {where}."
        place = (context.shown(contract.path), interaction.description, "the request")
        yield Finding("state-value", *place, message, advice, NOT_INJECTED, PAGE)


def _problems(function: Function, given: Mapping[str, object]) -> Iterator[str]:
    """A state's parameters are the function's keyword-only ones."""
    parameters = inspect.signature(function).parameters.values()
    taken = {one.name: one for one in parameters if one.kind is one.KEYWORD_ONLY}
    takes_any = any(one.kind is one.VAR_KEYWORD for one in parameters)
    for name, value in given.items():
        if name not in taken and not takes_any:
            yield f"is given {name}, which its function does not take"
        elif name in taken and (wanted := _refusing_type(function, name, value)):
            yield f"is given {name} = {value!r}, where its function takes {wanted}"
    for name, one in taken.items():
        if one.default is one.empty and name not in given:
            yield f"is not given {name}, which its function needs"


def _refusing_type(function: Function, name: str, value: object) -> str | None:
    """The annotation, where it is made of plain types and the value is of none of them."""
    try:
        hint = typing.get_type_hints(function).get(name, Any)
    except (NameError, TypeError):
        return None  # a type that only the type checker imports
    options = (
        typing.get_args(hint) if isinstance(hint, UnionType) or typing.get_origin(hint) is typing.Union else (hint,)
    )
    plain = [typing.get_origin(one) or one for one in options]
    if not all(one in (int, float, str, bool, list, dict, type(None)) for one in plain):
        return None
    fits = any(_is(value, one) for one in plain)
    return None if fits else " or ".join(getattr(one, "__name__", str(one)) for one in options)


def _is(value: object, kind: Any) -> bool:
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, (int, float) if kind is float else kind)


def _unused(name: str, where: str) -> Finding:
    message = f"No contract asks for the state {name!r}."
    return Finding("state-unused", where, None, None, message, "Delete its function.", UNUSED, PAGE)


def _unread(context: Context, path: Path) -> Finding:
    text = "The file cannot be read, so its states were not checked, nor which states nobody asks for."
    place = (context.shown(path), None, None)
    return Finding("state-unknown", *place, text, "Correct it: lint says what is wrong.", REASON, PAGE, severity="note")


def _not_checked(context: Context, file: Path) -> Finding:
    return Finding(
        "state-unknown",
        context.shown(file),
        None,
        None,
        "There is no such file, so the states were not checked.",
        "Say in [tool.pact-harness] of pyproject.toml where they are: states = [...].",
        REASON,
        PAGE,
        severity="note",
    )
