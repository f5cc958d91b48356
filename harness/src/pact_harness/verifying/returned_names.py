"""The names of the values that a state handler returns, as far as its source tells them without running it."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator

Returned = ast.Return | ast.Yield


def returned_names(handler: Callable[..., object]) -> set[str] | None:
    """The keys of each dict that is returned or yielded; None where only a run tells, as for ``return made()``."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(handler))))
    except (OSError, TypeError, SyntaxError):
        return None
    names: set[str] = set()
    for statement in _returns(tree.body[0]):
        found = _keys(statement.value)
        if found is None:
            return None
        names |= found
    return names


def _returns(node: ast.AST) -> Iterator[Returned]:
    """Those of the function itself, not of functions within it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Return | ast.Yield):
            yield child
        elif isinstance(child, ast.YieldFrom):
            yield ast.Yield(child.value)  # from somewhere else: not told here
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            yield from _returns(child)


def _keys(value: ast.expr | None) -> set[str] | None:
    if value is None or (isinstance(value, ast.Constant) and value.value is None) or isinstance(value, ast.Yield):
        return set()
    if not isinstance(value, ast.Dict):
        return None
    keys = [key.value if isinstance(key, ast.Constant) else None for key in value.keys]
    return {key for key in keys if isinstance(key, str)} if all(isinstance(key, str) for key in keys) else None
