"""The table [tool.pact-harness]: what may stand there, who reads it from where, and what is said of a mistake."""

from pathlib import Path

import pytest

from harness.tests.projects import Project
from pact_harness.config import Settings, SettingsError, find_root, read_settings

CONTRACT_TEST = """
    import urllib.request

    import pytest

    pytestmark = pytest.mark.pact(consumer="shop", provider="catalogue")


    def test_it(pact):
        pact.upon_receiving("a ping").with_request("GET", "/ping").will_respond_with(204)
        with pact.serve("127.0.0.1") as server:
            urllib.request.urlopen(f"{server.url}/ping").close()
"""
CONFIGURED = {
    "pytest.toml": '[pytest]\naddopts = ["-q"]\n',
    "pytest.ini": "[pytest]\naddopts = -q\n",
    "tox.ini": "[pytest]\naddopts = -q\n",
    "setup.cfg": "[tool:pytest]\naddopts = -q\n",
}


def settings_in(folder: Path, text: str, *overrides: str) -> Settings:
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")
    return read_settings(folder, overrides)


def refused(folder: Path, text: str, *overrides: str) -> str:
    with pytest.raises(SettingsError) as caught:
        settings_in(folder, text, *overrides)
    return str(caught.value).replace(str(folder / "pyproject.toml"), "FILE")


def test_without_a_file_or_a_table_there_are_defaults(tmp_path: Path) -> None:
    assert read_settings(tmp_path) == Settings(tmp_path)
    assert settings_in(tmp_path, "[project]\nname = 'shop'\n") == Settings(tmp_path)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('contract = "x"', "[tool.pact-harness] has no setting 'contract'. Did you mean 'contracts'?"),
        (
            "provider-timeout = 3",
            "[tool.pact-harness] has no setting 'provider-timeout'. Did you mean 'provider_timeout'?",
        ),
        ("contracts = 3", "[tool.pact-harness] contracts: expected a text, got 3"),
        ('contract_tests = "tests"', '[tool.pact-harness] contract_tests: expected a list of texts, got "tests"'),
        ("contract_tests = [1]", "[tool.pact-harness] contract_tests: expected a list of texts, got [1]"),
        (
            "provider_timeout = true",
            "[tool.pact-harness] provider_timeout: expected a number of seconds above 0, got True",
        ),
        ("provider_timeout = 0", "[tool.pact-harness] provider_timeout: expected a number of seconds above 0, got 0"),
        ('follow_redirects = "no"', '[tool.pact-harness] follow_redirects: expected true or false, got "no"'),
        ('ignore = ["rule"]', "[tool.pact-harness] ignore: expected a list of tables, got ['rule']"),
        ("providers = 3", "[tool.pact-harness] providers: expected a table for each provider, got 3"),
        (
            '[tool.pact-harness.providers.stock]\ncontract = "x"',
            "[tool.pact-harness.providers.stock] has no setting 'contract'. Did you mean 'contracts'?",
        ),
        (
            '[tool.pact-harness.providers.stock]\noutput = "x"',
            "[tool.pact-harness.providers.stock] has no setting 'output'. Did you mean 'contracts'?",
        ),
        (
            '[tool.pact-harness.providers.stock]\nstates = "x"',
            '[tool.pact-harness.providers.stock] states: expected a list of texts, got "x"',
        ),
    ],
)
def test_a_mistake_is_told_with_file_key_and_what_belongs_there(tmp_path: Path, table: str, said: str) -> None:
    assert refused(tmp_path, f"[tool.pact-harness]\n{table}\n") == f"FILE: {said}"


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    assert refused(tmp_path, "[tool.pact-harness\n").startswith("FILE cannot be read: ")


def test_the_former_table_is_told_of(tmp_path: Path) -> None:
    assert "[tool.contract-check] is now part of [tool.pact-harness]" in refused(tmp_path, "[tool.contract-check]\n")


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("[tool.pact_harness]", "tool.pact_harness"),
        ("[tool.pytest-pact-harness]", "tool.pytest-pact-harness"),
        ("[tool.pytest_pact_harness]", "tool.pytest_pact_harness"),
        ("[tool.Pact-Harness]", "tool.Pact-Harness"),
        ("[tool.pactharness]", "tool.pactharness"),
        ("[tool.pcat-harness]", "tool.pcat-harness"),
        ("[tool.pact]", "tool.pact"),
        ("[tool.pytest-pact]", "tool.pytest-pact"),
        ("[tool.harness]", "tool.harness"),
        ("[pact-harness]", "pact-harness"),
        ("[pact_harness]", "pact_harness"),
    ],
)
def test_a_table_with_nearly_the_name_is_told_of(tmp_path: Path, header: str, name: str) -> None:
    said = refused(tmp_path, f'{header}\ncontracts = "pacts"\n')
    assert said == f"FILE: nothing reads the table [{name}]. Did you mean [tool.pact-harness]?"


