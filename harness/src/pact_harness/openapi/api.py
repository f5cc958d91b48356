"""What an OpenAPI document says of each operation, whichever version says it; and the operation of a request.

Schemas stay where they are and are named by their locations: the validator finds them there, and so does a reader.
"""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import unquote, urlsplit

from pact_harness.openapi.document_files import DocumentFiles, Location, as_object

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
PARAMETER = re.compile(r"\{([^{}]*)\}")
IN_BODY = ("body", "formData")


@dataclass(frozen=True)
class Content:
    """A media type of a body, and its schema if there is one."""

    media_type: str
    location: Location
    schema: Location | None


@dataclass(frozen=True)
class Parameter:
    """A parameter, or a response's header; ``media_type`` is set where the value is JSON or the like by itself."""

    name: str
    where: str
    location: Location
    schema: Location | None
    required: bool
    style: str
    explode: bool
    media_type: str | None = None


@dataclass(frozen=True)
class DocumentedResponse:
    """What is answered with a status (``200``, ``4XX``, ``default``)."""

    status: str
    location: Location
    contents: Sequence[Content]
    headers: Sequence[Parameter]


@dataclass(frozen=True)
class SecurityScheme:
    """How a request says who sends it: ``where`` is header, query or cookie, or empty for what cannot be seen."""

    name: str
    where: str
    key: str


@dataclass(frozen=True)
class Operation:
    """A method on a path template."""

    method: str
    template: str
    location: Location
    parameters: Sequence[Parameter]
    contents: Sequence[Content]  # of the request's body
    body_required: bool
    body_known: bool
    responses: Sequence[DocumentedResponse]
    security: Sequence[Sequence[SecurityScheme]]  # one of these lists has to be fulfilled; none where it is open
    prefixes: Sequence[str] = ("",)
    produces: Sequence[str] = ()  # what version 2.0 says of all responses, also of those without a schema

    @property
    def name(self) -> str:
        return f"{self.method} {self.template}"

    def response(self, status: int) -> DocumentedResponse | None:
        """The response of a status: its own before its hundred, and that before the default."""
        wanted = (str(status), f"{status // 100}XX", "default")
        by_status = {one.status: one for one in reversed(self.responses)}
        return next((by_status[one] for one in wanted if one in by_status), None)


@dataclass(frozen=True)
class Match:
    """An operation, and what the parameters of its path are in a request."""

    operation: Operation
    values: Mapping[str, str]


class Api:
    """The operations of a document."""

    def __init__(self, files: DocumentFiles) -> None:
        self.files = files

    @cached_property
    def operations(self) -> list[Operation]:
        return list(self._operations())

    def find(self, method: str, path: str) -> Match | None:
        """The operation of a request: of the paths that fit, the one that is concrete for longest."""
        found = [one for one in self._fitting(path) if one.operation.method == method]
        return found[0] if found else None

    def methods(self, path: str) -> list[str]:
        """The methods that a path has."""
        return sorted({one.operation.method for one in self._fitting(path)})

    def nearest(self, method: str, path: str) -> Operation | None:
        """The operation that a wrong path may mean."""
        same = [one for one in self.operations if one.method == method] or self.operations
        names = {_filled(prefix + one.template, path): one for one in same for prefix in one.prefixes}
        close = difflib.get_close_matches(path, list(names)[:2_000], n=1, cutoff=0.5)
        return names[close[0]] if close else None

    @cached_property
    def _routes(self) -> Mapping[tuple[int, str], Sequence[tuple[list[str], re.Pattern[str], Operation]]]:
        """By the number of steps and the first of them, so that not every path of a large document is tried."""
        found: dict[tuple[int, str], list[tuple[list[str], re.Pattern[str], Operation]]] = {}
        for operation in self.operations:
            for prefix in operation.prefixes:
                steps = [unquote(one) for one in (prefix + operation.template).split("/")]
                first = steps[1] if len(steps) > 1 and "{" not in steps[1] else ""
                route = steps, _pattern(prefix, operation.template), operation
                found.setdefault((len(steps), first), []).append(route)
        return found

    def _fitting(self, path: str) -> list[Match]:
        steps = [unquote(one) for one in path.split("/")]
        first = steps[1] if len(steps) > 1 else ""
        found = []
        for key in dict.fromkeys([(len(steps), first), (len(steps), "")]):
            for template, pattern, operation in self._routes.get(key, ()):
                if all(one == step or "{" in one for one, step in zip(template, steps, strict=True)):
                    fits = pattern.fullmatch(path)
                    if fits:
                        names = [one.strip(".;*?") for one in PARAMETER.findall(operation.template)]
                        values = dict(zip(names, map(unquote, fits.groups()), strict=True))
                        found.append(([("{" in one) for one in template], Match(operation, values)))
        return [match for _, match in sorted(found, key=lambda one: one[0])]

    def _operations(self) -> Iterator[Operation]:
        paths = Location("", ("paths",))
        for template in as_object(self.files.at(paths)):
            place, item = self.files.follow(paths / template)
            for method, raw in as_object(item).items():
                if method in METHODS and isinstance(raw, Mapping):
                    read = _swagger if self.files.is_swagger else _operation
                    yield read(self.files, str(template), method, place, as_object(item))


