"""States that contracts ask for, and the functions that a project has for them.

- no function; a parameter that it does not take, needs, or takes as another type; a function nobody asks for
- what fits: defaults, any other parameters, unions, types that are not plain
- a single file judges no function as left over; another provider's contracts are left out
- where the functions stand is a setting; a file that is missing or fails is told
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from harness.tests.checks.pacts import Json, asks, http, write
from harness.tests.projects import Project
from pact_harness.checks import run_checks
from pact_harness.checks.context import Context
from pact_harness.config import SettingsError

HEAD = "from __future__ import annotations\nfrom typing import Any\nfrom pact_harness import state\n\n"
TAKES_ID = '@state("the user exists")\ndef the_user_exists(user_db, *, id: int) -> None: ...\n'
ADVICE = " Let the_user_exists in tests/provider/states.py take what the contract gives, or record it again."
Found = Callable[..., list[str]]


@pytest.fixture
def found(tmp_path: Path) -> Found:
    """What the check says of one contract, beside these functions."""
    (tmp_path / "tests" / "provider").mkdir(parents=True)

    def found(functions: str | None, *interactions: Json, settings: str = "", paths: str = "contracts") -> list[str]:
        write(tmp_path / "contracts" / "a-b.json", *interactions)
        if functions is not None:
            (tmp_path / "tests" / "provider" / "states.py").write_text(HEAD + functions)
        (tmp_path / "pyproject.toml").write_text(f"[tool.pact-harness]\n{settings}\n")
        findings = run_checks(["states"], Context(tmp_path, (tmp_path / paths,)))
        return [f"{one.rule}: {one.message} {one.advice}" for one in findings]

    return found


def test_a_state_without_a_function(found: Found) -> None:
    assert found("", http()) == [
        "state-unknown: No function provides the state 'the user exists'. "
        "Paste into tests/provider/states.py, and fill in:\n"
        'from pact_harness import state\n\n\n@state("the user exists")\ndef the_user_exists(*, id: int) -> None: ...'
    ]


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"id": 1, "name": "Alice"}, "is given name, which its function does not take"),
        ({}, "is not given id, which its function needs"),
        ({"id": "1"}, "is given id = '1', where its function takes int"),
        ({"id": True}, "is given id = True, where its function takes int"),
        ({"id": None}, "is given id = None, where its function takes int"),
    ],
)
def test_parameters_that_do_not_fit(found: Found, given: dict[str, object], problem: str) -> None:
    assert found(TAKES_ID, http(given={"the user exists": given})) == [
        f"state-parameters: The state 'the user exists' {problem}.{ADVICE}"
    ]


@pytest.mark.parametrize(
    "signature",
    [
        "*, id: int",
        "*, id: int | None, name: str = 'Alice'",
        "user_db, *, id, **fields: Any",
        "**fields: Any",
        "*, id: UserId",  # not plain, and only the type checker knows it
    ],
)
def test_parameters_that_fit(found: Found, signature: str) -> None:
    assert found(f'@state("the user exists")\ndef exists({signature}): ...\n', http()) == []


INJECTED = asks(generators={"path": {"type": "ProviderState", "expression": "/users/${token}"}})
RETURNS = '@state("the user exists")\ndef exists(*, id):\n    {}\n'


@pytest.mark.parametrize(
    "body",
    [
        "...",
        "return {'id': id}",
        "yield",
        "yield {'tokens': 1}",
        "def inner():\n        return {'token': 1}",
        "return None",
    ],
)
def test_a_value_that_no_state_returns(found: Found, body: str) -> None:
    assert found(RETURNS.format(body), http(request=INJECTED)) == [
        "state-value: The request takes token from a state, and 'the user exists' does not return it. "
        "Return a dict with it from the state's function in tests/provider/states.py."
    ]


@pytest.mark.parametrize(
    "body",
    [
        "return {'token': 't'}",
        "yield {'token': 't'}",
        "x = yield {'token': 't'}",
        "return dict(token='t')",  # only running it tells
        "yield from made()",
        "return {**made()}",
        "if id:\n        return {'token': 't'}",
    ],
)
def test_a_value_that_a_state_returns_or_may_return(found: Found, body: str) -> None:
    assert found(RETURNS.format(body), http(request=INJECTED)) == []


def test_a_value_among_the_parameters_is_injected_too(found: Found) -> None:
    request = asks(generators={"path": {"type": "ProviderState", "expression": "/users/${id}"}})
    assert found(RETURNS.format("..."), http(request=request)) == []


def test_a_function_that_nobody_asks_for(found: Found) -> None:
    extra = '@state("the user is new")\ndef new() -> None: ...\n'
    told = ["state-unused: No contract asks for the state 'the user is new'. Delete its function."]
    assert found(TAKES_ID + extra, http()) == told
    assert found(TAKES_ID + extra, http(), paths="contracts/a-b.json") == []


def test_other_teams_pacts_say_nothing_of_these_functions(found: Found) -> None:
    assert found(TAKES_ID, http(given={}), settings='provider = "shop"') == []


def test_a_file_that_cannot_be_read_leaves_no_function_over(found: Found, tmp_path: Path) -> None:
    (tmp_path / "contracts").mkdir()
    (tmp_path / "contracts" / "broken.json").write_text("{")
    assert found(TAKES_ID, http(given={})) == [
        "state-unknown: The file cannot be read, so its states were not checked, nor which states nobody asks for. "
        "Correct it: lint says what is wrong."
    ]


def test_the_states_of_another_provider(found: Found) -> None:
    assert found("", http(), settings='provider = "shop"') == []
    assert len(found("", http(), settings='provider = "b"')) == 1


def test_a_silence_for_a_function(found: Found) -> None:
    silence = '{ rule = "state-unused", where = "states.py", reason = "for a consumer to come" }'
    settings = f"ignore = [{silence}]"
    assert found(TAKES_ID, http(given={}), settings=settings) == []
    assert found(TAKES_ID, http(), settings=settings) == [
        "unused-ignore: state-unused is ignored at 'states.py', but there is no such finding. Delete the entry."
    ]


def test_what_the_functions_import_is_found_as_pytest_finds_it(found: Found, tmp_path: Path) -> None:
    Project(tmp_path).having_only(
        {
            "weather_store.py": "class WeatherStore: ...",
            "src/weather_units.py": "class Celsius: ...",
            "tests/provider/sky_helpers.py": "class Sky: ...",
            "pytest.ini": "[pytest]\npythonpath = src",
        }
    )
    imports = "import weather_store\nfrom weather_units import Celsius\nfrom sky_helpers import Sky\n\n"
    assert found(imports + TAKES_ID, http(given={"the user exists": {"id": 1}})) == []


def test_states_that_are_not_there_are_not_said_to_be_fine(found: Found) -> None:
    assert found(None, http()) == [
        "state-unknown: There is no such file, so the states were not checked. "
        "Say in [tool.pact-harness] of pyproject.toml where they are: states = [...]."
    ]


@pytest.mark.parametrize(
    ("functions", "settings", "problem"),
    [
        ("import nowhere_to_be_found", "", "No module named 'nowhere_to_be_found'"),
        (TAKES_ID + TAKES_ID.replace("def the_user", "def a_user"), "", "two functions provide the state"),
        ("", 'states = ["stats.py"]', "states names stats.py, which is no file"),
        ("", "states = 7", "states: expected a list of texts, got 7"),
        ("", "provider = 7", "provider: expected a text, got 7"),
        ("", "ignores = []", "has no setting 'ignores'. Did you mean 'ignore'?"),
        ("", "ignore = {}", "ignore: expected a list of tables, got {}"),
        ("", "ignore = [", "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_told(found: Found, functions: str, settings: str, problem: str) -> None:
    with pytest.raises(SettingsError) as caught:
        found(functions, http(), settings=settings)
    assert problem in str(caught.value)
