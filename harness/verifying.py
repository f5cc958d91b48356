"""The provider's half of the harness, a pytest plugin: one item for each promise that the contracts hold.

    pytestmark = pytest.mark.pact(provider="user-service", states=states)   # modules: states=, messages=

    def test_contract(promise: Promise) -> None:
        promise.verify()

and a fixture `provider_app` of any scope that returns the WSGI application (or `provider_url`, for what is no WSGI
application and runs already on 127.0.0.1). In pytest's configuration:

`provider_timeout`   seconds to wait for an answer of the provider. Default: 5.
`other_providers`    providers whose contracts may lie in the folder too, and are verified elsewhere. Default: none.
`record_command`     what to advise where contracts are missing. Default: pytest on the folders of contract tests.
                     To record into another folder, `CONTRACTS=DIR` is added to make, `--contracts=DIR` to others.
`book_command`       what makes the contract book, to advise where a promise is broken. Default: none.
`verification`       where results go. Default: `build/verification.json`; `summary.md` is written beside it.
`broker_main_branch` the provider's main branch in a broker. Default: `main`.
`broker_wip_since`   on that branch, verify also what no branch has verified yet and was published since this date (ISO
                     8601), as work in progress. Default: none.
`keep_trust_store`   true if the provider under test makes https calls of its own (slower). Default: false.
"""

import shlex
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from types import ModuleType
from typing import TYPE_CHECKING
from wsgiref.types import WSGIApplication

import pytest

from harness import surroundings
from harness.options import contract_test_patterns, contracts_folder, interpreter, shown
from harness.promise import Promise
from harness.promises import NoPromisesError, Promised, promised_to_all
from harness.providing import Supply
from harness.report import blank
from harness.reporting import RECORD, Reporter, note_unfit
from harness.server import ProviderServer
from harness.verifier import Verification

if TYPE_CHECKING:
    from harness.broker.replaying import BrokerVerification
    from harness.broker.verifying import BrokerRun

BROKER: pytest.StashKey["BrokerRun"] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("provider_timeout", "seconds to wait for the provider", type="string", default="5")
    parser.addini("other_providers", "providers that are verified elsewhere", type="args", default=[])
    parser.addini("record_command", "the command that records contracts", type="string", default="")
    parser.addini("book_command", "the command that makes the contract book", type="string", default="")
    parser.addini("verification", "file for the results", type="string", default="build/verification.json")
    parser.addini("keep_trust_store", "the provider makes https calls of its own", type="bool", default=False)
    parser.addini("broker_main_branch", "the provider's main branch", type="string", default="main")
    parser.addini("broker_wip_since", "verify work in progress since this date", type="string", default="")
    parser.getgroup("contracts").addoption(
        "--broker", action="store_true", help="verify what the Pact Broker of PACT_BROKER_BASE_URL holds"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Reporter(config), "harness-reporter")
    if config.getoption("--broker"):
        from harness.broker import verifying as broker  # not for those who need none

        config.stash[BROKER] = broker.BrokerRun(config)
        config.pluginmanager.register(config.stash[BROKER], "harness-broker")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One item for each promise; whatever would leave nothing to verify is an error of collection."""
    if "promise" not in metafunc.fixturenames:
        return
    marker = metafunc.definition.get_closest_marker("pact")
    if marker is None or "provider" not in marker.kwargs:
        raise pytest.Collector.CollectError(
            f'{metafunc.definition.nodeid} takes a promise: say whose, with pytest.mark.pact(provider="…")'
        )
    promises = _promises(metafunc.config, marker.kwargs["provider"])
    note_unfit(metafunc.config, _supply(marker).unfit(promises))
    metafunc.parametrize("promise", promises, indirect=True)


def pytest_make_parametrize_id(val: object) -> str | None:
    """A promise's own name: from here pytest takes it as it is, letters outside ASCII included."""
    return val.name if isinstance(val, Promised) else None


@pytest.fixture(scope="session")
def provider_server() -> Iterator[ProviderServer]:
    """The test server of this session."""
    with ProviderServer().running() as server:
        yield server


@pytest.fixture
def provider_app() -> WSGIApplication:
    """The provider under test: each project defines its own."""
    pytest.fail("define a fixture provider_app that returns your WSGI application (harness/README.md)", pytrace=False)


