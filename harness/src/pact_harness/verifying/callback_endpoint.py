"""What the Pact FFI asks for besides the provider: values of provider states, and messages.

Handlers have run by then, in the test's own thread, so the endpoint only hands over what they returned. The FFI is told
of it only where it is needed, for each call builds an HTTP client. pact-python's own endpoints cost half a second a
verification, leak a socket and try a failing state eight times.
https://docs.pact.io/provider/using_provider_states_effectively
"""

import base64
import json
from collections.abc import Mapping

from pact_harness.verifying.http_message import ProviderRequest, ProviderResponse
from pact_harness.verifying.message_handlers import Message

STATES, MESSAGES = "/states", "/messages"


class Endpoint:
    """Answers for one interaction at a time: the values that its states returned, or its message."""

    def __init__(self) -> None:
        self.values: Mapping[str, object] = {}
        self.message: Message | None = None

    def answer(self, request: ProviderRequest) -> ProviderResponse:
        if request.path.endswith(STATES):
            values = json.dumps(dict(self.values), default=str).encode()
            return ProviderResponse(200, [("Content-Type", "application/json")], values)
        if self.message is None:  # 4xx: after any 5xx the FFI would try again, for two minutes
            return ProviderResponse(404, [("Content-Type", "text/plain")], b"there is no message")
        metadata = json.dumps({"contentType": self.message.content_type, **self.message.metadata}, default=str)
        headers = [
            ("Content-Type", self.message.content_type),
            ("Pact-Message-Metadata", base64.b64encode(metadata.encode()).decode()),
        ]
        return ProviderResponse(200, headers, self.message.encoded())
