"""No text of the package speaks of this repository: not of its make, its files, nor its way to pin versions.

What a project wants people to type is a setting (`record_command`, `book_command`).
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pact_harness

PACKAGE = Path(pact_harness.__file__).parent
OF_THIS_REPOSITORY = re.compile(
    r"(?:^|[\s`'\"])make [a-z-]+\b|constraints\.txt|Makefile|examples/minimal|tests/changes|provider/openapi"
)
NOT_MAKE = re.compile(r"make (?:a|an|the|it|them|sure|no|one|of|what|this|that|each|every|pacts?|up)\b")
# Texts that still do, by file: this may only shrink.
LEFT = {"broker/cli.py", "broker/commands.py", "broker/fetching.py"}


def texts(file: Path) -> Iterator[tuple[int, str]]:
    """The string constants of a module that is run, without its docstrings."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    described = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in described:
            yield node.lineno, node.value


def spoken(file: Path) -> list[str]:
    return [
        f"{file.relative_to(PACKAGE).as_posix()}:{line}: {text}"
        for line, text in texts(file)
        if OF_THIS_REPOSITORY.search(NOT_MAKE.sub("", text))
    ]


def test_no_text_speaks_of_this_repository() -> None:
    found = {file.relative_to(PACKAGE).as_posix(): spoken(file) for file in sorted(PACKAGE.rglob("*.py"))}

    assert not [text for name, told in found.items() if name not in LEFT for text in told]


def test_the_search_finds_what_it_looks_for(tmp_path: Path) -> None:
    file = tmp_path / "one.py"
    file.write_text(
        '"""make it."""\nx = f"run make consumer-test {1}"\ny = "see constraints.txt"\nz = "make the book"\n'
    )
    found = [text for _, text in texts(file) if OF_THIS_REPOSITORY.search(NOT_MAKE.sub("", text))]
    assert sorted(found) == ["run make consumer-test ", "see constraints.txt"]
