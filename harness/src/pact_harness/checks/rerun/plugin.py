"""What pytest is told when the checks run a project's contract tests: which tests those are, and in what order.

Only pytest knows the project's options, which may stand in any of five files; so this asks it, and passes on to the
checks what they need of the answers.
"""

import json
import shlex
from pathlib import Path

import pytest

from pact_harness.project import contract_test_patterns, settings_of
from pact_harness.recording.writing import is_ours


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("pact-harness-check", "pact-harness check (its own)")
    group.addoption("--rerun", metavar="DIR", help="where the checks have their questions, and get the answers")
    group.addoption("--rerun-reversed", action="store_true", help="run the last test first")


def pytest_configure(config: pytest.Config) -> None:
    if not config.pluginmanager.has_plugin("pact_harness"):
        raise pytest.UsageError("pytest does not load pytest-pact-harness: are its plugins switched off?")
    patterns = contract_test_patterns(config)
    found = [path for pattern in patterns for path in sorted(config.rootpath.glob(pattern))]
    if not found:
        raise pytest.UsageError(f"there are no contract tests: nothing fits {', '.join(patterns)}")
    config.args = [str(path) for path in found]
    if not hasattr(config, "workerinput"):
        _answer(config, Path(config.getoption("--rerun")))


def _answer(config: pytest.Config, folder: Path) -> None:
    asked = json.loads((folder / "asked.json").read_text("utf-8"))
    command = settings_of(config).record_command or shlex.join(
        ["python", "-m", "pytest", *contract_test_patterns(config)]
    )
    facts = {"ours": [name for name in asked if is_ours(Path(name), config)], "command": command}
    (folder / "facts.json").write_text(json.dumps(facts), encoding="utf-8")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--rerun-reversed"):
        items.reverse()
