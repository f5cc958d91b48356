"""The provider's half of the plugin: one item for each interaction that the contracts hold.

    pytestmark = pytest.mark.pact(provider="user-service", states=states)   # modules: states=, messages=

    def test_contract(pact_interaction: PactInteraction) -> None:
        pact_interaction.verify()

and a fixture `provider_app` of any scope that returns the application (WSGI, ASGI or aiohttp.web), or `provider_url`
for what runs elsewhere. Others may be defined: `provider_headers` and `provider_states_url`.
"""

import shlex
from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Protocol, cast

import pytest

from pact_harness.ffi_environment import loopback_only, prepare_process
from pact_harness.hook_manager import hooks_of
from pact_harness.project import chosen_folder, contracts_folder, python_m, record_command, settings_of, shown
from pact_harness.recording.combined_run import may_record_first
from pact_harness.recording.marker import unknown_keyword
from pact_harness.recording.missing_contract import Unrecorded
from pact_harness.verifying.application import Application, NoApplicationError
from pact_harness.verifying.application_kinds import application_of
from pact_harness.verifying.handlers import Handlers
from pact_harness.verifying.item_result import MASKING, begin_result, selected_by
from pact_harness.verifying.pact_interaction import PactInteraction, Project
from pact_harness.verifying.remote_provider import RemoteProvider, RemoteStates
from pact_harness.verifying.reporting import Reporter, note_unfit
from pact_harness.verifying.selection import NothingSelectedError, SelectedInteraction, select_interactions

if TYPE_CHECKING:
    from pact_harness.pactfile.contract import Interaction
    from pact_harness.verifying.ffi_call import Verification
    from pact_harness.verifying.http_message import ProviderRequest
    from pact_harness.verifying.server import ProviderServer


class InteractionSource(Protocol):
    """Where interactions come from, if not from the project's own folder."""

    def selected(self, provider: str) -> list[SelectedInteraction]:
        """Every interaction with *provider*. NothingSelectedError where there is none, or nobody to ask."""
        ...


SOURCE: pytest.StashKey[InteractionSource] = pytest.StashKey()
SERVER: pytest.StashKey["ProviderServer"] = pytest.StashKey()
MOUNTED: pytest.StashKey[object] = pytest.StashKey()  # the application that the server serves, as its fixture gave it
UNDEFINED = object()  # what plugin.py's fixtures give where the project defines none


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Reporter(config), "pact_harness_reporting")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One item for each interaction; what would leave nothing to verify is an error of collection."""
    if "pact_interaction" not in metafunc.fixturenames:
        return
    if problem := unknown_keyword(metafunc.definition.iter_markers("pact")):
        raise pytest.Collector.CollectError(f"{metafunc.definition.nodeid}: {problem}")
    marker = metafunc.definition.get_closest_marker("pact")
    if marker is None or "provider" not in marker.kwargs:
        raise pytest.Collector.CollectError(
            f'{metafunc.definition.nodeid} takes pact_interaction: say whose, with pytest.mark.pact(provider="…")'
        )
    try:
        interactions = _selected(metafunc.config, marker.kwargs["provider"], metafunc.definition.path)
    except pytest.Collector.CollectError as error:
        if not may_record_first(metafunc.config):
            raise
        metafunc.parametrize("pact_interaction", [Unrecorded(str(error))], indirect=True)
        return
    note_unfit(metafunc.config, _handlers(marker).unfit(interactions, states="states" in marker.kwargs))
    metafunc.parametrize("pact_interaction", interactions, indirect=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """An item's handlers take fixtures that its test does not name. Other plugins must know of them: pytest-django's
    databases, and its order of tests, go by the names that an item has."""
    for item in items:
        selected = selected_by(item)
        if selected and isinstance(item, pytest.Function) and (marker := item.get_closest_marker("pact")):
            wanted = sorted(_handlers(marker).fixtures(selected) - set(item.fixturenames))
            at = item.fixturenames.index("pact_interaction")
            # a list of its own: items of one test function share theirs
            item.fixturenames = [*item.fixturenames[:at], *wanted, *item.fixturenames[at:]]


def pytest_make_parametrize_id(val: object) -> str | None:
    """An interaction's own name: from here pytest takes it as it is, letters outside ASCII included."""
    return val.name if isinstance(val, SelectedInteraction | Unrecorded) else None


@pytest.fixture(scope="session")
def _verification(request: pytest.FixtureRequest) -> Iterator[Callable[[str], "Verification"]]:
    """How the interactions of a provider are verified: one server and one thread for all."""
    from pact_harness.verifying.ffi_call import Verification
    from pact_harness.verifying.server import ProviderServer, TestThread

    prepare_process()
    config, test_thread = request.config, TestThread()
    # asked for once: a parameter would be looked up again for each interaction
    folder = request.getfixturevalue("tmp_path_factory").mktemp("verification")
    variables = loopback_only(folder)
    with ProviderServer(request.config.stash[MASKING]).running() as server, ThreadPoolExecutor(1, "verifier") as thread:

        @lru_cache
        def of(provider: str) -> Verification:
            settings = settings_of(config).of(provider)
            in_test = test_thread if settings.wsgi_in_test_thread else None
            return Verification(
                server, settings.provider_timeout, folder, variables, thread, settings.follow_redirects, in_test
            )

        config.stash[SERVER] = server
        yield of
        del config.stash[SERVER]


