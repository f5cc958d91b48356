"""What the comparison of a contract with an OpenAPI document found, and the rules by which."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pact_harness.openapi.files import Location

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Rule:
    """``severity`` is a fault where the document forbids what the contract says, a warning where it leaves it open."""

    severity: Severity
    reason: str


REFUSED = "The document says that the provider refuses such a request."
OPEN = "The document does not say what the provider makes of it."
NOT_SENT = "By the document the provider never sends what the consumer expects."
NOT_SURE = "By the document the provider may leave it out, or send what the consumer does not expect."

RULES: Mapping[str, Rule] = {
    "openapi-reference": Rule("warning", "What cannot be followed is not compared: anything is allowed there."),
    "openapi-schema": Rule("error", "Nothing can be compared with a schema that is none."),
    "openapi-operation": Rule("error", "The document does not say that the provider answers such a request."),
    "openapi-parameter": Rule("error", REFUSED),
    "openapi-parameter-missing": Rule("error", REFUSED),
    "openapi-query-unknown": Rule("warning", OPEN),
    "openapi-header-unknown": Rule("warning", OPEN),
    "openapi-security": Rule("error", REFUSED),
    "openapi-accept": Rule("error", "The document has no answer of a media type that the consumer takes."),
    "openapi-request-type": Rule("error", REFUSED),
    "openapi-request-body": Rule("error", REFUSED),
    "openapi-request-body-missing": Rule("error", REFUSED),
    "openapi-request-body-unknown": Rule("warning", OPEN),
    "openapi-request-field-unknown": Rule("warning", OPEN),
    "openapi-request-matcher": Rule("error", "The mock server lets the consumer send what the document refuses."),
    "openapi-request-matcher-wide": Rule(
        "warning", "The mock server lets the consumer send more than the document takes."
    ),
    "openapi-status": Rule("error", NOT_SENT),
    "openapi-response-header": Rule("error", NOT_SENT),
    "openapi-response-header-unknown": Rule("error", "By the document no consumer can rely on that header."),
    "openapi-response-header-undocumented": Rule("warning", NOT_SURE),
    "openapi-response-type": Rule("error", NOT_SENT),
    "openapi-response-body": Rule("error", NOT_SENT),
    "openapi-response-body-unknown": Rule("error", NOT_SENT),
    "openapi-field-unknown": Rule("error", "By the document no consumer can rely on that field."),
    "openapi-field-open": Rule("warning", NOT_SURE),
    "openapi-field-optional": Rule("warning", NOT_SURE),
    "openapi-matcher": Rule("error", NOT_SENT),
    "openapi-matcher-narrow": Rule("warning", NOT_SURE),
    "openapi-not-compared": Rule("warning", "Only JSON, forms and plain text are compared with schemas."),
}


@dataclass(frozen=True)
class Problem:
    """One breach of a rule. ``at`` is the place in the interaction, ``location`` the one in the document."""

    rule: str
    at: str
    location: Location
    message: str
    advice: str

    @property
    def severity(self) -> Severity:
        return RULES[self.rule].severity
