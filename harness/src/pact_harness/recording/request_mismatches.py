"""Why a contract test failed on leaving `pact.serve()`: what the client sent, and what the test's interactions say.

    profile-client does not send what its contract with user-service says
      sent    Request not found: DELETE /user/6, which is in no interaction of this test
      when    a request to delete a user
      but     Missing request: DELETE /users/6, which did not come
      test    tests/consumer/test_users.py:12: with pact.serve() as server:
      next    python -m pytest tests/consumer/test_users.py::test_delete_user

The words of each mismatch are pact's own. What the client raised when the mock server refused its request follows.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import pytest
from pact.error import Mismatch, MismatchesError, MissingRequest, RequestMismatch, RequestNotFound

from pact_harness.pactfile.readable_text import shorten
from pact_harness.project import python_m, settings_of
from pact_harness.recording.recorded_pact import RecordedPact
from pact_harness.recording.session import RECORDING
from pact_harness.recording.staging import written
from pact_harness.results.library_frames import library_of
from pact_harness.results.masking import Masking

Json = Mapping[str, Any]
Lines = Iterator[tuple[str, str]]
LIMIT = 300  # characters shown of a request's body, and of a sentence of pact's
FIRST = "Before that, the test raised this exception"
REFUSED = "The mock server answers 500 to a request that it refuses."


def mismatch_report(item: pytest.Item, pact: RecordedPact, excinfo: pytest.ExceptionInfo[BaseException]) -> Any:
    """What the report of *item* says in place of pytest's own text; None where that is to stay."""
    error, options = excinfo.value, item.config.option
    if not isinstance(error, MismatchesError) or options.fulltrace or options.tbstyle in ("long", "native"):
        return None
    masking = Masking(settings_of(item.config).masked_headers)
    text = mismatch_message(error, pact.consumer, pact.provider, _interactions(item, pact), masking)
    command = python_m(item.config, "pytest", item.nodeid)
    text = "\n".join([text, *map(masking.text, _line(item, excinfo)), f"  next    {command}"])
    if isinstance(error.__context__, Exception):
        refused = any(not isinstance(one, MissingRequest) for one in error.mismatches)
        text += f"\n\n{FIRST}{f'. {REFUSED}' if refused else ':'}\n{masking.text(_of_the_project(error.__context__))}"
    failure = pytest.fail.Exception(text, pytrace=False).with_traceback(excinfo.tb)
    return item.repr_failure(pytest.ExceptionInfo.from_exception(failure))


def mismatch_message(
    error: MismatchesError, consumer: str, provider: str, interactions: Sequence[Json], masking: Masking
) -> str:
    """The mismatches, with the descriptions of the *interactions*, which are JSON as in a pact file."""
    for one in interactions:
        masking.interaction(one)  # what it holds in such headers is learned
    for mismatch in error.mismatches:
        if isinstance(mismatch, RequestNotFound):
            masking.interaction({"request": mismatch.request})
    lines = [line for one in error.mismatches for line in _facts(one, interactions, masking)]
    counted = Counter(f"  {label:<7} {masking.text(text)}" for label, text in lines)
    heading = f"{consumer} does not send what its contract with {provider} says"
    return "\n".join([heading, *(f"{line} ({n} times)" if n > 1 else line for line, n in counted.items())])


def _facts(mismatch: Mismatch, interactions: Sequence[Json], masking: Masking) -> Lines:
    if isinstance(mismatch, RequestNotFound):
        yield "sent", f"Request not found: {_shown(mismatch.request, masking)}, which is in no interaction of this test"
    elif isinstance(mismatch, MissingRequest):
        yield "when", _described(mismatch.request, interactions)
        yield "but", f"Missing request: {_shown(mismatch.request, masking)}, which did not come"
    elif isinstance(mismatch, RequestMismatch):
        yield "when", _described({"method": mismatch.method, "path": mismatch.path}, interactions)
        yield "but", f"Request mismatch: {mismatch.method} {mismatch.path}"
        parts = sorted(_of_part(one, masking) for one in mismatch.mismatches)  # pact's order is another in each run
        yield from (("at", shorten(masking.text(one), LIMIT, count=True)) for one in parts)
    else:
        yield "but", str(mismatch)


def _of_part(mismatch: Any, masking: Masking) -> str:
    """Where a request differs, and pact's sentence; of a masked header no sentence, which holds its values."""
    place = _place(mismatch)
    if mismatch.type == "HeaderMismatch" and masking.hides(mismatch.key):
        expected = masking.header(mismatch.key, mismatch.expected.strip('"'))
        actual = masking.header(mismatch.key, mismatch.actual) if mismatch.actual else "none"
        return f"{place}  expected {expected}, got {actual}"
    return f"{place}  {getattr(mismatch, 'mismatch', mismatch)}"


def _place(mismatch: Any) -> str:
    match mismatch.type:
        case "HeaderMismatch":
            return f"header {mismatch.key}"
        case "QueryMismatch":
            return f"query {mismatch.parameter}"
        case "BodyMismatch":
            return str(mismatch.path)
        case "BodyTypeMismatch":
            return "media type"
        case kind:
            return str(kind).removesuffix("Mismatch").lower()


def _shown(request: Json, masking: Masking) -> str:
    """`POST /users?limit=1 {"name": "x"}`; masked before it is cut, which could leave half of a secret."""
    query, body = request.get("query"), request.get("body")
    target = request["path"] + (f"?{urlencode(query, doseq=True)}" if isinstance(query, Mapping) and query else "")
    held = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    return f"{request['method']} {target}{f' {shorten(masking.text(held), LIMIT, count=True)}' if body else ''}"


def _described(request: Json, interactions: Sequence[Json]) -> str:
    """The descriptions of the interactions that have this request."""
    alike = [one for one in interactions if _is_of(request, one["request"], ("method", "path"))]
    exactly = [one for one in alike if _is_of(request, one["request"], ("query", "headers"))]
    found = exactly or alike
    return " or ".join(one["description"] for one in found) or f"{request['method']} {request['path']}"


def _is_of(request: Json, other: Json, keys: Sequence[str]) -> bool:
    return all(request.get(key) == other.get(key) for key in keys)


def _interactions(item: pytest.Item, pact: RecordedPact) -> list[Json]:
    try:
        found = written(pact, item.config.stash[RECORDING].own)["interactions"]
    except Exception:  # a pact that cannot be written has no names for its requests, and no less is wrong with them
        return []
    return [one for one in found if "request" in one]


def _line(item: pytest.Item, excinfo: pytest.ExceptionInfo[BaseException]) -> list[str]:
    """The last line of the test's own file."""
    entries = [entry for entry in excinfo.traceback if entry.path == item.path]
    if not entries:
        return []
    source = str(entries[-1].statement).strip().splitlines()[0]
    return [f"  test    {item.nodeid.split('::')[0]}:{entries[-1].lineno + 1}: {source}"]


def _of_the_project(error: Exception) -> str:
    """The exception as pytest shows it, with the frames of the project."""

    def own(excinfo: pytest.ExceptionInfo[BaseException]) -> Any:
        return excinfo.traceback.filter(lambda entry: not library_of(str(entry.path))) or excinfo.traceback

    return str(pytest.ExceptionInfo.from_exception(error).getrepr(style="short", tbfilter=own, chain=False))
