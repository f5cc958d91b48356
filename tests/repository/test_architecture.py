"""The diagram of docs/architecture.md is what the imports say; `make lint` says which of them may not be.

- its arrows are the imports between what it draws, neither more nor fewer, and what it draws exists
- each package of the plugin is drawn
- an arrow too many, one too few, and a name that is nowhere are noticed
"""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
NODE = re.compile(r'(\w+)\["([\w/.]+)"\]')
ARROW = re.compile(r"^ *(\w+)\S* --> (\w+)", re.MULTILINE)
PACT = "pact"  # the one library that is drawn
PLUGIN = "harness/src/"  # where the plugin's modules are imported from

Edges = set[tuple[str, str]]


def diagram(page: str) -> tuple[set[str], Edges]:
    """What the page draws, by its path from the root, and its arrows from one to another."""
    (drawn,) = re.findall(r"```mermaid\n(.*?)```", page, re.DOTALL)
    paths = dict(NODE.findall(drawn))
    return set(paths.values()), {(paths[one], paths[other]) for one, other in ARROW.findall(drawn)}


def owner(module: str, drawn: Iterable[str]) -> str | None:
    """The narrowest of what is drawn that holds the dotted *module*."""
    path = module.replace(".", "/")
    held_by = {node: node.removeprefix(PLUGIN).removesuffix(".py").rstrip("/") for node in drawn}
    holding = [node for node, start in held_by.items() if path == start or path.startswith(f"{start}/")]
    if not holding and not (ROOT / PLUGIN / f"{path}.py").exists():  # a name that a package hands on
        holding = [node for node, start in held_by.items() if start == f"{path.rpartition('/')[0]}/__init__"]
    return max(holding, key=len, default=None)


def imported(source: str) -> Iterator[str]:
    """Each dotted name that *source* imports, wherever: `from a import b` may be a module a.b."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imports(drawn: set[str]) -> Edges:
    """The imports between what is drawn."""
    edges: Edges = set()
    for file in {file for node in drawn for file in files(node)}:
        path = Path(file.relative_to(ROOT).as_posix().removeprefix(PLUGIN)).with_suffix("")
        importer = owner(".".join(path.parts), drawn)
        found = {owner(name, drawn) for name in imported(file.read_text(encoding="utf-8"))}
        edges |= {(str(importer), other) for other in found if other and other != importer}
    return edges


def files(node: str) -> Iterable[Path]:
    if node == "lessons/":  # what a folder of it holds is copied elsewhere, and runs there
        return (ROOT / node).glob("*.py")
    return [ROOT / node] if node.endswith(".py") else (ROOT / node).rglob("*.py")


def test_the_arrows_are_the_imports() -> None:
    drawn, arrows = diagram(PAGE)
    assert arrows == imports(drawn)


def test_what_is_drawn_exists() -> None:
    drawn, _ = diagram(PAGE)
    assert [node for node in drawn - {PACT} if not (ROOT / node).exists()] == []


def test_each_package_of_the_plugin_is_drawn() -> None:
    drawn, _ = diagram(PAGE)
    packages = {f"{PLUGIN}pact_harness/{found.parent.name}/" for found in (ROOT / PLUGIN).glob("*/*/__init__.py")}
    assert packages
    assert packages - drawn == set()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    tc --> consumer\n", ""),
        ("    tc --> consumer\n", "    tc --> consumer\n    tc --> provider\n"),
        ('"harness/src/pact_harness/book/"', '"harness/src/pact_harness/books/"'),
    ],
    ids=["one too few", "one too many", "a name that is nowhere"],
)
def test_a_diagram_that_is_not_true_is_noticed(old: str, new: str) -> None:
    assert PAGE.count(old) == 1
    drawn, arrows = diagram(PAGE.replace(old, new))
    assert arrows != imports({node for node in drawn if node == PACT or (ROOT / node).exists()})
