"""A consumer's tests record contracts. A provider is verified against them, with one test item for each interaction.

These are the names for a project's tests. Each is loaded when it is first used, so that pytest starts quickly.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pact_harness.pactfile.contract import Contract, Interaction, State
    from pact_harness.recording.recorded_pact import RecordedPact
    from pact_harness.results.masking import secret
    from pact_harness.verifying.http_message import ProviderRequest
    from pact_harness.verifying.message_handlers import Message, message
    from pact_harness.verifying.pact_interaction import PactInteraction
    from pact_harness.verifying.state_handlers import state

__all__ = [
    "Contract",
    "Interaction",
    "Message",
    "PactInteraction",
    "ProviderRequest",
    "RecordedPact",
    "State",
    "message",
    "secret",
    "state",
]

_MODULES = {
    "Contract": "pact_harness.pactfile.contract",
    "Interaction": "pact_harness.pactfile.contract",
    "Message": "pact_harness.verifying.message_handlers",
    "PactInteraction": "pact_harness.verifying.pact_interaction",
    "ProviderRequest": "pact_harness.verifying.http_message",
    "RecordedPact": "pact_harness.recording.recorded_pact",
    "State": "pact_harness.pactfile.contract",
    "message": "pact_harness.verifying.message_handlers",
    "secret": "pact_harness.results.masking",
    "state": "pact_harness.verifying.state_handlers",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_MODULES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
