"""Where tests and views are defined, found by reading the source; what is not there is not invented."""

from pathlib import Path
from textwrap import dedent

import pytest

from pact_harness.book.source_line import SourceLine, find_views, test_place, view_place

TESTS = """
    import pytest

    @pytest.mark.parametrize("a", [1])
    async def test_one(a): ...

    class TestMany:
        def test_two(self): ...
"""
VIEWS = """
    @views.get("/users/<int:uid>")
    def get_user(uid): ...

    @views.post("/users/")
    @views.post("/users")
    def create_user(): ...

    @app.route("/things/{id}", methods=["PUT", "delete"])
    async def change_thing(id): ...

    @app.route("/")
    def home(): ...

    @app.errorhandler(404)
    def lost(error): ...
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in {"tests/test_a.py": TESTS, "provider/views.py": VIEWS, "provider/broken.py": "def ("}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(dedent(text))
    return tmp_path


@pytest.mark.parametrize(
    ("node_id", "line"),
    [("test_a.py::test_one[a::b]", 5), ("test_a.py::test_one", 5), ("test_a.py::TestMany::test_two", 8)],
)
def test_a_test_is_found_by_its_node_id(project: Path, node_id: str, line: int) -> None:
    assert test_place(project, f"tests/{node_id}") == SourceLine(f"tests/{node_id.partition('::')[0]}", line)


@pytest.mark.parametrize("node_id", ["tests/test_a.py::gone", "tests/gone.py::test", "tests/test_a.py", "", "../x::y"])
def test_a_test_that_is_not_there_is_not_found(project: Path, node_id: str) -> None:
    assert test_place(project, node_id) is None


@pytest.mark.parametrize(
    ("method", "path", "line"),
    [
        ("GET", "/users/1", 3),
        ("get", "/users/1?a=b", 3),
        ("POST", "/users", 7),
        ("POST", "/users/", 7),
        ("DELETE", "/things/7", 10),
        ("PUT", "/api/v1/things/7", 10),  # mounted below a prefix
        ("GET", "/", 13),
    ],
)
def test_the_view_of_a_request_is_found_by_its_decorator(project: Path, method: str, path: str, line: int) -> None:
    assert view_place(find_views(project, "provider"), method, path) == SourceLine("provider/views.py", line)


@pytest.mark.parametrize(("method", "path"), [("PATCH", "/users/1"), ("GET", "/nowhere/"), ("GET", "/users/1/x")])
def test_a_request_that_no_view_answers_has_no_place(project: Path, method: str, path: str) -> None:
    assert view_place(find_views(project, "provider"), method, path) is None


def test_a_folder_that_is_not_there_has_no_views(project: Path) -> None:
    assert find_views(project, "gone") == []
