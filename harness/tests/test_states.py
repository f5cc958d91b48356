"""State functions: how they are found, called, undone, and guessed where they are missing.

- registry: names, several for one function, twice the same name, async, fixtures by position
- world: parameters, values to inject, what is no dict, teardown in reverse, all of them even if one raises
- pasting: types, parameters that are sometimes missing, names that Python cannot spell
"""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from pact_harness.verifying.handler_stubs import (
    message_function,
    mistaken_for,
    place_of,
    state_function,
    with_imports,
)
from pact_harness.verifying.state_handlers import ActiveStates, StateHandlers, UnknownStateError, state


def module(**functions: object) -> ModuleType:
    made = ModuleType("states")
    vars(made).update(functions)
    return made


@state("one name")
@state("another name")
def two_names(database: list[object], clock: str, *, id: int) -> dict[str, object]:  # noqa: A002 - the contract's word
    database.append((clock, id))
    return {"id": id}


def world(**functions: object) -> ActiveStates:
    return ActiveStates(StateHandlers.of(module(**functions)), {"database": [], "clock": "noon"})


def test_a_function_provides_every_name_it_carries() -> None:
    states = StateHandlers.of(module(two_names=two_names, other=print))

    assert states.functions == {"one name": two_names, "another name": two_names}


def test_the_same_function_under_two_names_of_a_module_is_one() -> None:
    assert set(StateHandlers.of(module(a=two_names, b=two_names)).functions) == {"one name", "another name"}


def test_two_functions_for_one_name_are_refused() -> None:
    other = state("one name")(lambda: None)

    with pytest.raises(ValueError, match=r"^two functions provide the state 'one name': keep one of them$"):
        StateHandlers.of(module(a=two_names), module(b=other))


def test_an_async_state_runs_on_a_loop_of_its_own_where_the_test_has_none() -> None:
    loops = []

    async def awaited(*, number: int) -> dict[str, int]:
        loops.append(asyncio.get_running_loop())
        return {"id": number}

    assert world(a=state("a")(awaited)).set_up("a", {"number": 7}) == {"id": 7}
    assert len(loops) == 1


def test_a_state_that_yields_twice_is_told() -> None:
    def twice() -> Iterator[None]:
        yield
        yield

    one = world(a=state("a")(twice))
    one.set_up("a", {})

    with pytest.raises(RuntimeError, match=r"^a handler yielded twice: the code after its second yield"):
        one.tear_down()


def test_positional_parameters_are_fixtures() -> None:
    assert StateHandlers.of(module(a=two_names)).fixtures(["one name", "unknown"]) == {"database", "clock"}


def test_a_state_gets_its_fixtures_and_parameters_and_returns_what_is_injected() -> None:
    database: list[object] = []
    one = ActiveStates(StateHandlers.of(module(a=two_names)), {"database": database, "clock": "noon"})

    assert one.set_up("one name", {"id": 7}) == {"id": 7}
    assert database == [("noon", 7)]
    assert one.values == {"id": 7}


def test_a_state_returns_a_dict_or_nothing() -> None:
    one = world(a=state("a")(lambda: 42), b=state("b")(lambda: None))

    assert one.set_up("b", {}) == {}
    with pytest.raises(TypeError, match=r"^a state returns a dict of values to inject, or nothing; got 42"):
        one.set_up("a", {})


def test_an_unknown_state_shows_the_function_to_paste() -> None:
    with pytest.raises(UnknownStateError, match=r"def it_rains\(\*, mm: float\) -> None: \.\.\."):
        world().set_up("it rains", {"mm": 0.5})


def test_an_unknown_state_with_a_near_name_is_asked_about_before_it_is_pasted_as_a_second_one() -> None:
    with pytest.raises(UnknownStateError) as raised:
        world(a=state("the user exists")(lambda: None)).set_up("the user exist", {})

    assert str(raised.value).startswith(
        "no function provides the state 'the user exist'. Did you mean 'the user exists'? Then correct the name in the "
        "consumer's test or here. Otherwise paste into a module"
    )


