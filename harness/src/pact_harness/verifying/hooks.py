"""The provider's half of the harness, a pytest plugin: one item for each promise that the contracts hold.

    pytestmark = pytest.mark.pact(provider="user-service", states=states)   # modules: states=, messages=

    def test_contract(pact_interaction: PactInteraction) -> None:
        pact_interaction.verify()

and a fixture `provider_app` of any scope that returns the WSGI application (or `provider_url`, for what is no WSGI
application and runs already on 127.0.0.1). In pytest's configuration:

`provider_timeout`   seconds to wait for an answer of the provider. Default: 5.
`other_providers`    providers whose contracts may lie in the folder too, and are verified elsewhere. Default: none.
`record_command`     what to advise where contracts are missing. Default: pytest on the folders of contract tests.
                     To record into another folder, `CONTRACTS=DIR` is added to make, `--pact-dir=DIR` to others.
`book_command`       what makes the contract book, to advise where a promise is broken. Default: none.
`verification`       where results go. Default: `.pact/verification.json`; `summary.md` is written beside it.
`broker_main_branch` the provider's main branch in a broker. Default: `main`.
`broker_wip_since`   on that branch, verify also what no branch has verified yet and was published since this date (ISO
                     8601), as work in progress. Default: none.
`keep_trust_store`   true if the provider under test makes https calls of its own (slower). Default: false.
"""

from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from types import ModuleType
from typing import TYPE_CHECKING
from wsgiref.types import WSGIApplication

import pytest

from pact_harness import environment as surroundings
from pact_harness.project import chosen_folder, contracts_folder, python_m, record_command, settings_of, shown
from pact_harness.recording.run_order import may_record_first
from pact_harness.recording.unrecorded import Unrecorded
from pact_harness.verifying.ffi_call import Verification
from pact_harness.verifying.handlers import Handlers
from pact_harness.verifying.pact_interaction import PactInteraction, begin_result
from pact_harness.verifying.reporting import Reporter, note_unfit
from pact_harness.verifying.selection import NothingSelectedError, SelectedInteraction, select_interactions

if TYPE_CHECKING:
    from pact_harness.broker.session import BrokerSession
    from pact_harness.verifying.server import ProviderServer

BROKER: pytest.StashKey["BrokerSession"] = pytest.StashKey()


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Reporter(config), "pact_harness_reporting")
    if config.getoption("pact_broker"):
        try:
            from pact_harness.broker.session import BrokerSession  # not for those who need none
        except ModuleNotFoundError as error:
            install = "python -m pip install 'pytest-pact-harness[broker]'"
            raise pytest.UsageError(f"--pact-broker needs {error.name}, which is not installed: {install}") from None

        config.stash[BROKER] = BrokerSession(config)
        config.pluginmanager.register(config.stash[BROKER], "pact_harness_broker")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One item for each promise; whatever would leave nothing to verify is an error of collection."""
    if "pact_interaction" not in metafunc.fixturenames:
        return
    marker = metafunc.definition.get_closest_marker("pact")
    if marker is None or "provider" not in marker.kwargs:
        raise pytest.Collector.CollectError(
            f'{metafunc.definition.nodeid} takes pact_interaction: say whose, with pytest.mark.pact(provider="…")'
        )
    try:
        interactions = _selected(metafunc.config, marker.kwargs["provider"])
    except pytest.Collector.CollectError as error:
        if not may_record_first(metafunc.config):
            raise
        metafunc.parametrize("pact_interaction", [Unrecorded(str(error))], indirect=True)
        return
    note_unfit(metafunc.config, _handlers(marker).unfit(interactions))
    metafunc.parametrize("pact_interaction", interactions, indirect=True)


def pytest_make_parametrize_id(val: object) -> str | None:
    """A promise's own name: from here pytest takes it as it is, letters outside ASCII included."""
    return val.name if isinstance(val, SelectedInteraction | Unrecorded) else None