def _filled(template: str, path: str) -> str:
    """The template with the path's own values for its parameters, where they have as many steps."""
    own, given = template.split("/"), path.split("/")
    if len(own) != len(given):
        return template
    return "/".join(step if "{" in one else one for one, step in zip(own, given, strict=True))


def _pattern(prefix: str, template: str) -> re.Pattern[str]:
    parts = PARAMETER.split(template)
    texts = [_quoted(part) if index % 2 == 0 else "([^/]+)" for index, part in enumerate(parts)]
    return re.compile(_quoted(prefix) + "".join(texts))


def _quoted(text: str) -> str:
    """A text of a path, as the document has it or with its percent signs read."""
    return re.escape(text) if unquote(text) == text else f"(?:{re.escape(text)}|{re.escape(unquote(text))})"


def _operation(files: DocumentFiles, template: str, method: str, place: Location, item: Mapping[str, Any]) -> Operation:
    location = place / method
    raw = as_object(item[method])
    body_place, body = files.follow(location / "requestBody")
    security = raw.get("security", files.raw.get("security"))
    return Operation(
        method.upper(),
        template,
        location,
        list(_parameters(files, [place / "parameters", location / "parameters"])),
        list(_contents(files, body_place)),
        as_object(body).get("required") is True,
        "requestBody" in raw,
        list(_responses(files, location / "responses", _contents)),
        _security(files, security, Location("", ("components", "securitySchemes"))),
        _prefixes(next((one["servers"] for one in (raw, item, files.raw) if one.get("servers")), None)),
    )


def _prefixes(servers: object) -> list[str]:
    """The paths that servers begin with; a document's own path counts as well, since consumers may leave it out."""
    found = [""]
    for server in servers if isinstance(servers, list) else ():
        url = str(as_object(server).get("url", ""))
        for name, variable in as_object(as_object(server).get("variables")).items():
            url = url.replace(f"{{{name}}}", str(as_object(variable).get("default", "")))
        try:
            found.insert(0, urlsplit(url).path.rstrip("/"))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def _parameters(files: DocumentFiles, lists: Sequence[Location]) -> Iterator[Parameter]:
    found: dict[tuple[str, str], Parameter] = {}
    for one in lists:
        raw = files.at(one)
        for index in range(len(raw)) if isinstance(raw, list) else ():
            place, value = files.follow(one / index)
            value = as_object(value)
            where, name = str(value.get("in", "")), str(value.get("name", ""))
            found[where, name.lower() if where == "header" else name] = _parameter(files, place, name, where)
    yield from found.values()


