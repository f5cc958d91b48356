"""What a project's states import is found as `python -m pytest` in its folder finds it.

- pytest's setting pythonpath, in each file and spelling that pytest reads it from; the project's folder without any
- the nearest folder of a file that is no package; nothing of it is left for later imports
"""

import sys
from pathlib import Path

import pytest

from harness.tests.projects import Project
from pact_harness.checks.import_paths import import_paths, importing_from
from pact_harness.config import SettingsError

LIST, TEXT = '["src", "more here"]', "src 'more here'"


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("pytest.toml", f"[pytest]\npythonpath = {LIST}"),
        (".pytest.toml", f"[pytest]\npythonpath = {LIST}"),
        ("pytest.ini", f"[pytest]\npythonpath = {TEXT}"),
        (".pytest.ini", "[pytest]\npythonpath =\n    src\n    'more here'"),
        ("pyproject.toml", f"[tool.pytest]\npythonpath = {LIST}"),
        ("pyproject.toml", f"[tool.pytest.ini_options]\npythonpath = {LIST}"),
        ("pyproject.toml", f'[tool.pytest.ini_options]\npythonpath = "{TEXT}"'),
        ("tox.ini", f"[pytest]\npythonpath = {TEXT}"),
        ("setup.cfg", f"[tool:pytest]\npythonpath = {TEXT}"),
    ],
)
def test_what_pytests_setting_names_and_the_folder_itself(tmp_path: Path, file: str, text: str) -> None:
    Project(tmp_path).having_only({file: text})
    assert import_paths(tmp_path) == [tmp_path / "src", tmp_path / "more here", tmp_path]


def test_of_several_files_pytest_reads_the_first_that_is_its_own(tmp_path: Path) -> None:
    files = {"setup.cfg": "[metadata]\nname = 100%", "tox.ini": "[pytest]\npythonpath = src", "pytest.toml": ""}
    Project(tmp_path).having_only({**files, "pyproject.toml": "[tool.other]"})
    assert import_paths(tmp_path) == [tmp_path]  # an empty pytest.toml is one of pytest's
    (tmp_path / "pytest.toml").unlink()
    assert import_paths(tmp_path) == [tmp_path / "src", tmp_path]


def test_without_any_setting_it_is_the_folder(tmp_path: Path) -> None:
    assert import_paths(tmp_path) == [tmp_path]


@pytest.mark.parametrize(("file", "text"), [("pytest.toml", "[pytest"), ("tox.ini", "no section")])
def test_a_file_that_cannot_be_read_is_reported(tmp_path: Path, file: str, text: str) -> None:
    Project(tmp_path).having_only({file: text})
    with pytest.raises(SettingsError, match=f"{file} cannot be read: "):
        import_paths(tmp_path)


def test_nothing_of_it_is_left(tmp_path: Path) -> None:
    file = tmp_path / "tests" / "provider" / "states.py"
    Project(tmp_path).having_only({"tests/provider/__init__.py": "", "tests/provider/states.py": ""})
    before = list(sys.path)
    with importing_from(tmp_path, [file]):
        assert sys.path == [str(tmp_path), *before, str(tmp_path / "tests")]
    assert sys.path == before