@pytest.fixture(scope="session")
def provider_server() -> Iterator["ProviderServer"]:
    """The test server of this session."""
    from pact_harness.verifying.server import ProviderServer  # loads werkzeug

    surroundings.prepare_process()
    with ProviderServer().running() as server:
        yield server


@pytest.fixture
def provider_app() -> WSGIApplication:
    """The provider under test: each project defines its own."""
    pytest.fail("define a fixture provider_app that returns your WSGI application, or provider_url", pytrace=False)


@pytest.fixture
def provider_url(provider_server: "ProviderServer", provider_app: WSGIApplication) -> str:
    """Where the provider answers."""
    return provider_server.mount(provider_app)


@pytest.fixture(scope="session")
def _verification(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory, provider_server: "ProviderServer"
) -> Iterator[Verification]:
    folder, seconds = tmp_path_factory.mktemp("verification"), settings_of(pytestconfig).provider_timeout
    keep = settings_of(pytestconfig).keep_trust_store
    variables = surroundings.always() if keep else surroundings.loopback_only(folder)
    with ThreadPoolExecutor(1, "verifier") as thread:
        yield Verification(provider_server, seconds, folder, variables, thread)


@pytest.fixture
def pact_interaction(
    request: pytest.FixtureRequest,
    provider_url: str,
    provider_server: "ProviderServer",
    _verification: Verification,
) -> PactInteraction:
    """The promise that this item is about."""
    selected: SelectedInteraction = request.param
    handlers = _handlers(request.node.get_closest_marker("pact"))
    # fixtures are made here, in pytest's thread; the functions that take them run in the server's
    fixtures = {name: request.getfixturevalue(name) for name in handlers.fixtures(selected)}
    provider_server.endpoint.prepare(handlers.states, handlers.messages, fixtures)
    return PactInteraction(selected, provider_url, _verification, _command(request), request.node)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Begin the result of an interaction before any fixture of its item can fail."""
    selected = getattr(item, "callspec", None) and item.callspec.params.get("pact_interaction")  # type: ignore[attr-defined]
    if isinstance(selected, SelectedInteraction):
        begin_result(item, selected)
    elif isinstance(selected, Unrecorded):
        pytest.fail(selected.told(under_xdist=hasattr(item.config, "workerinput")), pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """A test that takes a promise and never verifies it would be green for nothing."""
    result = yield
    interaction = pyfuncitem.funcargs.get("pact_interaction")
    if isinstance(interaction, PactInteraction) and not interaction.verified:
        pytest.fail(f"{pyfuncitem.nodeid} verified nothing: it must call pact_interaction.verify()", pytrace=False)
    return result


def _selected(config: pytest.Config, provider: str) -> list[SelectedInteraction]:
    folder, others = contracts_folder(config, provider), settings_of(config).of(provider).other_providers
    try:
        if BROKER in config.stash:
            return config.stash[BROKER].selected(provider)
        return select_interactions(folder, provider, others, shown(folder, config), record_command(config))
    except NothingSelectedError as error:
        raise pytest.Collector.CollectError(str(error)) from None


def _handlers(marker: pytest.Mark) -> Handlers:
    """What the marker names: a module or several, of states and of messages."""
    return _handlers_of_modules(_modules(marker.kwargs.get("states")), _modules(marker.kwargs.get("messages")))


@lru_cache
def _handlers_of_modules(states: Sequence[ModuleType], messages: Sequence[ModuleType]) -> Handlers:
    try:
        return Handlers(states, messages)
    except ValueError as error:
        raise pytest.Collector.CollectError(str(error)) from None


def _modules(named: ModuleType | Sequence[ModuleType] | None) -> tuple[ModuleType, ...]:
    if named is None:
        return ()
    return (named,) if isinstance(named, ModuleType) else tuple(named)


def _command(request: pytest.FixtureRequest) -> str:
    """What verifies this one interaction again."""
    folder = chosen_folder(request.config)
    options = [f"--pact-dir={folder}"] if folder else []
    return python_m(request.config, "pytest", *options, request.node.nodeid)