@pytest.mark.parametrize(
    "name", ["the user exist", "The user exists.", "a user exists", "user exists", "the user exxists"]
)
def test_a_name_with_a_mistake_in_it_is_near(name: str) -> None:
    assert mistaken_for(name, ["there are no users", "the user exists"]) == "Did you mean 'the user exists'?"


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("the user does not exist", "the user exists"),
        ("there are no users", "there are users"),
        ("user 1 exists", "user 2 exists"),
        ("the user is active", "the user is inactive"),
        ("a user was renamed", "a user was created"),
        ("", "the user exists"),
    ],
)
def test_a_name_of_another_meaning_is_not_near(name: str, other: str) -> None:
    assert mistaken_for(name, [other]) == mistaken_for(other, [name]) == ""


def test_what_is_pasted_brings_its_imports_and_says_where_it_belongs(tmp_path: Path) -> None:
    several = with_imports(state_function("a", [{"x": [1]}]), message_function("b"))
    assert several == (
        "from typing import Any\n\nfrom pact_harness import Message, message, state\n\n\n"
        '@state("a")\ndef a(*, x: list[Any]) -> None: ...\n\n\n'
        '@message("b")\ndef b() -> Message: ...'
    )
    named, package, elsewhere = module(), module(), module()
    named.__file__ = str(Path.cwd() / "tests" / "states.py")
    package.__file__ = str(Path.cwd() / "tests" / "states" / "__init__.py")
    elsewhere.__file__ = str(tmp_path / "states.py")
    assert place_of([module(), named, package], "states") == "tests/states.py"
    assert place_of([package], "states") == "the package tests/states"
    assert place_of([elsewhere], "states") == (tmp_path / "states.py").as_posix()
    assert place_of([], "messages") == "a module, and name that: pytest.mark.pact(…, messages=module)"


def test_states_are_torn_down_last_one_first_and_all_of_them() -> None:
    told: list[str] = []

    @state("first")
    def first() -> Iterator[dict[str, str]]:
        yield {"token": "t"}
        told.append("first")

    @state("second")
    def second() -> Iterator[None]:
        yield
        told.append("second")
        raise OSError("stuck")

    one = world(first=first, second=second)
    assert one.set_up("first", {}) == {"token": "t"}
    one.set_up("second", {})
    with pytest.raises(OSError, match=r"^stuck") as raised:
        one.tear_down()

    assert told == ["second", "first"]
    assert raised.value.__notes__ == ["while tearing down a provider state"]
    one.tear_down()
    assert told == ["second", "first"]


def test_two_teardowns_that_raise_are_both_told() -> None:
    @state("stuck")
    def stuck(*, number: int) -> Iterator[None]:
        yield
        raise OSError(str(number))

    one = world(stuck=stuck)
    one.set_up("stuck", {"number": 1})
    one.set_up("stuck", {"number": 2})

    with pytest.raises(ExceptionGroup) as raised:
        one.tear_down()
    assert [str(error) for error in raised.value.exceptions] == ["2", "1"]


@pytest.mark.parametrize(
    ("name", "uses", "expected"),
    [
        ("the user exists", [{"id": 1, "name": "A"}], "def the_user_exists(*, id: int, name: str) -> None: ..."),
        ("the user doesn't exist", [{}], "def the_user_does_not_exist() -> None: ..."),
        ("x", [{"a": 1}, {"a": None}, {"a": 1.5}], "def x(*, a: float | int | None) -> None: ..."),
        ("x", [{"a": True}, {}], "def x(*, a: bool | None = None) -> None: ..."),
        ("x", [{"a": [1], "b": {"c": 1}}], "def x(*, a: list[Any], b: dict[str, Any]) -> None: ..."),
        ("x", [{"created on": 1}], "def x(**parameters: Any) -> None: ..."),
        ("x", [{"a": 1, "class": 2}], "def x(*, a: int, **parameters: Any) -> None: ..."),
        ("2 users", [{}], "def state_2_users() -> None: ..."),
        ("Zoë est là", [{}], "def zoë_est_là() -> None: ..."),
        ("!", [{}], "def state() -> None: ..."),
    ],
)
def test_a_missing_state_is_guessed_from_the_contract(name: str, uses: list[dict[str, object]], expected: str) -> None:
    text = state_function(name, uses)

    assert text.splitlines()[1] == expected
    compile(text, name, "exec")


def test_a_name_with_quotes_is_pasted_as_valid_python() -> None:
    text = message_function('say "hi"\\')

    assert text == "@message('say \"hi\"\\\\')\ndef say_hi() -> Message: ..."
    compile(text, "pasted", "exec")
