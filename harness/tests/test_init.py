"""`pact-harness init`: for each kind of project the files it lacks, shown first; nothing is replaced."""

import os
import re
import tomllib
from pathlib import Path

import pytest

from harness.tests.projects import Project
from harness.tests.readme import README
from pact_harness import cli

FLASK = "from flask import Flask\n\n\ndef create_app():\n    return Flask(__name__)\n"
FASTAPI = "from fastapi import FastAPI\n\napp: FastAPI = FastAPI()\n"
WSGI = "from django.core.wsgi import get_wsgi_application\n\napplication = get_wsgi_application()\n"
CLIENT = "import requests\n"
CONSUMER_FILE = "tests/consumer/test_provider_contract.py"
PROVIDER_FILES = ["tests/provider/conftest.py", "tests/provider/states.py", "tests/provider/test_contracts.py"]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "My Shop"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def files(folder: Path) -> dict[str, str]:
    return {
        one.relative_to(folder).as_posix(): one.read_text("utf-8") for one in sorted(folder.rglob("*")) if one.is_file()
    }


def init(*options: str) -> int:
    return cli.main(["init", "--yes", *options])


def test_an_empty_folder_gets_both_sides_and_pytests_settings(here: Path) -> None:
    assert init("--consumer", "shop", "--provider", "catalogue") == 0

    found = files(here)
    assert list(found) == ["pyproject.toml", "tests/consumer/test_catalogue_contract.py", *PROVIDER_FILES]
    assert tomllib.loads(found["pyproject.toml"])["tool"] == {
        "pytest": {
            "ini_options": {"testpaths": ["tests"], "pythonpath": ["."], "addopts": ["--import-mode=importlib"]}
        },
        "pact-harness": {"states": ["tests/provider/states.py"]},
    }
    assert (
        'pytest.mark.pact(consumer="shop", provider="catalogue")' in found["tests/consumer/test_catalogue_contract.py"]
    )
    assert "def provider_url() -> str:" in found["tests/provider/conftest.py"]


@pytest.mark.parametrize(
    ("options", "left_out"), [([], ()), (["--consumer-only"], PROVIDER_FILES), (["--provider-only"], [CONSUMER_FILE])]
)
def test_the_readme_lists_the_files_that_it_writes(here: Path, options: list[str], left_out: list[str]) -> None:
    listed = re.findall(r"^\| `([^`]+\.(?:py|toml))` \|", README.split("`init` writes five files:")[1], re.MULTILINE)
    assert init(*options) == 0
    every = [name.replace("PROVIDER", "provider") for name in listed]
    assert list(files(here)) == [name for name in every if name not in left_out]
    assert len(listed) == 5


def test_what_it_writes_is_collected_and_says_what_to_fill_in(here: Path) -> None:
    init("--consumer", "shop", "--provider", "catalogue")

    run = Project(here).pytest("tests/consumer", "-p", "no:schemathesis")

    assert run.lines("call your client here with http://127.0.0.1:"), run.output
    assert "Traceback" not in run.output
    assert "pact.py" not in run.output  # nothing of pact's own source
    assert run.lines("contracts/") == ["contracts/ left as it was: a test failed"]


@pytest.mark.parametrize(
    ("module", "text", "expected"),
    [
        ("my_shop.py", FLASK, "from my_shop import create_app\n\n\n@pytest.fixture\ndef provider_app"),
        ("src/my_shop/__init__.py", FLASK, "from my_shop import create_app\n"),
        ("src/my_shop/web/main.py", FASTAPI, "from my_shop.web.main import app\n"),
        ("my_shop/wsgi.py", WSGI, "from my_shop.wsgi import application\n"),
    ],
)
def test_a_web_application_is_a_provider(here: Path, module: str, text: str, expected: str) -> None:
    Project(here).having_only({module: text})

    assert init() == 0

    found = files(here)
    assert [name for name in found if name.startswith("tests/")] == PROVIDER_FILES
    assert expected in found["tests/provider/conftest.py"]
    assert f"return {'create_app()' if text is FLASK else 'app'}" in found["tests/provider/conftest.py"]
    assert 'pytest.mark.pact(provider="my-shop", states=states)' in found["tests/provider/test_contracts.py"]
    pythonpath = tomllib.loads(found["pyproject.toml"])["tool"]["pytest"]["ini_options"]["pythonpath"]
    assert pythonpath == ([".", "src"] if module.startswith("src") else ["."])