@pytest.mark.parametrize("name", ["pact_harness", "pytest-pact-harness"])
def test_a_table_for_nothing_is_told_of_beside_the_right_one(tmp_path: Path, name: str) -> None:
    said = refused(tmp_path, f"[tool.pact-harness]\n[tool.{name}.providers.stock]\n")
    assert f"nothing reads the table [tool.{name}]" in said


@pytest.mark.parametrize(
    "text",
    [
        '[tool.pact]\nbroker = "x"\n',  # another tool's
        '[tool.impact]\ncontracts = "x"\n',
        "[tool.harness]\nversion = 1\n",
        '[tool.pact]\ncontracts = "x"\n[tool.pact-harness]\n',
        '[tool]\npact = "x"\n',
        'tool = "pact"\n',
        '[project]\ndependencies = ["pact-python"]\n',
    ],
)
def test_other_tables_are_left_alone(tmp_path: Path, text: str) -> None:
    assert settings_in(tmp_path, text) == Settings(tmp_path)


def test_a_path_that_is_not_there_is_told_with_the_nearest_name(tmp_path: Path) -> None:
    (tmp_path / "openapi.yml").touch()
    settings = settings_in(tmp_path, '[tool.pact-harness]\nopenapi = "openapi.yaml"\n')

    with pytest.raises(SettingsError) as caught:
        settings.openapi_of("catalogue")

    said = f"{settings.file}: [tool.pact-harness] openapi names openapi.yaml, which is no file."
    assert str(caught.value) == f"{said} Did you mean 'openapi.yml'?"


def test_a_setting_for_one_run_has_its_type_by_its_key(tmp_path: Path) -> None:
    text = '[tool.pact-harness]\ncontracts = "pacts"\n[tool.pact-harness.providers."a.b"]\ncontracts = "x"\n'
    settings = settings_in(
        tmp_path,
        text,
        "provider = 3",
        "provider_timeout=1.5",
        "contract_tests=tests/contract",
        "contracts_of_others=['a', 'b']",
        "follow_redirects=true",
        "providers.a.b.openapi=api.yaml",
    )

    assert (settings.contracts, settings.provider, settings.provider_timeout) == ("pacts", "3", 1.5)
    assert (settings.contract_tests, settings.contracts_of_others) == (("tests/contract",), ("a", "b"))
    assert settings.follow_redirects is True
    assert settings.providers == {"a.b": {"contracts": "x", "openapi": "api.yaml"}}


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("contracts", "--pact-set takes key=value, and got 'contracts'"),
        (
            "contrcts=x",
            "--pact-set contrcts=x: [tool.pact-harness] has no setting 'contrcts'. Did you mean 'contracts'?",
        ),
        (
            "provider_timeout=soon",
            "--pact-set provider_timeout=soon: [tool.pact-harness] provider_timeout: expected a number of seconds "
            'above 0, got "soon"',
        ),
    ],
)
def test_a_mistake_in_an_option_names_the_option(tmp_path: Path, override: str, said: str) -> None:
    assert refused(tmp_path, "", override) == said


def test_pytest_tells_a_mistake_without_a_traceback(tmp_path: Path) -> None:
    project = Project(tmp_path).having_only({"pyproject.toml": '[tool.pact-harness]\ncontract = "x"\n'})

    run = project.pytest()

    assert run.code == 4
    told = f"ERROR: {tmp_path / 'pyproject.toml'}: [tool.pact-harness] has no setting 'contract'. Did you mean"
    assert run.lines(told) == [f"{told} 'contracts'?"]
    assert "Traceback" not in run.output


@pytest.mark.parametrize("name", CONFIGURED)
def test_the_table_counts_wherever_pytest_is_configured(tmp_path: Path, name: str) -> None:
    files = {name: CONFIGURED[name], "tests/consumer/test_it.py": CONTRACT_TEST}
    table = '[tool.pact-harness]\ncontracts = "pacts"\n'
    project = Project(tmp_path).having_only({**files, "pyproject.toml": table})

    run = project.pytest("-p", "no:schemathesis", "--import-mode=importlib")

    assert run.code == 0, run.output
    assert list(project.contracts("pacts")) == ["shop-catalogue.json"]


def test_the_command_line_reads_the_nearest_table_upwards(tmp_path: Path) -> None:
    inside = tmp_path / "services" / "stock" / "src"
    inside.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text("[tool.pact-harness]\n")
    assert find_root(inside) == tmp_path
    (inside.parent / "pyproject.toml").write_text("[project]\nname = 'stock'\n")
    assert find_root(inside) == tmp_path
    (inside.parent / "pyproject.toml").write_text("[tool.pact-harness]\n")
    assert find_root(inside) == inside.parent


def test_without_any_table_the_nearest_pyproject_is_the_project(tmp_path: Path) -> None:
    inside = tmp_path / "src" / "shop"
    inside.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    assert find_root(inside) == tmp_path
