"""The pytest plugin ``pact_harness``: options, the marker, and the two halves, recording and verifying.

A run that uses neither fixture nor option of it is left alone. The Pact FFI and the server are loaded by the first test
that needs them, and the verifying half by the first test that is collected with one of its fixtures: until then
`pact_interaction` below stands for its own. What a project defines is declared here, and not in that half: of two
fixtures for all of a run pytest takes the one that came last, and that half may come after the project's conftest.py.
"""

import sys
from collections.abc import Generator
from typing import NoReturn

import pytest

from pact_harness import hookspecs
from pact_harness.hook_manager import SPECIFICATIONS
from pact_harness.project import load_settings, shown
from pact_harness.recording import hooks as recording
from pact_harness.recording.marker import DESCRIPTION

FORMER_PLUGINS = ("harness.plugin", "harness.recording", "harness.verifying")
OF_VERIFYING = frozenset(
    {"pact_interaction", "provider_app", "provider_url", "provider_headers", "provider_states_url"}
)
VERIFYING = "pact_harness_verifying"


class VerifyingLoaded(BaseException):
    """No error: a function is to be collected again, since the verifying half brings fixtures that it asks for."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("pact-harness", "contracts (pytest-pact-harness)")
    group.addoption("--pact-dir", metavar="DIR", help="folder of the contracts to write or to verify (--pact-dir=DIR)")
    group.addoption(
        "--pact-broker", action="store_true", help="verify the contracts of the Pact Broker at PACT_BROKER_BASE_URL"
    )
    group.addoption(
        "--pact-set", action="append", metavar="KEY=VALUE", help="a setting of [tool.pact-harness], for this run"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", DESCRIPTION)
    load_settings(config)
    config.stash[SPECIFICATIONS] = hookspecs
    config.pluginmanager.register(recording, "pact_harness_recording")
    # Under xdist the controller gathers results, and collects no test that would tell it that there are any.
    if config.getoption("pact_broker") or config.getoption("dist", "no") != "no":
        _load_verifying(config)


def _load_verifying(config: pytest.Config) -> None:
    from pact_harness.verifying import hooks as verifying

    config.pluginmanager.register(verifying, VERIFYING)
    if config.getoption("pact_broker"):
        try:
            from pact_harness.broker.session import BrokerSession  # not for those who need none
        except ModuleNotFoundError as error:
            install = "python -m pip install 'pytest-pact-harness[broker]'"
            raise pytest.UsageError(f"--pact-broker needs {error.name}, which is not installed: {install}") from None
        config.stash[verifying.SOURCE] = session = BrokerSession(config)
        config.pluginmanager.register(session, "pact_harness_broker")


def pytest_report_header(config: pytest.Config) -> list[str]:
    """One line where the plugin was copied into the project before it could be installed, and is still loaded."""
    former = [name for name in FORMER_PLUGINS if config.pluginmanager.has_plugin(name)]
    if not former:
        return []
    return [
        f"pytest-pact-harness: a copied plugin is loaded too ({former[0]}). Take it out of pytest_plugins, and delete "
        "its folder."
    ]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_pycollect_makeitem(
    collector: pytest.Module | pytest.Class, name: str, obj: object
) -> Generator[None, object, object]:
    """Collect a function again if it was the first one that asks for a fixture of the verifying half."""
    try:
        return (yield)
    except VerifyingLoaded:
        return collector.ihook.pytest_pycollect_makeitem(collector=collector, name=name, obj=obj)


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if OF_VERIFYING.intersection(metafunc.fixturenames) and not metafunc.config.pluginmanager.has_plugin(VERIFYING):
        _load_verifying(metafunc.config)
        raise VerifyingLoaded


@pytest.hookimpl(tryfirst=True)  # before -k and the like choose
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A module that is marked as one that verifies, and whose tests never take an interaction, is green for nothing."""
    if any("::" in argument for argument in config.args):
        return
    marked = {item.path: provider for item in items if (provider := _marked_as_verifying(item))}
    for item in items:
        if {"pact_interaction", "pact"}.intersection(getattr(item, "fixturenames", ())):
            marked.pop(item.path, None)
    if marked:
        path, provider = next(iter(marked.items()))
        raise pytest.UsageError(
            f"{shown(path, config)} is marked as verifying {provider}, and no test of it takes pact_interaction, so "
            "nothing would be verified: give a test that parameter, and call pact_interaction.verify() in it"
        )


def _marked_as_verifying(item: pytest.Item) -> str:
    """The provider, where the markers on *item* name one and no consumer."""
    markers = list(item.iter_markers("pact"))
    if any("consumer" in one.kwargs or one.args for one in markers):
        return ""
    return next((str(one.kwargs["provider"]) for one in markers if "provider" in one.kwargs), "")


# pytest makes an object for the parameter `request` each time a fixture is asked for, also where the fixture's value is
# kept for the session. Every interaction asks for these, so none of them takes it.
@pytest.fixture
def pact_interaction() -> NoReturn:
    """One interaction of the contracts with a provider: `pact_interaction.verify()` replays it."""
    _fail_unloaded("pact_interaction")


@pytest.fixture(scope="session")
def provider_app() -> object:
    """The provider under test. Each project defines this fixture with any scope, or `provider_url`."""
    return _undefined("provider_app")


@pytest.fixture(scope="session")
def provider_url() -> object:
    """The URL of the provider, if it runs elsewhere."""
    return _undefined("provider_url")


@pytest.fixture(scope="session")
def provider_headers() -> object:
    """Headers for every request, except for requests that the contract expects to be refused with 401."""
    return _undefined("provider_headers")


@pytest.fixture(scope="session")
def provider_states_url() -> object:
    """An endpoint of the provider that sets up its states. It replaces state handlers."""
    return _undefined("provider_states_url")


def _undefined(name: str) -> object:
    """What tells the verifying half that the project defines no fixture *name*."""
    verifying = sys.modules.get("pact_harness.verifying.hooks")
    if verifying is None:
        _fail_unloaded(name)
    return verifying.UNDEFINED


def _fail_unloaded(name: str) -> NoReturn:
    """For request.getfixturevalue in a run where no test takes such a fixture as a parameter."""
    pytest.fail(f"{name} was asked for by request.getfixturevalue: take it as a parameter of the test", pytrace=False)