def test_an_application_that_is_not_found_is_to_be_filled_in(here: Path) -> None:
    Project(here).having_only({"web.py": "import flask\n"})
    init()
    assert "return the application as production builds it" in files(here)["tests/provider/conftest.py"]


def test_with_pytest_django_the_tests_reach_the_database(here: Path) -> None:
    Project(here).having_only(
        {"my_shop/wsgi.py": WSGI, "pytest.ini": "[pytest]\nDJANGO_SETTINGS_MODULE = my_shop.settings\n"}
    )
    init()
    assert "pytest.mark.django_db(transaction=True)" in files(here)["tests/provider/test_contracts.py"]
    assert "pytest" not in tomllib.loads(files(here)["pyproject.toml"])["tool"]


def test_a_project_with_a_client_is_a_consumer(here: Path) -> None:
    Project(here).having_only({"shop.py": CLIENT})

    assert init() == 0

    assert [name for name in files(here) if name.startswith("tests/")] == [CONSUMER_FILE]
    assert 'consumer="my-shop", provider="provider"' in files(here)[CONSUMER_FILE]


@pytest.mark.parametrize(
    ("file", "consumer"),
    [
        ("forecast/client.py", "forecast"),  # the package of the client
        ("src/forecast_client.py", "forecast-client"),
        ("my_shop/http.py", "my-shop-client"),  # a package of the provider's own
        ("client.py", "my-shop-client"),  # a name that says nothing
    ],
)
def test_a_consumer_beside_its_provider_is_named_for_the_client(here: Path, file: str, consumer: str) -> None:
    Project(here).having_only({"app.py": FASTAPI, file: CLIENT})

    assert init() == 0

    (contract_test,) = (text for name, text in files(here).items() if name.startswith("tests/consumer/"))
    assert f'consumer="{consumer}", provider="my-shop"' in contract_test


