"""An OpenAPI document and the files it refers to: read once, never fetched, each part with its location.

OpenAPI 3.0 and 3.1, and 2.0: https://spec.openapis.org/oas/latest.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

MOST_FILES = 200
LONGEST_CHAIN = 100
CIRCLE = -1


class OpenApiError(ValueError):
    """A file that should be an OpenAPI document and is not; the message says what is wrong."""


@dataclass(frozen=True)
class Location:
    """A place in a document: the file it stands in (empty for the document itself) and the steps to it."""

    file: str
    steps: tuple[str, ...]

    def __truediv__(self, step: object) -> "Location":
        return Location(self.file, (*self.steps, str(step)))

    def __str__(self) -> str:
        return f"{self.file}#{self.pointer}"

    @property
    def pointer(self) -> str:
        return "".join(f"/{step.replace('~', '~0').replace('/', '~1')}" for step in self.steps)

    @property
    def name(self) -> str:
        return self.steps[-1] if self.steps else self.file.rsplit("/", 1)[-1].split(".", 1)[0]


@dataclass(frozen=True)
class Reference:
    """A ``$ref`` that cannot be followed: where it stands, what it says, and why not."""

    location: Location
    target: str
    problem: str


@dataclass
class DocumentFiles:
    """``documents`` holds the document itself under ``""``, and the files that it refers to by their relative names."""

    documents: dict[str, Any]
    path: Path = field(default_factory=lambda: Path("openapi.yaml"))
    broken: list[Reference] = field(default_factory=list)

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> "DocumentFiles":
        """A document that stands alone."""
        return cls({"": raw})

    @property
    def raw(self) -> Mapping[str, Any]:
        return as_object(self.documents[""])

    @property
    def version(self) -> str:
        return str(self.raw.get("openapi") or self.raw.get("swagger") or "")

    @property
    def is_swagger(self) -> bool:
        return "openapi" not in self.raw and "swagger" in self.raw

    @property
    def title(self) -> str:
        return str(as_object(self.raw.get("info")).get("title", ""))

    def at(self, location: Location) -> Any:
        """What stands there; None for nothing."""
        value = self.documents.get(location.file)
        for step in location.steps:
            if isinstance(value, list):
                value = value[int(step)] if step.isdigit() and int(step) < len(value) else None
            else:
                value = as_object(value).get(step)
        return value

    def follow(self, location: Location) -> tuple[Location, Any]:
        """The end of a chain of references that begins there; an empty object for one that leads nowhere."""
        for _ in range(LONGEST_CHAIN):
            value = self.at(location)
            reference = as_object(value).get("$ref")
            if not isinstance(reference, str):
                return location, value
            target = target_of(location.file, reference)
            if target is None:
                break
            location = target
        return location, {}


def as_object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def target_of(file: str, reference: str) -> Location | None:
    """Where a ``$ref`` in *file* leads; None for one to another machine, or by an anchor."""
    try:
        parts = urlsplit(reference)
    except ValueError:
        return None
    if parts.scheme or parts.netloc or (parts.fragment and not parts.fragment.startswith("/")):
        return None
    steps = unquote(parts.fragment).split("/")[1:]
    return Location(
        _beside(file, unquote(parts.path)), tuple(one.replace("~1", "/").replace("~0", "~") for one in steps)
    )


def _beside(file: str, other: str) -> str:
    if not other:
        return file
    steps: list[str] = file.split("/")[:-1]
    for step in other.split("/"):
        if step == ".." and steps and steps[-1] != "..":
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)


def references(value: object, location: Location) -> Iterator[tuple[Location, str]]:
    """Every ``$ref`` below a value, and where it stands."""
    waiting = [(value, location)]
    while waiting:
        current, at = waiting.pop()
        if isinstance(current, dict):
            if isinstance(current.get("$ref"), str):
                yield at, current["$ref"]
            waiting += [(child, at / key) for key, child in current.items() if isinstance(child, dict | list)]
        elif isinstance(current, list):
            waiting += [(child, at / index) for index, child in enumerate(current) if isinstance(child, dict | list)]


def read_files(path: Path) -> DocumentFiles:
    """An OpenAPI document in YAML or JSON, with the files it refers to; ``OpenApiError`` for a file that is none."""
    raw = _read(path)
    if not isinstance(raw, Mapping) or not ("openapi" in raw or "swagger" in raw):
        what = "an AsyncAPI document" if isinstance(raw, Mapping) and "asyncapi" in raw else "not an OpenAPI document"
        raise OpenApiError(f"{path} is {what}: it has no 'openapi'")
    files = DocumentFiles({"": raw}, path)
    version = files.version
    if not version.startswith(("3.0", "3.1", "2.0")):
        raise OpenApiError(f"{path} follows version {version[:40]!r} of OpenAPI; 2.0, 3.0 and 3.1 are read")
    _read_others(files)
    return files


def _read_others(files: DocumentFiles) -> None:
    """The files that references lead to, and the references that lead nowhere."""
    waiting = [""]
    found: list[tuple[Location, str]] = []
    failures: dict[str, str] = {}
    lengths: dict[Location, int] = {}
    while waiting:
        file = waiting.pop()
        for location, target in references(files.documents[file], Location(file, ())):
            found.append((location, target))
            leads = target_of(file, target)
            if leads and leads.file not in files.documents and leads.file not in failures:
                if problem := _read_other(files, leads.file):
                    failures[leads.file] = problem
                else:
                    waiting.append(leads.file)
    for location, target in found:
        if problem := _problem(files, location, target, failures, lengths):
            files.broken.append(Reference(location, target, problem))


def _read_other(files: DocumentFiles, file: str) -> str | None:
    """Reads a file beside the document; what is wrong with it."""
    if len(files.documents) > MOST_FILES:
        return f"more than {MOST_FILES} files are not read"
    path = files.path.parent / file
    if not path.is_file():
        return f"there is no file {file}"
    try:
        files.documents[file] = _read(path)
    except OpenApiError as error:
        return str(error)
    return None


def _problem(
    files: DocumentFiles, location: Location, target: str, failures: Mapping[str, str], lengths: dict[Location, int]
) -> str | None:
    leads = target_of(location.file, target)
    if leads is None:
        remote = "://" in target or target.startswith("//")
        return "it leads to another machine, and nothing is downloaded" if remote else "anchors are not followed"
    if leads.file in failures:
        return failures[leads.file]
    if files.at(leads) is None:
        return "nothing is there"
    length = _length(files, location, lengths)
    if length == CIRCLE:
        return "it leads back to itself"
    return f"it leads on more than {LONGEST_CHAIN} times" if length > LONGEST_CHAIN else None


def _length(files: DocumentFiles, location: Location, lengths: dict[Location, int]) -> int:
    """How many references follow each other from there on, each looked at once; CIRCLE for one in a circle."""
    way: dict[Location, int] = {}  # each place on the way, and which it is
    known, first = 0, location
    while isinstance(reference := as_object(files.at(location)).get("$ref"), str):
        if location in lengths:
            known = lengths[location] if lengths[location] != CIRCLE else 0
            break
        if location in way:
            circle = [one for one, at in way.items() if at >= way[location]]
            lengths.update(dict.fromkeys(circle, CIRCLE))
            break
        way[location] = len(way)
        target = target_of(location.file, reference)
        if target is None:
            break
        location = target
    for one in reversed(way):
        if lengths.get(one) != CIRCLE:
            known += 1
            lengths[one] = known
    return lengths.get(first, 0)


def _read(path: Path) -> object:
    try:
        from pact_harness.openapi import yaml_reader  # only here: what reads no document does without PyYAML
    except ImportError as error:
        if error.name != "yaml":
            raise
        install = "python -m pip install 'pytest-pact-harness[checks]'"
        raise OpenApiError(f"{path} cannot be read without PyYAML. Run: {install}") from error
    try:
        if path.stat().st_size > yaml_reader.MOST_BYTES:
            raise OpenApiError(f"{path} has more than the {yaml_reader.MOST_BYTES:,} bytes that are read")
        return yaml_reader.parse(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, yaml_reader.UnreadableError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise OpenApiError(f"{path} cannot be read as an OpenAPI document: {reason}") from error
