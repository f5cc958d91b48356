"""The hooks that a project's conftest.py or another plugin may implement, as plain functions of these names."""

from typing import TYPE_CHECKING

import pluggy
import pytest

if TYPE_CHECKING:
    from pact_harness.pactfile.contract import Interaction
    from pact_harness.recording.recorded_pact import RecordedPact
    from pact_harness.verifying.http_message import ProviderRequest

hookspec = pluggy.HookspecMarker("pact_harness")


@hookspec(firstresult=True)
def pact_harness_make_pact(item: pytest.Item, consumer: str, provider: str) -> "RecordedPact | None":
    """Return the Pact for the fixture ``pact`` of *item*, or None: then the next hook or the plugin makes it.

    The Pact must be a RecordedPact. Its interactions are recorded if the test passes.
    """


@hookspec
def pact_harness_before_request(interaction: "Interaction", request: "ProviderRequest") -> None:
    """Called for each request before the plugin sends it to the provider. It may change *request*.

    ``request.headers["Authorization"] = token()`` sets a header, ``del`` removes one; ``method``, ``target`` (path and
    query) and ``body`` may be replaced. *interaction* is what the contract says.
    """