@pytest.fixture
def pact_interaction(
    request: pytest.FixtureRequest,
    provider_app: object,
    provider_url: object,
    provider_headers: object,
    provider_states_url: object,
    _verification: Callable[[str], "Verification"],
) -> PactInteraction:
    """The interaction that this item is about."""
    selected: SelectedInteraction = request.param
    handlers = _handlers(request.node.get_closest_marker("pact"))
    fixtures = {name: request.getfixturevalue(name) for name in sorted(handlers.fixtures(selected))}
    verification, settings = _verification(selected.contract.provider), settings_of(request.config)
    server, hosts = verification.server, settings.of(selected.contract.provider).provider_hosts
    try:
        application = _mounted(request.config, server, provider_app, provider_url, verification.seconds, hosts)
        states_url = None
        if provider_states_url is not UNDEFINED:
            consumer = selected.contract.consumer
            states_url = RemoteStates(provider_states_url, verification.seconds, hosts, consumer)
    except NoApplicationError as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None
    server.test_thread = verification.test_thread if application and not application.has_loop else None
    headers = {} if provider_headers is UNDEFINED else cast(Mapping[str, str], provider_headers)
    server.before_request = _request_filter(request.config, selected.interaction, headers)
    server.filter_error = None
    url = server.url if provider_url is UNDEFINED else str(provider_url)
    project = Project(handlers, fixtures, application, provider_app, url, states_url)
    return PactInteraction(selected, project, verification, _command(request), request.node)


def _mounted(
    config: pytest.Config, server: "ProviderServer", app: object, url: object, seconds: float, hosts: Collection[str]
) -> Application | None:
    """What answers for the provider: the application that was mounted for an earlier item stays, if it is the same."""
    if url is not UNDEFINED:
        server.mount(RemoteProvider(url, seconds, hosts))
    elif app is UNDEFINED:
        server.unmount()
    elif config.stash.get(MOUNTED, None) is not app or server.application is None:
        server.mount(application_of(app))
        config.stash[MOUNTED] = app
    return server.application


def _request_filter(
    config: pytest.Config, interaction: "Interaction", headers: Mapping[str, str]
) -> Callable[["ProviderRequest"], None] | None:
    """What changes a request on its way to the provider; None where nothing does."""
    hooks = hooks_of(config)
    if interaction.kind != "http" or not (headers or hooks.pact_harness_before_request.get_hookimpls()):
        return None
    if interaction.responses[0].status == 401:  # what must be refused is sent as the contract has it
        headers = {}

    def change(request: "ProviderRequest") -> None:
        for name, value in headers.items():
            request.headers[name] = value
        hooks.pact_harness_before_request(interaction=interaction, request=request)

    return change


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Generator[None, object, object]:
    """An application's lifespan ends before the fixture that made it is torn down, whatever its scope."""
    __tracebackhide__ = True  # else each fixture that fails shows this frame first
    value = yield
    if fixturedef.argname == "provider_app" and value is not UNDEFINED:
        fixturedef.addfinalizer(partial(_unmount, request.config, value))
    return value


def _unmount(config: pytest.Config, app: object) -> None:
    if SERVER in config.stash and config.stash.get(MOUNTED, None) is app:
        config.stash[SERVER].unmount()
        config.stash[MOUNTED] = None


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Begin the result of an interaction before any fixture of its item can fail."""
    callspec = getattr(item, "callspec", None)
    if selected := selected_by(item):
        begin_result(item, selected)
    elif callspec and isinstance(missing := callspec.params.get("pact_interaction"), Unrecorded):
        pytest.fail(missing.told(under_xdist=hasattr(item.config, "workerinput")), pytrace=False)


def _selected(config: pytest.Config, provider: str, marked: Path) -> list[SelectedInteraction]:
    folder, others = contracts_folder(config, provider), settings_of(config).of(provider).other_providers
    try:
        if SOURCE in config.stash:
            return config.stash[SOURCE].selected(provider)
        command = record_command(config)
        return select_interactions(folder, provider, others, shown(folder, config), command, shown(marked, config))
    except NothingSelectedError as error:
        raise pytest.Collector.CollectError(f"{error}{_usual_folder(config, provider)}") from None


def _usual_folder(config: pytest.Config, provider: str) -> str:
    """Where `--pact-dir` names a folder that is not there, a line about the project's own, if that is."""
    chosen, usual = chosen_folder(config), config.rootpath / settings_of(config).of(provider).contracts
    if chosen is None or contracts_folder(config).exists() or not usual.is_dir():
        return ""
    return f"\n{shown(usual, config)}/ exists. To verify what it holds, leave out --pact-dir={shlex.quote(chosen)}."


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
