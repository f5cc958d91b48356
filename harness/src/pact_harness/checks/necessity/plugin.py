"""What pytest is told for the check of necessity. The rest is loaded late: pytest rewrites plugins as it loads them."""

import json
from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("pact-harness-check", "pact-harness check (its own)")
    group.addoption("--rerun-openapi", metavar="FILE", help="the provider's OpenAPI document")
    group.addoption("--rerun-bar", metavar="DESCRIPTOR", type=int, help="where to draw a progress bar")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    from pact_harness.checks.necessity.mutation_session import Study
    from pact_harness.checks.necessity.runner import MutationRunner

    folder, openapi = Path(config.getoption("--rerun")), config.getoption("--rerun-openapi")
    files = [Path(name) for name in json.loads((folder / "asked.json").read_text("utf-8"))]
    study = Study.of(files, Path(openapi) if openapi else None)
    config.pluginmanager.register(MutationRunner(folder, files, study, config.getoption("--rerun-bar")))
