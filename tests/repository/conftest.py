"""The project in a folder of its own, where a change hurts nobody: one for all tests of a worker, as new for each."""

from collections.abc import Iterator

import pytest

from tests.project_copy import ProjectCopy


@pytest.fixture(scope="session")
def _folder_copied(tmp_path_factory: pytest.TempPathFactory) -> ProjectCopy:
    return ProjectCopy(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def _project_copy(_folder_copied: ProjectCopy, no_process_is_left: None) -> Iterator[ProjectCopy]:  # noqa: ARG001
    """Its process ends with the module; the next one starts another."""
    yield _folder_copied
    _folder_copied.close()


@pytest.fixture
def copy(_project_copy: ProjectCopy) -> ProjectCopy:
    _project_copy.renew()
    return _project_copy