def test_at_a_terminal_it_asks_for_names_that_no_option_gives(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Project(here).having_only({"shop.py": CLIENT + FLASK})
    asked = at_a_terminal(monkeypatch, "", "sto/ck", " stock ", "y")

    assert cli.main(["init"]) == 0

    assert asked == [
        "The consumer's name in the contract [my-shop-client]: ",
        "The provider's name in the contract [my-shop]: ",
        "The provider's name in the contract [my-shop]: ",
        "Write this? [y/N] ",
    ]
    assert 'consumer="my-shop-client", provider="stock"' in files(here)["tests/consumer/test_stock_contract.py"]
    assert 'provider="stock"' in files(here)["tests/provider/test_contracts.py"]


def test_at_a_terminal_it_does_not_ask_for_what_is_given(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Project(here).having_only({"shop.py": CLIENT})
    asked = at_a_terminal(monkeypatch, "n")
    assert cli.main(["init", "--consumer", "shop", "--provider", "stock"]) == 1
    assert asked == ["Write this? [y/N] "]


def test_the_end_of_the_input_is_a_no(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_a_terminal(monkeypatch)
    assert cli.main(["init"]) == 1
    assert files(here) == {}


def at_a_terminal(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """What is asked from now on, with these answers, and then the end of the input."""
    asked: list[str] = []
    left = iter(answers)

    def answer(question: str) -> str:
        asked.append(question)
        try:
            return next(left)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", answer)
    return asked


@pytest.mark.parametrize("name", ['a"b', "a/b", " ", ""])
def test_a_name_that_no_file_can_have_is_refused(here: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert init("--consumer", name) == 2
    assert f"--consumer {name!r} cannot be part of a file's name" in capsys.readouterr().err
    assert files(here) == {}


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("options", "then"),
    [
        ([], "Then fill in tests/provider/, and verify the contract:\n    python -m pytest tests/provider\n"),
        (["--consumer-only"], "Then give the contract to the team of the provider, which verifies it.\n"),
    ],
)
def test_it_says_what_comes_after_the_contract(
    options: list[str], then: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert init("--consumer", "shop", "--provider", "stock", *options) == 0
    assert capsys.readouterr().out.endswith("    python -m pytest tests/consumer\n" + then)


def test_a_web_application_with_a_client_is_both_and_options_decide(here: Path) -> None:
    Project(here).having_only({"shop.py": CLIENT + FLASK})
    init("--consumer-only", "--provider", "stock")
    assert [name for name in files(here) if name.startswith("tests/")] == ["tests/consumer/test_stock_contract.py"]
    init("--provider-only")
    assert set(PROVIDER_FILES) < set(files(here))


def test_a_second_run_writes_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    init()
    before = files(here)
    capsys.readouterr()

    assert init() == 0

    assert files(here) == before
    said = capsys.readouterr().out
    assert "There is nothing to write: every file is there." in said
    assert "    python -m pytest tests/consumer\n" in said


def test_a_pyproject_keeps_every_byte_and_gets_a_table_after_them(here: Path) -> None:
    before = '# mine\n[project]\nname = "corner-shop"\n\n[tool.pytest.ini_options]\ntestpaths = ["checks"]'
    (here / "checks").mkdir()
    (here / "pyproject.toml").write_text(before)

    assert init() == 0

    after = files(here)["pyproject.toml"]
    assert after.startswith(before + "\n\n[tool.pact-harness]\n")
    assert tomllib.loads(after)["tool"]["pact-harness"] == {
        "contract_tests": ["checks/consumer"],
        "states": ["checks/provider/states.py"],
    }
    assert "from checks.provider import states" in files(here)["checks/provider/test_contracts.py"]
    assert 'consumer="corner-shop"' in files(here)["checks/consumer/test_provider_contract.py"]


@pytest.mark.parametrize("name", ["pytest.toml", "pytest.ini", "tox.ini", "setup.cfg"])
def test_pytests_own_configuration_is_left_alone(here: Path, name: str) -> None:
    (here / name).write_text("[tool:pytest]\n" if name == "setup.cfg" else "[pytest]\n")
    init()
    assert "pytest" not in tomllib.loads(files(here)["pyproject.toml"])["tool"]


def test_a_conftest_with_the_fixture_is_enough(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    conftest = "import pytest\n\n\n@pytest.fixture\ndef provider_app():\n    return None\n"
    Project(here).having_only({"tests/conftest.py": conftest, "shop.py": FLASK})

    assert init() == 0

    assert "tests/provider/conftest.py" not in files(here)
    assert files(here)["tests/conftest.py"] == conftest
    said = (
        "tests/provider/conftest.py: stays as it is (tests/conftest.py has the fixture that names the provider already)"
    )
    assert said in capsys.readouterr().out


def test_a_file_that_is_there_stays(here: Path) -> None:
    Project(here).having_only({"tests/provider/states.py": "mine = 1\n"})
    init()
    assert files(here)["tests/provider/states.py"] == "mine = 1\n"


def test_everything_is_shown_and_without_a_yes_nothing_is_written(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["init", "--dry-run"]) == 0
    shown = capsys.readouterr().out
    assert "=== pyproject.toml: new\n    [tool.pytest.ini_options]\n" in shown
    assert "=== tests/provider/states.py: new" in shown
    assert "Nothing was written (--dry-run)." in shown
    assert cli.main(["init"]) == 1  # nobody is there to be asked
    assert files(here) == {}


def test_a_folder_that_cannot_be_written_is_told_before_anything_is(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "tests").write_text("a file\n")
    assert init() == 2
    assert "tests/consumer/test_provider_contract.py cannot be written" in capsys.readouterr().err
    (here / "tests").unlink()
    monkeypatch.setattr(os, "access", lambda *_: False)  # as for a read-only folder, also where root runs this
    assert init() == 2
    assert capsys.readouterr().err == (
        "pact-harness: pyproject.toml cannot be written: its folder is not a folder, or is read-only. "
        "Nothing was written.\n"
    )
    assert files(here) == {}


def test_a_pyproject_that_is_no_toml_is_told(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "pyproject.toml").write_text("[project\n")
    assert init() == 2
    assert "pyproject.toml cannot be read: " in capsys.readouterr().err
    assert files(here) == {"pyproject.toml": "[project\n"}
