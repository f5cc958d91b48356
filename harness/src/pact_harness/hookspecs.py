"""The hooks that a project's conftest.py or another plugin may implement, as plain functions of these names.

pytest takes only names that begin with ``pytest_`` for hooks, so these have a manager of pluggy of their own. It asks
every plugin and conftest.py that pytest has loaded when the first hook is called, which is after collection.
"""

import sys
from typing import TYPE_CHECKING, cast

import pluggy
import pytest

if TYPE_CHECKING:
    from pact_harness.pactfile.contract import Interaction
    from pact_harness.recording.recorded_pact import RecordedPact
    from pact_harness.verifying.http_message import ProviderRequest

PREFIX = "pact_harness_"
hookspec = pluggy.HookspecMarker("pact_harness")


@hookspec(firstresult=True)
def pact_harness_make_pact(item: pytest.Item, consumer: str, provider: str) -> "RecordedPact | None":
    """The Pact that the fixture ``pact`` hands to *item*; None leaves it to the next, at last to the plugin itself.

    What is returned must be a RecordedPact. Its interactions are recorded if the test passes.
    """


@hookspec
def pact_harness_before_request(interaction: "Interaction", request: "ProviderRequest") -> None:
    """Called for each request before it is sent to the provider; what is changed in *request* is what is sent.

    ``request.headers["Authorization"] = token()`` sets a header, ``del`` removes one; ``method``, ``target`` (path and
    query) and ``body`` may be replaced. *interaction* is what the contract says.
    """


class HookManager(pluggy.PluginManager):
    """Takes every function of a plugin that is named for one of the hooks above; ``pytest.hookimpl`` orders them."""

    def parse_hookimpl_opts(self, plugin: object, name: str) -> pluggy.HookimplOpts | None:
        if not name.startswith(PREFIX):
            return None
        marked = getattr(getattr(plugin, name), "pytest_impl", None)
        if marked is not None:
            return cast(pluggy.HookimplOpts, marked)
        return {
            "wrapper": False,
            "hookwrapper": False,
            "optionalhook": False,
            "tryfirst": False,
            "trylast": False,
            "specname": None,
        }


HOOKS: pytest.StashKey[HookManager] = pytest.StashKey()


def hooks_of(config: pytest.Config) -> pluggy.HookRelay:
    """The hooks of this run, to be called by name."""
    if HOOKS not in config.stash:
        manager = HookManager("pact_harness")
        manager.add_hookspecs(sys.modules[__name__])
        for plugin in config.pluginmanager.get_plugins():
            manager.register(plugin)
        manager.check_pending()
        config.stash[HOOKS] = manager
    return config.stash[HOOKS].hook