def _parameter(files: DocumentFiles, place: Location, name: str, where: str) -> Parameter:
    raw = as_object(files.at(place))
    style = str(raw.get("style", "form" if where in ("query", "cookie") else "simple"))
    contents = list(_contents(files, place))
    schema = (contents[0].schema if contents else None) or (place / "schema" if "schema" in raw else None)
    if files.is_swagger and "schema" not in raw:
        schema = place if "type" in raw else None
        style = {"ssv": "spaceDelimited", "pipes": "pipeDelimited"}.get(str(raw.get("collectionFormat")), style)
        explode = raw.get("collectionFormat") == "multi"
    else:
        explode = raw.get("explode", style == "form") is True
    media_type = contents[0].media_type if contents else None
    return Parameter(name, where, place, schema, raw.get("required") is True, style, explode, media_type)


def _contents(files: DocumentFiles, place: Location) -> Iterator[Content]:
    for media_type in as_object(as_object(files.at(place)).get("content")):
        inside, raw = files.follow(place / "content" / media_type)
        yield Content(str(media_type), inside, inside / "schema" if "schema" in as_object(raw) else None)


def _responses(files: DocumentFiles, place: Location, contents: Any) -> Iterator[DocumentedResponse]:
    for status in as_object(files.at(place)):
        inside, raw = files.follow(place / status)
        headers = as_object(raw).get("headers")
        if not str(status).startswith("x-"):
            named = [(name, *files.follow(inside / "headers" / name)) for name in as_object(headers)]
            yield DocumentedResponse(
                str(status).replace("xx", "XX"),
                inside,
                list(contents(files, inside)),
                [_parameter(files, one, str(name), "header") for name, one, _ in named],
            )


def _security(files: DocumentFiles, raw: object, schemes: Location) -> list[list[SecurityScheme]]:
    alternatives = [as_object(one) for one in raw] if isinstance(raw, list) else []
    if not alternatives or {} in alternatives:
        return []
    return [[_scheme(files, schemes / name) for name in one] for one in alternatives]


def _scheme(files: DocumentFiles, place: Location) -> SecurityScheme:
    found = as_object(files.follow(place)[1])
    kind = found.get("type")
    if kind == "apiKey":
        return SecurityScheme(place.name, str(found.get("in", "")), str(found.get("name", "")))
    seen = kind in ("http", "basic", "oauth2", "openIdConnect")
    return SecurityScheme(place.name, "header" if seen else "", "Authorization" if seen else "")


@dataclass(frozen=True)
class _Produced:
    """Version 2.0 says beside the operation which media types its bodies have."""

    media_types: Sequence[str] = field(default_factory=list)

    def __call__(self, files: DocumentFiles, place: Location) -> Iterator[Content]:
        if "schema" in as_object(files.at(place)):
            for one in self.media_types or ("application/json",):
                yield Content(one, place, place / "schema")


def _swagger(files: DocumentFiles, template: str, method: str, place: Location, item: Mapping[str, Any]) -> Operation:
    """An operation of version 2.0."""
    location, root = place / method, files.raw
    raw = as_object(item[method])
    parameters = list(_parameters(files, [place / "parameters", location / "parameters"]))
    body = next((one for one in parameters if one.where == "body"), None)
    has_form = any(one.where == "formData" for one in parameters)
    consumes = _texts(raw.get("consumes", root.get("consumes")))
    if has_form and not consumes:
        consumes = ["application/x-www-form-urlencoded", "multipart/form-data"]
    contents = [Content(one, body.location, body.schema) for one in consumes or ["application/json"]] if body else []
    contents += [Content(one, location, None) for one in consumes] if has_form else []
    produces = _Produced(_texts(raw.get("produces", root.get("produces"))))
    return Operation(
        method.upper(),
        template,
        location,
        [one for one in parameters if one.where not in IN_BODY],
        contents,
        body is not None and body.required,
        body is not None or has_form,
        list(_responses(files, location / "responses", produces)),
        _security(files, raw.get("security", root.get("security")), Location("", ("securityDefinitions",))),
        list(dict.fromkeys([str(root.get("basePath", "")).rstrip("/"), ""])),
        produces.media_types,
    )


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
