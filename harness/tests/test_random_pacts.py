"""Random pacts: what the plugin records is green for its own example and red for what its rules forbid.

A pact that would do otherwise must be refused, in words, when it is recorded.
"""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st
from pact import Verifier, match

from pact_harness.ffi_environment import TemporaryEnvironment, loopback_only, quiet
from pact_harness.recording.lost_values import losses
from pact_harness.recording.recorded_pact import RecordedPact
from pact_harness.recording.validation import refusals

Path_ = tuple[Any, ...]


@dataclass(frozen=True)
class Described:
    """What a test says of a value: to pact, and as an example; an object at one of these places breaks a rule."""

    said: Any
    example: Any
    places: tuple[Path_, ...] = ((),)


def literal(value: Any) -> Described:
    return Described(value, value)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
KEYS = st.one_of(st.sampled_from(["id", "name", "@id", "$ref", "a b", "a.b", "名", "1", "007", "Größe"]), TEXTS)
SCALARS = st.one_of(
    st.one_of(
        st.integers(-(2**63), 2**64 - 1), st.booleans(), st.floats(allow_nan=False, allow_infinity=False), TEXTS
    ).map(literal),
    st.integers(-999, 999).map(lambda value: Described(match.int(value), value)),
    TEXTS.filter(bool).map(lambda value: Described(match.str(value), value)),
    st.booleans().map(lambda value: Described(match.bool(value), value)),
    st.sampled_from([1.5, -2.25]).map(lambda value: Described(match.decimal(value), value)),
    st.just(Described(match.number(3), 3)),
    st.just(Described(match.regex("abc", regex="[a-c]+"), "abc")),
    st.just(Described(match.uuid("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"), "f81d4fae-7dec-11d0-a765-00a0c91e6bf6")),
    st.just(Described(match.date("2020-02-29"), "2020-02-29")),
    st.just(Described(match.datetime("2020-02-29T10:00:00+0000"), "2020-02-29T10:00:00+0000")),
    st.just(Described(match.includes("b"), "b", ())),
    st.just(Described(match.none(), None)),
    # refused each
    st.sampled_from(
        [
            Described(match.date("2023-02-30"), "2023-02-30"),
            Described(match.datetime("2020-02-29T10:00:00+00:00"), "2020-02-29T10:00:00+00:00"),
            Described(match.int(1) & match.like(1), 1),
        ]
    ),
)


def below(key: Any, inner: Described) -> tuple[Path_, ...]:
    return tuple((key, *place) for place in inner.places)


def an_object(inner: dict[str, Described]) -> Described:
    places = tuple(place for key, one in inner.items() for place in below(key, one))
    return Described(
        {key: one.said for key, one in inner.items()}, {key: one.example for key, one in inner.items()}, places
    )


def a_list(inner: list[Described]) -> Described:
    places = tuple(place for index, one in enumerate(inner) for place in below(index, one))
    return Described([one.said for one in inner], [one.example for one in inner], places)


def each_like(inner: Described) -> Described:
    return Described(match.each_like(inner.said, min=1), [inner.example], below(0, inner))


def like(inner: Described) -> Described:
    return Described(match.like(inner.said), inner.example, inner.places)


def one_of_these(inner: Described) -> Described:
    return Described(match.array_containing([inner.said]), [inner.example], below(0, inner)[:1])


def each_value(value: int) -> Described:
    return Described(match.each_value_matches({"a": value}, rules=[match.int(value)]), {"a": value}, (("a",),))


VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.dictionaries(KEYS, inner, max_size=3).map(an_object),
        st.lists(inner, max_size=3).map(a_list),
        inner.map(each_like),
        inner.map(like),
        inner.map(one_of_these),
        st.integers(0, 9).map(each_value),
    ),
    max_leaves=6,
)
LATIN = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=6)
HEADERS = st.one_of(LATIN, st.sampled_from(["[1]", "12", "a, b", '"etag"', "true"]))


@dataclass
class Provider:
    """Answers every request with the same status, header and body."""

    status: int = 200
    header: str = ""
    body: Any = None
    asked: list[str] = field(default_factory=list)

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        self.asked.append(request.path)
        body = json.dumps(self.body).encode()
        request.send_response(self.status)
        headers = {"Content-Type": "application/json", "Content-Length": str(len(body)), "X-Any": self.header}
        for name, value in headers.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)


@dataclass
class Verification:
    provider: Provider
    port: int
    folder: Path

    def green(self, file: Path) -> bool:
        verifier = Verifier("stock", host="127.0.0.1").add_transport(url=f"http://127.0.0.1:{self.port}")
        verifier.add_source(file)
        self.provider.asked.clear()
        with TemporaryEnvironment(loopback_only(self.folder)), quiet():
            try:
                verifier.verify()
            except RuntimeError:
                return False
        assert self.provider.asked
        return True


@pytest.fixture(scope="module")
def verification(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Verification]:
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.answer(self)

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield Verification(provider, server.server_port, tmp_path_factory.mktemp("random"))
        server.shutdown()
        thread.join()


def broken(example: Any, place: Path_) -> Any:
    """*example* with an object where *place* is, which no rule there lets pass."""
    if not place:
        return {"": "an object that nobody expects"} if not isinstance(example, dict) else ["a list"]
    first, *rest = place
    if isinstance(example, dict):
        return {key: broken(one, tuple(rest)) if key == first else one for key, one in example.items()}
    return [broken(one, tuple(rest)) if index == first else one for index, one in enumerate(example)]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    body=st.dictionaries(KEYS, VALUES, min_size=1, max_size=3).map(an_object),
    header=HEADERS,
    query=TEXTS,
    path=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=4),
    kind=st.sampled_from(["application/json", "application/json", "application/json", None]),
    data=st.data(),
)
def test_what_is_recorded_is_kept_by_its_example_and_broken_by_what_its_rules_forbid(
    verification: Verification,
    body: Described,
    header: str,
    query: str,
    path: str,
    kind: str | None,
    data: st.DataObject,
) -> None:
    pact = RecordedPact("shop", "stock")
    interaction = pact.upon_receiving("x").with_request("GET", f"/{quote(path)}").with_query_parameter("q", query)
    interaction.will_respond_with(200).with_header("X-Any", header).with_body(body.said, kind)
    pact.write_file(verification.folder, overwrite=True)
    file = verification.folder / "shop-stock.json"
    (written,) = json.loads(file.read_bytes())["interactions"]
    if reasons := [*losses(pact.said[0], written), *refusals(written)]:
        assert all(len(reason) > 40 for reason in reasons)
        return
    note(json.dumps(written, ensure_ascii=False))
    provider = verification.provider
    provider.status, provider.header, provider.body = 200, header, body.example
    assert verification.green(file)
    if body.places:
        provider.body = broken(body.example, data.draw(st.sampled_from(body.places)))
        note(f"broken: {provider.body!r}")
        assert not verification.green(file)
    provider.status, provider.body = 201, body.example
    assert not verification.green(file)
    provider.status, provider.header = 200, f"{header}x"
    assert not verification.green(file)
