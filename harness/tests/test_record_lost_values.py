"""Values that the Pact FFI rewrites or drops without a word: each is refused, with the call that works instead.

Each kind has its words, what else belongs to the kind, and the nearest neighbour that is recorded as it was given.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

# ruff: noqa: E501 - what is said stands here as it is said
import pytest
from pact import match

from pact_harness.recording.clock_values import is_from_the_clock
from pact_harness.recording.lost_values import losses
from pact_harness.recording.recorded_pact import RecordedPact
from pact_harness.recording.validation import refusals

Define = Callable[[Any], Any]


def refused(define: Define, folder: Path, kind: str = "HTTP") -> list[str]:
    """Why the one interaction that *define* completes may not be recorded."""
    pact = RecordedPact("shop", "stock")
    interaction = pact.upon_receiving("x", kind)  # type: ignore[arg-type]
    define(interaction.with_request("GET", "/") if kind == "HTTP" else interaction)
    pact.write_file(folder)
    (written,) = json.loads((folder / "shop-stock.json").read_bytes())["interactions"]
    return [*losses(pact.said[0], written), *refusals(written)]


def answer(define: Define) -> Define:
    return lambda interaction: define(interaction.will_respond_with(200))


def header(*values: Any, name: str = "X-Paging") -> Define:
    def define(interaction: Any) -> None:
        for value in values:
            interaction.with_header(name, value)

    return answer(define)


def body(*given: Any) -> Define:
    return answer(lambda interaction: interaction.with_body(*given))


def query(*values: Any) -> Define:
    def define(interaction: Any) -> None:
        for value in values:
            interaction.with_query_parameter("q", value)

    return define


COOKIES = (match.regex("a=1", regex="a=.*"), match.regex("b=1", regex="b=.*"))

WORDS: dict[str, tuple[Define, str]] = {
    "a header that is JSON": (
        header('{"page":1}'),
        "with_header('X-Paging', '{\"page\":1}') is recorded as \"\", because pact treats a JSON object as a "
        "matcher: use set_header('X-Paging', '{\"page\":1}'), which does not",
    ),
    "a header set twice": (
        answer(lambda one: one.set_header("X-Paging", "a").set_header("x-paging", "b")),
        "set_header('X-Paging', …) replaces the earlier value, so only \"b\" is recorded: use with_header for each",
    ),
    "two matchers on one header": (
        header(*COOKIES, name="Set-Cookie"),
        "the values of the header Set-Cookie have rules of their own, and pact keeps only the first: give all of them "
        "the same matcher, or write literals and .with_matching_rules({'header': {'Set-Cookie': {'matchers': […]}}})",
    ),
    "a parameter that is JSON": (
        query('{"a":1}'),
        "with_query_parameter('q', '{\"a\":1}') is recorded as \"\", because pact treats a JSON object as a "
        "matcher: use match.regex('{\"a\":1}', regex='\\\\{\"a\":1\\\\}')",
    ),
    "a list as a parameter": (
        query([1, 2]),
        "with_query_parameter('q', [1, 2]) is recorded as the text \"[1, 2]\": call it once for each value",
    ),
    "None as a parameter": (
        query(None),
        "with_query_parameter('q', None) is recorded as the text 'null': give it a value, or leave it out",
    ),
    "two matchers on one parameter": (
        query(match.int(1), match.regex("a", regex="a")),
        "the values of the query parameter q have rules of their own, and pact keeps only the first: give all of them "
        "the same matcher, or write literals and .with_matching_rules({'query': {'q': {'matchers': […]}}})",
    ),
    "a body whose content type pact guesses": (
        body({"@id": match.int(1)}),
        "the response body is recorded as text, not as JSON, because pact guesses the content type "
        "from its first characters, "
        'and does not recognise {"@id": {"pa as JSON: name the type, with_body(…, \'application/json\')',
    ),
    "a key that no verifier can read": (
        body({"it's": match.int(1)}),
        'the verifier cannot read a rule for the key "it\'s" in the response body (it has a quote or a backslash, or is '
        "empty or *): write a plain value there, and match.like(…) around the object that holds it",
    ),
    "a matcher for one of several items": (
        body({"k": match.like([0, match.regex("abc", regex="[a-c]+")])}),
        "the matcher at response body $['k'][1] is not in the contract, or not for that place alone (in a list within "
        "match.like it is for every item): leave out that like, or use .with_binary_body(json.dumps({…}).encode(), "
        "'application/json').with_matching_rules({'body': {…}})",
    ),
    "a matcher in text": (
        body(match.regex("abc", regex="a.*"), "text/plain"),
        "a matcher within a response body of text/plain is recorded as the text of the matcher: give the example as "
        "text, and .with_matching_rules({'body': {'$': {'matchers': [{'match': 'regex', 'regex': '…'}]}}})",
    ),
    "null": (
        body(None),
        "a response body of JSON null can be recorded and never verified: leave with_body out where there is no body, "
        "or have the provider answer with an object",
    ),
    "two bodies": (
        answer(lambda one: one.with_body({"a": match.int(1)}).with_body({"b": 1})),
        "the response body is given twice, and pact keeps the last one with the rules of both: call with_body once",
    ),
    "no JSON": (
        body("abc", "application/json"),
        "the response body is no JSON, although its content type is application/json: correct one of the two",
    ),
    "a number beyond 64 bits": (
        body({"a": 2**70}),
        "the response body is recorded with 1.1805916207174112e+21 at $.a, where the test gave 1180591620717411303424: "
        "pact holds numbers of 64 bits, so give a smaller one, or a text",
    ),
    "a parameter of a state beyond 64 bits": (
        lambda one: one.given("a thing", id=2**70),
        "the provider state 'a thing' is recorded with {\"id\": 1.1805916207174113e+21}, where the test gave "
        '{"id": 1180591620717411303424}: pact holds numbers of 64 bits',
    ),
    "a state without a name": (
        lambda one: one.given(""),
        "a provider state has no name, and the verifier then sets up none: name it, or leave given() out",
    ),
    "an example that its format refuses": (
        body({"at": match.datetime("2020-01-01T00:00:00+00:00")}),
        'the example "2020-01-01T00:00:00+00:00" at response body $.at does not fit its own format '
        "\"yyyy-MM-dd'T'HH:mm:ssZ\" as the verifier reads it (Java's notation: yyyy-MM-dd'T'HH:mm:ss.SSS; Z is +0000, XXX is "
        "+00:00 or Z), so no provider could give it: correct one of the two",
    ),
    "no example of a moment": (
        body({"at": match.datetime()}),
        "the matcher at response body $.at has no example, so every run would invent another one: give it a value, as in "
        'match.datetime("2020-01-31T13:05:00+0000") (`a & b` loses its values: use one matcher)',
    ),
}

OF_THE_KIND: dict[str, tuple[Define, str]] = {
    "a dict as a header": (header({"a": "b"}), "use set_header('X-Paging', '{\"a\": \"b\"}')"),
    "a matcher and a literal": (header(COOKIES[0], "b=1", name="Set-Cookie"), "have rules of their own"),
    "a dict as a parameter": (query({"a": 1}), "treats a JSON object as a matcher"),
    **{
        f"the key {key!r}": (
            body({key: 1, "b": [{"c": match.int(1)}]}),
            "is recorded as text, not as JSON",
        )
        for key in ("@odata.context", "$ref", "*", "ключ", "名", "😀", "é", "-a", "#x", "(", "~")
    },
    **{
        f"a response header with {value!r}": (
            header(value),
            f"the response header X-Paging holds {told}, and the verifier reads no such header: encode it, as RFC 8187",
        )
        for value, told in {"Grüße": "'\\xfc'", "a\nb": "'\\n'", "a\x7f": "'\\x7f'", "😀": "'\\U0001f600'"}.items()
    },
    "a request header with a line end": (
        lambda one: one.with_header("X-Name", "a\r\nb").will_respond_with(200),
        "the request header X-Name holds '\\r', and the verifier reads no such header",
    ),
    "an empty key": (body({"": match.int(1)}, "application/json"), "the verifier cannot read a rule"),
    "a star": (body({"a": {"*": match.int(1), "b": 1}}), "the verifier cannot read a rule"),
    "a backslash": (body({"k": match.each_like({"a\\b": match.int(1)}, min=1)}), "the verifier cannot read a rule"),
    "an empty key in a variant": (
        body(match.array_containing([{"": match.int(1)}])),
        "the verifier cannot read a rule",
    ),
    "a text of null": (body("null", "application/json"), "JSON null"),
    "NaN": (body({"a": float("nan")}), "is no JSON"),
    "milliseconds as ff": (
        body({"at": match.time("12:00:00.123", "HH:mm:ss.fff", disable_conversion=True)}),
        "does not fit",
    ),
    "Python's letters": (body({"at": match.date("2020-01-01", "%Y-%m-%d", disable_conversion=True)}), "does not fit"),
    "no such day": (body({"at": match.date("2023-02-30")}), "does not fit"),
    "below a key of digits": (body({"007": match.date("2023-02-30")}), "at response body $[7] does not fit"),
    "in a header": (header(match.date("2023-02-30")), "at response header X-Paging does not fit"),
    "in a parameter": (query(match.date("2023-02-30")), "at request query q does not fit"),
    "in a variant": (body(match.array_containing([{"at": match.date("2023-02-30")}])), "body $[0].at does not fit"),
    "from the clock": (
        # now is when the test runs: ten minutes after the collection the value is no longer this moment's
        lambda one: body({"at": match.datetime(datetime.now(UTC))})(one),
        "was taken from the clock, so every run would record another one: give it a fixed one, as in "
        'match.datetime("2020-01-31T',
    ),
    "today": (lambda one: body({"at": match.date(datetime.now().date())})(one), 'as in match.date("2020-01-31")'),  # noqa: DTZ005
    "no example of a date": (body({"at": match.date()}), 'as in match.date("2020-01-31")'),
    "no example of a text": (body({"at": match.str()}), 'as in match.str("a text")'),
}

ALLOWED: dict[str, Define] = {
    "a request header outside ASCII": lambda one: one.with_header("X-Name", "Grüße").will_respond_with(200),
    "a tab in a header": header("a\tb"),
    "set_header with JSON": answer(lambda one: one.set_header("X-Paging", '{"page":1}')),
    "a header that is a JSON list or number": header("[1]", "12", "true", '"etag"'),
    "a header of several values": header("a, b;q=1", name="Accept"),
    "a media type with spaces": header("text/html; charset=utf-8", name="Content-Type"),
    "two values of one matcher": header(match.regex("a=1", regex=".=.*"), match.regex("b=1", regex=".=.*")),
    "two literals and a rule": answer(
        lambda one: (
            one.with_header("Set-Cookie", "a=1")
            .with_header("Set-Cookie", "b=1")
            .with_matching_rules(
                {"header": {"Set-Cookie": {"combine": "AND", "matchers": [{"match": "regex", "regex": "[ab]=.*"}]}}}
            )
        )
    ),
    "a parameter that is a JSON list, a number, a boolean": query('["a"]', 5, True),
    "a parameter's JSON by a regex": query(match.regex('{"a":1}', regex='\\{"a":1\\}')),
    "keys that pact reads": body(
        {key: match.int(1) for key in ("Größe", "a/b", "a b", "a.b", "a[0]", 'a"b', "x]", "a名")}
    ),
    "such bodies with their content type": body(
        {key: match.int(1) for key in ("@id", "$ref", "ключ", "名", "😀", "é", "-a", "#x", "(", "~", "1", "007")},
        "application/json",
    ),
    "keys that pact's guess knows first": body({"a": 1, "@id": match.int(1), "名": match.int(1)}),
    "such keys within match.like": body({"k": match.like({"@id": 1, "it's": 2, "": 3, "名": 4})}),
    "a binary body of JSON": answer(
        lambda one: one.with_binary_body(b'{"@id": 1}', "application/json").with_matching_rules(
            {"body": {"$['@id']": {"combine": "AND", "matchers": [{"match": "type"}]}}}
        )
    ),
    "text": body("abc", "text/plain"),
    "JSON as text, without a matcher": body({"a": 1}, "text/csv"),
    "text with a rule": answer(
        lambda one: one.with_body("abc", "text/plain").with_matching_rules(
            {"body": {"$": {"combine": "AND", "matchers": [{"match": "regex", "regex": "a.*"}]}}}
        )
    ),
    "matchers in a list": body({"a": [0, match.int(1)], "b": match.like([match.int(1)]), "c": match.like([0, "a"])}),
    "null within a body": body({"a": None, "b": match.like(None)}),
    "values that are false": body({"a": False, "b": 0, "c": "", "d": [], "e": -0.0, "f": 2**63, "g": 0.1 + 0.2}),
    "false itself": body(False),
    "every matcher": body(
        {
            "a": match.each_like({"b": match.int(1)}, min=2),
            "b": match.array_containing([{"a": match.int(1)}, 2]),
            "c": match.each_key_matches({"a": 1}, rules=match.regex("a", regex="a")),
            "d": match.each_value_matches({"a": 1}, rules=[match.int(1)]),
            "e": match.includes("a"),
            "f": match.none(),
            "g": match.like([{"a": [match.bool(True)]}]),
        }
    ),
    "XML": body("<a/>", "application/xml"),
    "a moment": body({"at": match.datetime("2020-01-01T00:00:00+0000"), "on": match.date("2020-02-29")}),
    "a moment with a colon": body({"at": match.datetime("2020-01-01T00:00:00Z", "%Y-%m-%dT%H:%M:%S%:z")}),
    "a state's parameters": lambda one: one.given("a thing", id=1.0, name=None, of={"a": [1]}).given("another"),
}


@pytest.mark.parametrize(("define", "words"), WORDS.values(), ids=WORDS)
def test_what_the_file_does_not_say_is_refused_with_the_call_that_works(
    define: Define, words: str, tmp_path: Path
) -> None:
    assert refused(define, tmp_path) == [words]


@pytest.mark.parametrize(("define", "words"), OF_THE_KIND.values(), ids=OF_THE_KIND)
def test_what_is_of_the_same_kind_is_refused_too(define: Define, words: str, tmp_path: Path) -> None:
    (reason,) = refused(define, tmp_path)
    assert words in reason


@pytest.mark.parametrize("define", ALLOWED.values(), ids=ALLOWED)
def test_what_the_file_says_as_the_test_did_is_recorded(define: Define, tmp_path: Path) -> None:
    assert refused(define, tmp_path) == []


def test_a_message_without_contents_is_refused_unless_it_is_a_tombstone(tmp_path: Path) -> None:
    assert refused(lambda one: one, tmp_path, "Async") == [
        "a message without contents checks nothing, because the provider may send anything: describe them with "
        'with_body(…), or, if it means that something was deleted, mark it with set_comment("tombstone", True)'
    ]
    assert refused(lambda one: one.set_comment("tombstone", True), tmp_path / "marked", "Async") == []
    assert refused(lambda one: one.with_body({"id": 1}), tmp_path / "full", "Async") == []


def test_what_was_recorded_otherwise_is_told_with_its_place(tmp_path: Path) -> None:
    """Whatever another release of the Pact FFI may change."""
    pact = RecordedPact("shop", "stock")
    one = pact.upon_receiving("x").with_request("GET", "/m").will_respond_with(200)
    one.with_body({"a": [1, 2]}, "application/json")
    pact.write_file(tmp_path)
    (written,) = json.loads((tmp_path / "shop-stock.json").read_bytes())["interactions"]

    assert losses(pact.said[0], written) == []
    for path in ("/a", "/z"):
        (told,) = losses(pact.said[0], {**written, "request": {"method": "GET", "path": path}})
        assert "the path '/m'" in told
        assert path in told
    for content, place in (([1, 3], "$.a[1]"), ([1], "$.a"), ([1, 2, 3], "$.a"), ([1, 2.0], "$.a[1]")):
        body = {"content": {"a": content}, "contentType": "application/json"}
        (told,) = losses(pact.said[0], {**written, "response": {"status": 200, "body": body}})
        assert f" at {place}, where the test gave " in told


def test_only_the_word_true_makes_a_tombstone() -> None:
    message = {"type": "Asynchronous/Messages", "description": "x", "comments": {"tombstone": 1}}

    assert len(refusals(message)) == 1
    assert refusals({**message, "comments": {"tombstone": True}}) == []


@pytest.mark.parametrize(
    ("rules", "refused"),
    [({}, True), ({"$": "type"}, True), ({"$": "eachKey"}, False), ({"$": "values"}, False)],
    ids=["no rule", "its type", "its keys", "its values"],
)
def test_a_body_that_any_object_fits_is_refused_where_the_provider_sends_it(
    rules: dict[str, str], refused: bool
) -> None:
    body = {"contentType": "application/json", "content": {}}
    matching = {"body": {path: {"matchers": [{"match": kind}]} for path, kind in rules.items()}}
    http = {
        "type": "Synchronous/HTTP",
        "request": {"body": body},
        "response": {"body": body, "matchingRules": matching},
    }
    message = {"type": "Asynchronous/Messages", "contents": body, "matchingRules": matching}

    told = (
        " body of {} checks nothing, because every object fits: expect what the consumer reads, or leave the body out"
    )
    assert refusals(http) == ([f"a response{told}"] if refused else [])
    assert refusals(message) == ([f"a message{told}"] if refused else [])


def test_a_reply_without_contents_is_refused_too(tmp_path: Path) -> None:
    (reason,) = refused(lambda one: one.with_body({"id": 1}, part="Request"), tmp_path, "Sync")
    assert reason == (
        "a synchronous message whose response has no contents checks nothing, because the provider may answer "
        "anything: describe them with will_respond_with().with_body(…)"
    )
    both = refused(
        lambda one: one.with_body({"id": 1}).will_respond_with().with_body({"ok": 1}), tmp_path / "b", "Sync"
    )
    assert both == []


def test_the_clock_is_known_here_and_in_utc_and_other_times_are_not_it() -> None:
    now = datetime(2024, 5, 6, 23, 30, tzinfo=UTC)
    assert is_from_the_clock("2024-05-06T23:29:10Z", now)
    assert is_from_the_clock("2024-05-06", now)
    assert not is_from_the_clock("2024-05-06T12:00:00Z", now)
    assert not is_from_the_clock("2024-05-04", now)
    assert not is_from_the_clock("23:30", now)
    assert not is_from_the_clock((now + timedelta(days=1)).isoformat(), now)
