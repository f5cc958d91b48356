"""What the comparison of a contract with an OpenAPI document found, and the rules by which."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pact_harness.openapi.document_files import Location

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class FindingRule:
    """``severity`` is a fault where the document forbids what the contract says, a warning where it leaves it open."""

    severity: Severity
    reason: str


REFUSED = "The document says that the provider refuses such a request."
OPEN = "The document does not say what the provider does with it."
NOT_SENT = "According to the document, the provider never sends what the consumer expects."
NOT_SURE = "According to the document, the provider may leave it out, or send what the consumer does not expect."

RULES: Mapping[str, FindingRule] = {
    "openapi-reference": FindingRule(
        "warning", "The check cannot follow the reference, so any value is allowed there."
    ),
    "openapi-schema": FindingRule("error", "The check cannot compare values with an invalid schema."),
    "openapi-operation": FindingRule("error", "The document does not say how the provider responds to such a request."),
    "openapi-parameter": FindingRule("error", REFUSED),
    "openapi-parameter-missing": FindingRule("error", REFUSED),
    "openapi-query-unknown": FindingRule("warning", OPEN),
    "openapi-header-unknown": FindingRule("warning", OPEN),
    "openapi-security": FindingRule("error", REFUSED),
    "openapi-accept": FindingRule("error", "The document has no response with a media type that the consumer accepts."),
    "openapi-request-type": FindingRule("error", REFUSED),
    "openapi-request-body": FindingRule("error", REFUSED),
    "openapi-request-body-missing": FindingRule("error", REFUSED),
    "openapi-request-body-unknown": FindingRule("warning", OPEN),
    "openapi-request-field-unknown": FindingRule("warning", OPEN),
    "openapi-request-matcher": FindingRule(
        "error", "The mock server lets the consumer send what the document refuses."
    ),
    "openapi-request-matcher-wide": FindingRule(
        "warning", "The mock server lets the consumer send more than the document accepts."
    ),
    "openapi-status": FindingRule("error", NOT_SENT),
    "openapi-response-header": FindingRule("error", NOT_SENT),
    "openapi-response-header-unknown": FindingRule(
        "error", "According to the document, no consumer can rely on that header."
    ),
    "openapi-response-header-undocumented": FindingRule("warning", NOT_SURE),
    "openapi-response-type": FindingRule("error", NOT_SENT),
    "openapi-response-body": FindingRule("error", NOT_SENT),
    "openapi-response-body-unknown": FindingRule("error", NOT_SENT),
    "openapi-field-unknown": FindingRule("error", "According to the document, no consumer can rely on that field."),
    "openapi-field-open": FindingRule("warning", NOT_SURE),
    "openapi-field-optional": FindingRule("warning", NOT_SURE),
    "openapi-matcher": FindingRule("error", NOT_SENT),
    "openapi-matcher-narrow": FindingRule("warning", NOT_SURE),
    "openapi-not-compared": FindingRule("warning", "Only JSON, forms and plain text are compared with schemas."),
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
