"""The pytest plugin ``pact_harness``: options, markers, and the two halves, recording and verifying.

A run that uses neither fixture nor option of it is left alone: the Pact FFI and the server are loaded by the first test
that needs them.
"""

import pytest

from pact_harness.project import load_settings
from pact_harness.recording import hooks as recording
from pact_harness.verifying import hooks as verifying

MARKER = (
    "pact(consumer, provider, states, messages): the two sides of the contract that a test records; "
    "or the provider that it verifies, with the modules of its state and message handlers"
)
FORMER_PLUGINS = ("harness.plugin", "harness.recording", "harness.verifying")


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("pact-harness", "contracts (pytest-pact-harness)")
    group.addoption("--pact-dir", metavar="DIR", help="folder of the contracts to write or to verify (--pact-dir=DIR)")
    group.addoption(
        "--pact-broker", action="store_true", help="verify what the Pact Broker of PACT_BROKER_BASE_URL holds"
    )
    group.addoption(
        "--pact-set", action="append", metavar="KEY=VALUE", help="a setting of [tool.pact-harness], for this run"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", MARKER)
    load_settings(config)
    config.pluginmanager.register(recording, "pact_harness_recording")
    config.pluginmanager.register(verifying, "pact_harness_verifying")


def pytest_report_header(config: pytest.Config) -> list[str]:
    """One line where the plugin was copied into the project before it could be installed, and is still loaded."""
    former = [name for name in FORMER_PLUGINS if config.pluginmanager.has_plugin(name)]
    if not former:
        return []
    return [
        f"pytest-pact-harness: a copied plugin is loaded too ({former[0]}). Take it out of pytest_plugins, and delete "
        "its folder."
    ]
