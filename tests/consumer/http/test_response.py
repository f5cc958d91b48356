"""What an answer means, without a network.

- each kind of status becomes the error it is named for, and only the one asked for passes
- a 404 is "no such user" where the URL names a user, and a refusal where it does not
- a refusal says why in the service's words, or by its status where the service gave none
- a body that is not JSON, not a user, or called something else names what is wrong and where
- Retry-After by number, by date, and as nonsense
- any answer at all is a user or a UserClientError; any Retry-After at all is seconds or nothing (Hypothesis)
- errors survive pickling, as processes need it
"""

import pickle
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumer import (
    ContractError,
    Problem,
    RejectedError,
    UnavailableError,
    User,
    UserClientError,
    UserNotFoundError,
)
from consumer.http.response import Response, seconds_to_wait
from tests.consumer.answering import ALICE

GET = "GET http://localhost/users/1"
NOON = datetime(2020, 1, 1, 12, tzinfo=UTC)


def answered(status: int, body: bytes) -> Response:
    return Response(GET, status, "application/json", body)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        *[(status, ContractError) for status in (101, 201, 204, 299, 301, 304, 308, 399, 600, 999)],
        *[(status, RejectedError) for status in (400, 401, 403, 405, 408, 413, 415, 422, 499)],
        *[(status, UnavailableError) for status in (429, 500, 501, 502, 503, 504, 599)],
        (404, UserNotFoundError),
    ],
)
def test_a_status_becomes_the_error_it_is_named_for(status: int, error: type[UserClientError]) -> None:
    with pytest.raises(UserClientError) as raised:
        answered(status, ALICE).require(200, missing=UserNotFoundError(1))
    assert type(raised.value) is error


def test_the_status_asked_for_passes() -> None:
    answered(200, b"").require(200)
    answered(404, b"").require(404, missing=UserNotFoundError(1))


def test_a_404_that_is_nobodys_is_a_refusal() -> None:
    with pytest.raises(RejectedError):
        answered(404, b"").require(201)


def test_a_refusal_says_why_in_the_words_of_the_service() -> None:
    with pytest.raises(RejectedError) as error:
        answered(400, b'{"title": "Bad Request", "detail": "name: must not be empty"}').require(201)
    assert (error.value.status, error.value.problem) == (400, Problem(detail="name: must not be empty"))
    assert str(error.value) == f"{GET}: refused with 400: name: must not be empty"


@pytest.mark.parametrize(
    "answer",
    [
        Response(GET, 403, "text/html", b"<h1>No</h1>"),
        Response(GET, 403, "text/html", b'{"detail": "not JSON, says the service"}'),
        answered(403, b""),
        answered(403, b'{"detail": 7}'),
        answered(403, b"[]"),
    ],
)
def test_a_refusal_without_a_reason_has_its_status_for_one(answer: Response) -> None:
    with pytest.raises(RejectedError) as error:
        answer.require(200)
    assert error.value.problem == Problem(detail="403 Forbidden")


def test_overload_says_for_how_long() -> None:
    with pytest.raises(UnavailableError) as error:
        Response(GET, 503, retry_after=3.0).require(200)
    assert error.value.retry_after == 3.0
    assert str(error.value) == f"{GET}: the service answered 503 Service Unavailable"


def test_an_unexpected_status_names_both() -> None:
    with pytest.raises(ContractError, match=r"expected 200, got 308 Permanent Redirect"):
        answered(308, b"").require(200)


def test_a_user_is_read() -> None:
    assert answered(200, ALICE).read(User) == User(id=1, name="Alice", created_on=NOON)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Response(GET, 200, "text/html", ALICE), "expected application/json, got text/html"),
        (Response(GET, 200, "", ALICE), "expected application/json, got no media type"),
        (answered(200, b""), "$: Invalid JSON: EOF while parsing a value at line 1 column 0"),
        (answered(200, b"\xff"), "$: Invalid JSON: expected value at line 1 column 1"),
        (answered(200, b"[]"), "$: Input should be an object, got []"),
        (
            answered(200, b'{"id": "1", "name": "A"}'),
            "$.id: Input should be a valid integer, got '1'; $.created_on: Field required",
        ),
    ],
)
def test_what_is_no_user_says_what_is_wrong_and_where(answer: Response, reason: str) -> None:
    with pytest.raises(ContractError) as error:
        answer.read(User)
    assert str(error.value) == f"{GET}: {reason}"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("", None),
        ("0", 0.0),
        (" 120 ", 120.0),
        ("9" * 5000, float("inf")),
        ("Wed, 01 Jan 2020 12:00:30 GMT", 30.0),
        ("Wed, 01 Jan 2020 12:00:30 -0000", 30.0),
        ("Wed, 01 Jan 2020 13:00:30 +0100", 30.0),
        ("Wed, 01 Jan 2020 11:00:00 GMT", 0.0),
        ("Wed, 01 Jan 99999999999 11:00:00 GMT", None),
        ("-1", None),
        ("1.5", None),
        ("²", None),
        ("soon", None),
        ("Wed, 99 Jan 2020 12:00:00 GMT", None),
    ],
)
def test_retry_after_is_seconds_from_now(header: str | None, seconds: float | None) -> None:
    assert seconds_to_wait(header, NOON) == seconds


@given(st.text() | st.from_regex(r"[A-Z][a-z]{2}, \d{1,3} (Jan|Feb|x) \d{1,6} [\d:]{1,9} [-+\d]{1,6}", fullmatch=True))
def test_any_retry_after_is_seconds_or_nothing(header: str) -> None:
    seconds = seconds_to_wait(header)
    assert seconds is None or seconds >= 0


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(
    status=st.integers(100, 999) | st.just(200),
    media_type=st.sampled_from(["application/json", "application/problem+json", "text/html", ""]),
    body=st.binary()
    | st.fixed_dictionaries({}, optional={"id": JSON, "name": JSON, "created_on": JSON, "detail": JSON}).map(
        lambda body: repr(body).replace("'", '"').encode("utf-8", "surrogatepass")
    ),
    missing=st.sampled_from([None, UserNotFoundError(1)]),
)
def test_any_answer_is_a_user_or_an_error_of_ours(
    status: int, media_type: str, body: bytes, missing: UserClientError | None
) -> None:
    answer = Response(GET, status, media_type, body)
    with suppress(UserClientError):
        answer.require(200, missing=missing)
        assert isinstance(answer.read(User), User)


@pytest.mark.parametrize(
    "error",
    [
        UserNotFoundError(1),
        RejectedError(GET, 400, Problem(detail="no")),
        UnavailableError(GET, "no", 3.0),
        ContractError(GET, "no"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_survives_pickling(error: UserClientError) -> None:
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - made on the line itself
    assert (type(again), vars(again), str(again)) == (type(error), vars(error), str(error))