@pytest.fixture
def provider_url(provider_server: ProviderServer, provider_app: WSGIApplication) -> str:
    """Where the provider answers."""
    return provider_server.mount(provider_app)


@pytest.fixture(scope="session")
def _verification(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory, provider_server: ProviderServer
) -> Iterator["Verification | BrokerVerification"]:
    folder, seconds = tmp_path_factory.mktemp("verification"), float(pytestconfig.getini("provider_timeout"))
    keep = pytestconfig.getini("keep_trust_store")
    variables = surroundings.always() if keep else surroundings.loopback_only(folder)
    if BROKER in pytestconfig.stash and pytestconfig.stash[BROKER].whole:
        yield pytestconfig.stash[BROKER].verification_on(provider_server, seconds, folder)
        return
    with ThreadPoolExecutor(1, "verifier") as thread:
        yield Verification(provider_server, seconds, folder, variables, thread)


@pytest.fixture
def promise(
    request: pytest.FixtureRequest,
    provider_url: str,
    provider_server: ProviderServer,
    _verification: "Verification | BrokerVerification",
) -> Promise:
    """The promise that this item is about."""
    promised: Promised = request.param
    supply = _supply(request.node.get_closest_marker("pact"))
    # fixtures are made here, in pytest's thread; the functions that take them run in the server's
    fixtures = {name: request.getfixturevalue(name) for name in supply.fixtures(promised)}
    provider_server.endpoint.prepare(supply.states, supply.messages, fixtures)
    return Promise(promised, provider_url, _verification, _command(request), request.node.stash[RECORD])


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Begin the record of a promise before any fixture of its item can fail."""
    promised = getattr(item, "callspec", None) and item.callspec.params.get("promise")  # type: ignore[attr-defined]
    if isinstance(promised, Promised):
        item.stash[RECORD] = blank(promised, item.nodeid)


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """A test that takes a promise and never verifies it would be green for nothing."""
    result = yield
    promise = pyfuncitem.funcargs.get("promise")
    if isinstance(promise, Promise) and not promise.verified:
        pytest.fail(f"{pyfuncitem.nodeid} verified nothing: it must call promise.verify()", pytrace=False)
    return result


def _promises(config: pytest.Config, provider: str) -> list[Promised]:
    folder, others = contracts_folder(config), config.getini("other_providers")
    try:
        if BROKER in config.stash:
            return config.stash[BROKER].promised(provider)
        return promised_to_all(folder, provider, others, shown(folder, config), _record_command(config))
    except NoPromisesError as error:
        raise pytest.Collector.CollectError(str(error)) from None


def _record_command(config: pytest.Config) -> str:
    """What records contracts where they are looked for: without its folder it would write into the usual one."""
    pytest_on_them = shlex.join([interpreter(config), "-m", "pytest", *contract_test_patterns(config)])
    command = config.getini("record_command") or pytest_on_them
    if contracts_folder(config).resolve() == (config.rootpath / str(config.getini("contracts"))).resolve():
        return str(command)
    option = "CONTRACTS" if command.startswith("make ") else "--contracts"
    return f"{command} {option}={shlex.quote(config.getoption('--contracts'))}"


def _supply(marker: pytest.Mark) -> Supply:
    """What the marker names: a module or several, of states and of messages."""
    return _supply_of(_modules(marker.kwargs.get("states")), _modules(marker.kwargs.get("messages")))


@lru_cache
def _supply_of(states: Sequence[ModuleType], messages: Sequence[ModuleType]) -> Supply:
    try:
        return Supply(states, messages)
    except ValueError as error:
        raise pytest.Collector.CollectError(str(error)) from None


def _modules(named: ModuleType | Sequence[ModuleType] | None) -> tuple[ModuleType, ...]:
    if named is None:
        return ()
    return (named,) if isinstance(named, ModuleType) else tuple(named)


def _command(request: pytest.FixtureRequest) -> str:
    """What verifies this one promise again."""
    folder = request.config.getoption("--contracts")
    options = [f"--contracts={folder}"] if folder else []
    return shlex.join([interpreter(request.config), "-m", "pytest", *options, request.node.nodeid])
