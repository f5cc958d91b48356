"""A contract's request against the operation that the document has for it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

from pact_harness.openapi import media_types, parameter_values
from pact_harness.openapi.api import Api, Content, Match, Operation, Parameter
from pact_harness.openapi.body_comparison import BodyComparison
from pact_harness.openapi.document_files import Location
from pact_harness.openapi.effective_schema import view
from pact_harness.openapi.findings import Problem
from pact_harness.openapi.http_interaction import Half, Matcher, Value
from pact_harness.openapi.matcher_comparison import compare as compare_matchers
from pact_harness.openapi.validator import SchemaError, Validator

# Headers that are HTTP's own, or the document's under other names (OpenAPI: parameter object, "name").
NO_PARAMETERS = {"accept", "content-type", "authorization", "content-length", "host", "user-agent", "connection"}
NO_PARAMETERS |= {"accept-encoding", "accept-language", "accept-charset", "cookie", "date", "transfer-encoding"}
NO_PARAMETERS |= {"accept-datetime", "forwarded", "from", "if-range", "if-unmodified-since", "max-forwards", "pragma"}
NO_PARAMETERS |= {"proxy-authorization", "range", "te", "upgrade", "via", "warning", "content-md5", "content-encoding"}
NO_PARAMETERS |= {"cache-control", "expect", "if-match", "if-none-match", "if-modified-since", "origin", "referer"}


def operation_problem(api: Api, request: Half) -> Problem:
    """Why there is no operation for a request, and which is nearest."""
    paths = Location("", ("paths",))
    if methods := api.methods(request.path):
        message = f"The document has no {request.method} on {request.path}; it has {', '.join(methods)}."
    elif not api.operations:
        message = f"The document has no operation at all, so none for {request.method} {request.path}."
    else:
        nearest = api.nearest(request.method, request.path)
        hint = f" The nearest is {nearest.name}." if nearest else ""
        message = f"The document has no operation for {request.method} {request.path}.{hint}"
    return Problem("openapi-operation", "the path", paths, message, "Correct the path, or describe the operation.")


@dataclass(frozen=True)
class RequestComparison:
    """One request. Nothing is asked of one that is to be refused: there the consumer's fault is the point."""

    validator: Validator
    match: Match
    request: Half
    status: int

    @property
    def operation(self) -> Operation:
        return self.match.operation

    def problems(self) -> Iterator[Problem]:
        if not 400 <= self.status < 500:
            yield from self._path()
            yield from self._query()
            yield from self._headers()
            yield from self._security()
            yield from self._body()
        yield from self._accept()

    def _of(self, where: str) -> list[Parameter]:
        return [one for one in self.operation.parameters if one.where == where]

    def _path(self) -> Iterator[Problem]:
        for parameter in self._of("path"):
            if parameter.name in self.match.values:
                yield from self._value(parameter, [self.match.values[parameter.name]], f"the path {{{parameter.name}}}")

    def _query(self) -> Iterator[Problem]:
        given = {one.name: one.values for one in self.request.query}
        matchers = {one.name: one.matchers for one in self.request.query}
        known: set[str] = {scheme.key for each in self.operation.security for scheme in each if scheme.where == "query"}
        for parameter in self._of("query"):
            if parameter_values.is_object(self.validator, parameter):
                found = parameter_values.query_object(self.validator, parameter, given)
                known |= {one for one in given if one.startswith(f"{parameter.name}[")} | set(found)
                yield from self._query_object(parameter, found)
                continue
            name = next((one for one in (parameter.name, f"{parameter.name}[]") if one in given), None)
            if name is None:
                yield from self._missing(parameter, f"query {parameter.name}")
            else:
                known.add(name)
                yield from self._value(parameter, given[name], f"query {name}", matchers[name])
        documented = [one.name for one in self._of("query")]
        for name in given:
            if name not in known:
                message = f"The document has no parameter {name!r} in the query. "
                message += f"There are: {', '.join(documented)}." if documented else "There is none."
                place = self.operation.location
                yield Problem("openapi-query-unknown", f"query {name}", place, message, "Leave it out, or document it.")

    def _query_object(self, parameter: Parameter, found: Mapping[str, Any]) -> Iterator[Problem]:
        if not found:
            yield from self._missing(parameter, f"query {parameter.name}")
            return
        assert parameter.schema is not None  # noqa: S101 - for the type checker
        try:
            errors = self.validator.errors(parameter.schema, found, "request")
        except SchemaError as error:
            yield _unusable(parameter.schema, error, f"query {parameter.name}")
            return
        for one in errors:
            yield _refused(parameter, one.location, one.message, f"query {parameter.name}")

    def _headers(self) -> Iterator[Problem]:
        parameters = {one.name.lower(): one for one in self._of("header") if one.name.lower() not in NO_PARAMETERS}
        schemes = {
            scheme.key.lower() for each in self.operation.security for scheme in each if scheme.where == "header"
        }
        for name, parameter in parameters.items():
            header = self.request.header(name)
            if header is None:
                yield from self._missing(parameter, f"header {parameter.name}")
            else:
                yield from self._value(parameter, header.values, f"request header {header.name}", header.matchers)
        for header in self.request.headers:
            if header.name.lower() not in {*parameters, *schemes, *NO_PARAMETERS}:
                message = f"The document has no parameter for the header {header.name}."
                place = self.operation.location
                at = f"request header {header.name}"
                yield Problem("openapi-header-unknown", at, place, message, "Leave it out, or document it.")
        yield from self._cookies()

    def _cookies(self) -> Iterator[Problem]:
        given = self._cookies_given()
        for parameter in self._of("cookie"):
            if parameter.name in given:
                yield from self._value(parameter, [given[parameter.name]], f"cookie {parameter.name}")
            else:
                yield from self._missing(parameter, f"cookie {parameter.name}")

    def _cookies_given(self) -> dict[str, str]:
        header = self.request.header("Cookie")
        pairs = [one.partition("=") for text in (header.values if header else ()) for one in str(text).split(";")]
        return {name.strip(): unquote(value) for name, _, value in pairs}

    def _missing(self, parameter: Parameter, at: str) -> Iterator[Problem]:
        if parameter.required:
            message = f"The document requires the parameter {parameter.name!r} ({parameter.where}), and it is not sent."
            yield Problem(
                "openapi-parameter-missing", f"request {at}", parameter.location, message, "Send it with the request."
            )

    def _value(
        self, parameter: Parameter, texts: Sequence[Any], at: str, matchers: Sequence[Matcher] = ()
    ) -> Iterator[Problem]:
        try:
            errors = parameter_values.errors(self.validator, parameter, texts)
        except SchemaError as error:
            yield _unusable(parameter.schema or parameter.location, error, at)
            return
        for one in errors:
            yield _refused(parameter, one.location, one.message, at)
        if not errors and matchers and parameter.schema and len(texts) == 1:
            seen = view(self.validator, parameter.schema, texts[0], "request")
            if "string" in seen.types:
                value = Value((), texts[0], matchers, True)
                yield from compare_matchers(value, seen, self.validator, "request", at)

    def _security(self) -> Iterator[Problem]:
        if not self.operation.security:
            return
        cookies = self._cookies_given()
        query = {one.name for one in self.request.query}
        seen = {"": lambda _: True, "query": query.__contains__, "cookie": cookies.__contains__}
        seen["header"] = lambda key: self.request.header(key) is not None
        if any(all(seen.get(one.where, bool)(one.key) for one in each) for each in self.operation.security):
            return
        ways = " or ".join(
            " and ".join(f"{one.name} ({one.where} {one.key})" for one in each) for each in self.operation.security
        )
        message = f"The document asks for {ways}, and the request has none of it."
        place = self.operation.location / "security"
        yield Problem("openapi-security", "request", place, message, "Send it, or document that it is not needed.")

    def _accept(self) -> Iterator[Problem]:
        header = self.request.header("Accept")
        response = self.operation.response(self.status)
        if header is None or response is None:
            return
        media = [one.media_type for one in response.contents] or list(self.operation.produces)
        accept = ", ".join(map(str, header.values))
        if media and not media_types.accepted(media, accept):
            offered = ", ".join(media)
            message = f"The consumer takes {accept}, and the document answers {self.status} with {offered}."
            yield Problem(
                "openapi-accept", "request header Accept", response.location / "content", message, f"Accept {offered}."
            )

    def _body(self) -> Iterator[Problem]:
        operation, request = self.operation, self.request
        at = "request $"
        if not request.has_body and not request.opaque:
            if operation.body_required:
                place = operation.location / "requestBody"
                message = "The document requires a body, and the request has none."
                yield Problem("openapi-request-body-missing", at, place, message, "Send one.")
            return
        if not operation.body_known:
            message = f"The document has no body for {operation.name}."
            advice = "Send none, or document it."
            yield Problem("openapi-request-body-unknown", at, operation.location, message, advice)
            return
        media_type = request.media_type or "application/json"
        content = media_types.find(operation.contents, media_type)
        if content is None:
            taken = ", ".join(one.media_type for one in operation.contents)
            if operation.contents:
                message = f"The body is sent as {media_type}, and the document takes {taken}."
                place = operation.contents[0].location
                yield Problem("openapi-request-type", "request media type", place, message, f"Send {taken}.")
            return
        yield from self._compared(content, media_type)

    def _compared(self, content: Content, media_type: str) -> Iterator[Problem]:
        if content.schema is None:
            return
        form = media_types.form_of(media_type)
        body = self.request.body
        parts = parameter_values.parts_of_form(body, media_type) if form == "parts" else None
        if parts is not None:
            seen = view(self.validator, content.schema, {}, "request")
            body = parameter_values.form(self.validator, seen, parts)
        elif form == "form" and isinstance(body, str):
            seen = view(self.validator, content.schema, {}, "request")
            pairs: dict[str, list[str]] = {}
            for name, value in parse_qsl(body, keep_blank_values=True):
                pairs.setdefault(name, []).append(value)
            body = parameter_values.form(self.validator, seen, pairs)
        elif form in ("parts", "other") or self.request.opaque:
            message = f"A body of {media_type} is not compared."
            yield Problem("openapi-not-compared", "request $", content.schema, message, "Look at it yourself.")
            return
        values = {one.path: one for one in self.request.values}
        yield from BodyComparison(self.validator, "request", values).problems(content.schema, body)


def _refused(parameter: Parameter, location: Location, words: str, at: str) -> Problem:
    where = at if at.startswith(("request", "the path")) else f"request {at}"
    message = f"The document does not allow this value of {parameter.name!r}: {words}."
    return Problem("openapi-parameter", where, location, message, "Send what the document takes, or correct it.")


def _unusable(schema: Location, error: SchemaError, at: str) -> Problem:
    return Problem("openapi-schema", at, schema, f"The schema cannot be used: {error}", "Repair the document.")
