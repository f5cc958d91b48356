"""A contract's response against what the document says of the operation."""

from collections.abc import Iterator
from dataclasses import dataclass

from pact_harness.openapi import media_types, parameter_values
from pact_harness.openapi.api import Content, DocumentedResponse, Operation
from pact_harness.openapi.body_comparison import BodyComparison
from pact_harness.openapi.findings import Problem
from pact_harness.openapi.http_interaction import Half
from pact_harness.openapi.validator import SchemaError, Validator

# Headers that HTTP or a server adds, of which a document need not speak.
SENT_ANYWAY = {"content-type", "content-length", "date", "connection", "keep-alive", "transfer-encoding", "server"}
# HTTP's own headers, which documents often leave out: what they mean is known.
STANDARD = {"accept-ranges", "age", "allow", "cache-control", "content-disposition", "content-encoding", "etag"}
STANDARD |= {"content-language", "content-location", "content-range", "expires", "last-modified", "link", "location"}
STANDARD |= {"pragma", "proxy-authenticate", "retry-after", "set-cookie", "strict-transport-security", "trailer"}
STANDARD |= {"upgrade", "vary", "via", "warning", "www-authenticate", "access-control-allow-origin"}


@dataclass(frozen=True)
class ResponseComparison:
    """One response."""

    validator: Validator
    operation: Operation
    request: Half
    response: Half

    def problems(self) -> Iterator[Problem]:
        status = self.response.status
        documented = self.operation.response(status)
        if documented is None:
            known = ", ".join(one.status for one in self.operation.responses) or "none"
            message = f"The document has no status {status} for {self.operation.name}; it has {known}."
            place = self.operation.location / "responses"
            yield Problem("openapi-status", "the status", place, message, "Expect another, or document it.")
            return
        yield from self._headers(documented)
        content = self._content(documented)
        if isinstance(content, Problem):
            yield content
        elif content is not None and content.schema is not None and self.response.has_body:
            yield from self._body(content)

    def _headers(self, documented: DocumentedResponse) -> Iterator[Problem]:
        known = {one.name.lower(): one for one in documented.headers}
        for header in self.response.headers:
            at = f"response header {header.name}"
            parameter = known.get(header.name.lower())
            if parameter is None:
                if header.name.lower() not in SENT_ANYWAY:
                    standard = header.name.lower() in STANDARD
                    rule = "openapi-response-header-undocumented" if standard else "openapi-response-header-unknown"
                    message = f"The document has no header {header.name} for the status {self.response.status}."
                    yield Problem(
                        rule,
                        at,
                        documented.location,
                        message,
                        "Document it, or leave it out.",
                    )
                continue
            try:
                errors = parameter_values.errors(self.validator, parameter, header.values)
            except SchemaError as error:
                schema = parameter.schema or parameter.location
                message = f"The schema cannot be used: {error}"
                yield Problem("openapi-schema", at, schema, message, "Repair the document.")
                continue
            for one in errors:
                message = f"The document does not allow this value of {header.name}: {one.message}."
                advice = "Expect what the document says, or correct the document."
                yield Problem("openapi-response-header", at, one.location, message, advice)

    def _content(self, documented: DocumentedResponse) -> Content | Problem | None:
        response = self.response
        stated = response.header("Content-Type")
        if not documented.contents:
            if response.has_body and response.body not in (None, ""):
                message = f"The document has no body for the status {response.status}, and the contract expects one."
                advice = "Expect none, or document it."
                return Problem("openapi-response-body-unknown", "response $", documented.location, message, advice)
            return None
        if not response.has_body and stated is None:
            return None
        if response.media_type is None:
            json = [one for one in documented.contents if media_types.form_of(one.media_type) == "json"]
            return (json or list(documented.contents))[0]
        content = media_types.find(documented.contents, response.media_type)
        if content is not None or (stated is not None and stated.matchers and stated.matchers[0]["match"] == "regex"):
            return content
        offered = ", ".join(one.media_type for one in documented.contents)
        message = f"The contract expects {response.media_type}, and the document answers with {offered}."
        place = documented.location / "content"
        return Problem("openapi-response-type", "response media type", place, message, f"Expect {offered}.")

    def _body(self, content: Content) -> Iterator[Problem]:
        assert content.schema is not None  # noqa: S101 - for the type checker
        media_type = self.response.media_type or content.media_type
        if media_types.form_of(media_type) in ("form", "parts", "other"):
            message = f"A body of {media_type} is not compared."
            yield Problem("openapi-not-compared", "response $", content.schema, message, "Look at it yourself.")
            return
        values = {one.path: one for one in self.response.values}
        yield from BodyComparison(self.validator, "response", values).problems(content.schema, self.response.body)
