"""Whether an OpenAPI document allows what a contract says, interaction by interaction."""

from collections.abc import Iterator

from pact_harness.openapi.document import Document
from pact_harness.openapi.findings import Problem
from pact_harness.openapi.http_interaction import HttpInteraction
from pact_harness.openapi.oversized_schemas import MOST_PARTS
from pact_harness.openapi.request_comparison import RequestComparison, operation_problem
from pact_harness.openapi.response_comparison import ResponseComparison
from pact_harness.openapi.validator import Validator

MOST_BROKEN = 1_000
MOST_TOLD = 20  # of the schemas that are too large


class Conformance:
    """A document, ready to be compared with many interactions."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.validator = Validator(document.files)

    def of_document(self) -> Iterator[Problem]:
        """What is wrong with the document itself, before anything is compared with it."""
        for one in self.document.files.broken[:MOST_BROKEN]:
            message = f"The reference {one.target[:200]!r} cannot be followed: {one.problem}."
            yield Problem(
                "openapi-reference", "", one.location, message, "Put its target into a file near the document."
            )
        for location in sorted(self.validator.oversized, key=str)[:MOST_TOLD]:
            message = f"Put together, the schema has more than {MOST_PARTS:,} parts: it is not compared."
            yield Problem("openapi-schema", "", location, message, "Write it without parts that double at each level.")

    def of_exchange(self, exchange: HttpInteraction) -> list[Problem]:
        """The problems of one interaction: of its request, then of its response."""
        request = exchange.request
        match = self.document.api.find(request.method, request.path)
        if match is None:
            return [operation_problem(self.document.api, request)]
        asked = RequestComparison(self.validator, match, request, exchange.response.status)
        answered = ResponseComparison(self.validator, match.operation, request, exchange.response)
        return list(dict.fromkeys([*asked.problems(), *answered.problems()]))
