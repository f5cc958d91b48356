"""Where in a project's source an interaction stands: the consumer's test that records it, the provider's view.

Both are found by reading the source, never by importing it; what cannot be found is left out.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

METHODS = {"get", "post", "put", "patch", "delete", "head", "options"}
HOLES = re.compile(r"<[^<>]*>|\{[^{}]*\}")


@dataclass(frozen=True)
class SourceLine:
    """A line of a file; ``file`` starts from the project's root, with slashes."""

    file: str
    line: int


@dataclass(frozen=True)
class View:
    """A function that answers requests, as decorators such as ``@app.get("/users/<id>")`` declare it."""

    methods: frozenset[str]
    template: str
    place: SourceLine


def test_place(root: Path, node_id: str) -> SourceLine | None:
    """Where a test is defined, by its pytest node id (``tests/test_a.py::TestB::test_c[1]``)."""
    file, *names = re.sub(r"\[.*", "", node_id, flags=re.DOTALL).split("::")
    scope = _parsed(root / file)
    line = 1
    for name in names:
        found = next((one for one in getattr(scope, "body", []) if getattr(one, "name", None) == name), None)
        if found is None:
            return None
        scope, line = found, found.lineno
    return SourceLine(file, line) if names and scope else None


test_place.__test__ = False  # type: ignore[attr-defined]  # pytest: a name is not a test


def view_place(views: Sequence[View], method: str, path: str) -> SourceLine | None:
    """The view whose route fits a request most closely; blueprints and mounts may put a prefix before a route."""
    fitting = [
        view
        for view in views
        if method.upper() in view.methods and re.fullmatch(_pattern(view.template), path.partition("?")[0])
    ]
    best = max(fitting, key=lambda view: (len(view.template), -len(HOLES.findall(view.template))), default=None)
    return best.place if best else None


def find_views(root: Path, folder: str) -> list[View]:
    """The views that decorators declare in the Python files of a folder (Flask, FastAPI, Bottle and kin)."""
    files = sorted((root / folder).rglob("*.py"))
    return [view for file in files for view in _views(file, file.relative_to(root).as_posix())]


def _views(file: Path, shown: str) -> Iterator[View]:
    for node in ast.walk(_parsed(file) or ast.Module([], [])):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for decorator in node.decorator_list:
                if found := _route(decorator):
                    yield View(*found, SourceLine(shown, node.lineno))


def _route(decorator: ast.expr) -> tuple[frozenset[str], str] | None:
    if not (isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Attribute) and decorator.args):
        return None
    first, name = decorator.args[0], decorator.func.attr
    if name not in METHODS | {"route"} or not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
        return None
    return frozenset({name.upper()} if name != "route" else _methods(decorator)), first.value


def _methods(route: ast.Call) -> set[str]:
    """What ``@app.route("/", methods=[…])`` answers; GET where it does not say."""
    named = next((one.value for one in route.keywords if one.arg == "methods"), None)
    listed = getattr(named, "elts", [])
    return {str(one.value).upper() for one in listed if isinstance(one, ast.Constant)} or {"GET"}


def _pattern(template: str) -> str:
    fixed = [re.escape(part) for part in HOLES.split(template)]
    prefix = ".*" if template.strip("/") else ""
    return prefix + "[^/]+".join(fixed)


@lru_cache(maxsize=200)
def _parsed(file: Path) -> ast.Module | None:
    try:
        return ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError):
        return None
