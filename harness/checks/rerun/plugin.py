"""What pytest is told when the checks run a project's contract tests: which tests those are, and in what order.

Only pytest knows the project's options, which may stand in any of five files; so this asks it, and passes on to the
checks what they need of the answers.
"""

import json
import shlex
from pathlib import Path

import pytest

from harness.options import contract_test_patterns
from harness.writing import is_ours


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("contract-check")
    group.addoption("--rerun", metavar="DIR", help="where the checks have their questions, and get the answers")
    group.addoption("--rerun-reversed", action="store_true", help="run the last test first")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if not config.pluginmanager.has_plugin("harness.recording"):
        raise pytest.UsageError('the contract tests do not use harness: pytest_plugins = ("harness.plugin",)')
    patterns = contract_test_patterns(config)
    found = [path for pattern in patterns for path in sorted(config.rootpath.glob(pattern))]
    if not found:
        raise pytest.UsageError(f"there are no contract tests: nothing fits {', '.join(patterns)}")
    config.args = [str(path) for path in found]
    if not hasattr(config, "workerinput"):
        _answer(config, Path(config.getoption("--rerun")))


def _answer(config: pytest.Config, folder: Path) -> None:
    asked = json.loads((folder / "asked.json").read_text("utf-8"))
    verifies_too = config.pluginmanager.has_plugin("harness.verifying")  # the option is its
    command = config.getini("record_command") if verifies_too else ""
    command = command or shlex.join(["python", "-m", "pytest", *contract_test_patterns(config)])
    facts = {"ours": [name for name in asked if is_ours(Path(name), config)], "command": command}
    (folder / "facts.json").write_text(json.dumps(facts), encoding="utf-8")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--rerun-reversed"):
        items.reverse()
