"""Calls the hooks that the plugin describes (``hookspecs``).

pytest takes only names that begin with ``pytest_`` for hooks, so these have a manager of pluggy of their own. It asks
every plugin and conftest.py that pytest has loaded when the first hook is called, which is after collection.
"""

from types import ModuleType
from typing import cast

import pluggy
import pytest

PREFIX = "pact_harness_"


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


SPECIFICATIONS: pytest.StashKey[ModuleType] = pytest.StashKey()  # the module of hookspecs, set by the plugin
HOOKS: pytest.StashKey[HookManager] = pytest.StashKey()


def hooks_of(config: pytest.Config) -> pluggy.HookRelay:
    """The hooks of this run, to be called by name."""
    if HOOKS not in config.stash:
        manager = HookManager("pact_harness")
        manager.add_hookspecs(config.stash[SPECIFICATIONS])
        for plugin in config.pluginmanager.get_plugins():
            manager.register(plugin)
        manager.check_pending()
        config.stash[HOOKS] = manager
    return config.stash[HOOKS].hook
