"""The project in a folder of its own, where a change hurts nobody: one for all tests of a worker, as new for each."""

from collections.abc import Iterator

import pytest

from tests.project_copy import ProjectCopy


@pytest.fixture(scope="session")
def _project_copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProjectCopy]:
    copy = ProjectCopy(tmp_path_factory.mktemp("project"))
    yield copy
    copy.close()


@pytest.fixture
def copy(_project_copy: ProjectCopy) -> ProjectCopy:
    _project_copy.renew()
    return _project_copy
