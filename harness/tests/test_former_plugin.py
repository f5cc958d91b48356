"""A copied harness/ folder whose plugin is still loaded beside the installed one: one line says so."""

from pathlib import Path

from harness.tests.projects import Project

TOLD = "pytest-pact-harness: a copied plugin is loaded too (harness.plugin). Take it out of pytest_plugins, and delete"


def test_a_copied_plugin_is_told_of_in_one_line(tmp_path: Path) -> None:
    files = {
        "harness/plugin.py": "",
        "conftest.py": 'pytest_plugins = ("harness.plugin",)\n',
        "tests/test_it.py": "def test_it():\n    pass\n",
    }
    run = Project(tmp_path).having(files).pytest()

    assert run.code == 0, run.output
    assert run.lines("pytest-pact-harness") == [f"{TOLD} its folder."]


def test_without_it_nothing_is_said(tmp_path: Path) -> None:
    run = Project(tmp_path).having({"tests/test_it.py": "def test_it():\n    pass\n"}).pytest()

    assert not run.lines("pytest-pact-harness")
