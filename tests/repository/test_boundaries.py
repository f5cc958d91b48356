"""Production code knows nothing of Pact, the harness, the tests or the other side: no import says otherwise."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KNOWS_NOTHING_OF = {
    "consumer": {"pact", "pact_ffi", "pact_harness", "lessons", "tests", "provider"},
    "provider": {"pact", "pact_ffi", "pact_harness", "lessons", "tests", "consumer"},
    "harness/src/pact_harness": {"consumer", "provider", "lessons", "tests"},
}


def imported(source: str) -> Iterator[str]:
    """The top-level packages that *source* names in its import statements, wherever they stand."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("package", KNOWS_NOTHING_OF)
def test_a_package_imports_nothing_it_must_not_know(package: str) -> None:
    files = list((ROOT / package).rglob("*.py"))
    assert files, f"{package}/ holds no Python: is the list above out of date?"
    trespasses = {
        f"{file.relative_to(ROOT)} imports {name}"
        for file in files
        for name in imported(file.read_text(encoding="utf-8"))
        if name in KNOWS_NOTHING_OF[package]
    }
    assert trespasses == set()


def test_an_import_inside_a_function_is_seen() -> None:
    assert list(
        imported("def f():\n    from pact.match import like\n    import pact_harness.verifying.provider_states\n")
    ) == [
        "pact",
        "pact_harness",
    ]
