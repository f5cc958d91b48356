"""The service as its clients see it: sequences that no single promise of a contract shows, and every refusal.

- a user's life: created, read, changed, deleted; the neighbours stay as they are
- POST with and without the slash; ids and times are the service's own; 503 when no id is left
- PATCH: each field alone, several, none; null clears email and IP address
- nobody becomes an administrator without the token, and no strange token is an error
- the order of refusals: 415, 413, 400, 401 or 403, 404
- each field's rules, and all faults in one answer
- 404, 405 with Allow, 500 without internals; nothing is a redirect
- one line a request in the log, without personal data
"""

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from provider import User, UserDb

Headers = dict[str, str]


def created(client: FlaskClient, **fields: Any) -> dict[str, Any]:
    """The user that a POST of *fields* answers with."""
    answer = client.post("/users/", json={"name": "Bob", **fields})
    assert answer.status_code == 201, answer.text
    user: dict[str, Any] = answer.get_json()
    return user


def detail(client: FlaskClient, status: int, method: str, path: str, **request: Any) -> str:
    """The `detail` of a refusal, whose every other part is checked here."""
    answer = client.open(path, method=method, **request)
    assert (answer.status_code, answer.content_type) == (status, "application/json"), answer.text
    problem = answer.get_json()
    assert problem.keys() == {"title", "status", "detail", "instance"}
    assert (problem["status"], problem["instance"]) == (status, path)
    assert problem["title"] == answer.status.split(" ", 1)[1].title()
    text: str = problem["detail"]
    return text


# ---- a user's life


@pytest.mark.usefixtures("alice")
def test_a_user_is_answered_whole(client: FlaskClient) -> None:
    created(client, name="Somebody Else")
    answer = client.get("/users/123")
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    assert answer.get_json() == {
        "id": 123,
        "name": "Alice",
        "created_on": "2020-01-01T12:00:00+0000",
        "email": "alice@example.com",
        "ip_address": "192.0.2.1",
        "hobbies": ["chess"],
        "admin": False,
    }


@pytest.mark.parametrize("path", ["/users/", "/users"])
def test_a_created_user_is_stored_and_its_place_named(client: FlaskClient, path: str) -> None:
    answer = client.post(path, json={"name": "Alice", "hobbies": ["chess"]})
    user = answer.get_json()
    assert (answer.status_code, answer.headers["Location"]) == (201, f"/users/{user['id']}")
    assert (user["name"], user["hobbies"], user["email"], user["admin"]) == ("Alice", ["chess"], None, False)
    assert client.get(answer.headers["Location"]).get_json() == user


def test_a_user_is_created_now(client: FlaskClient) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    created_on = datetime.strptime(created(client)["created_on"], "%Y-%m-%dT%H:%M:%S%z")
    assert before <= created_on <= datetime.now(UTC)


@pytest.mark.usefixtures("alice")
def test_200_users_created_after_id_123_have_ids_of_their_own(client: FlaskClient) -> None:
    ids = [created(client)["id"] for _ in range(200)]
    assert sorted(ids) == list(range(124, 324))


def test_a_user_stays_the_same_while_others_come_and_go(client: FlaskClient, alice: User) -> None:
    other = created(client)["id"]
    client.patch(f"/users/{other}", json={"name": "Bobby"})
    client.delete(f"/users/{other}")
    assert client.get("/users/123").get_json() == alice.to_dict()


@pytest.mark.usefixtures("alice")
def test_a_deleted_user_is_gone_for_every_method(client: FlaskClient) -> None:
    answer = client.delete("/users/123")
    assert (answer.status_code, answer.data) == (204, b"")
    assert "Content-Type" not in answer.headers
    for method in ("GET", "PATCH", "DELETE"):
        body = {"json": {"name": "Alicia"}} if method == "PATCH" else {}
        assert detail(client, 404, method, "/users/123", **body) == "User not found"


def test_with_no_id_left_a_post_is_answered_503(client: FlaskClient, user_db: UserDb, alice: User) -> None:
    user_db.create(replace(alice, id=2**63 - 1))
    assert client.get(f"/users/{2**63 - 1}").get_json()["id"] == 2**63 - 1
    assert detail(client, 503, "POST", "/users/", json={"name": "Bob"}) == "No more users can be created"


# ---- PATCH


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Alicia"},
        {"email": "alicia@example.org"},
        {"email": None},
        {"ip_address": "2001:db8::1"},
        {"ip_address": None},
        {"hobbies": []},
        {"hobbies": ["golf", "chess"]},
        {"name": "Alicia", "email": None, "hobbies": ["golf"]},
        {},
    ],
    ids=str,
)
def test_a_change_is_answered_and_stored_and_is_the_only_one(
    client: FlaskClient, alice: User, changes: dict[str, Any]
) -> None:
    answer = client.patch("/users/123", json=changes)
    assert (answer.status_code, answer.get_json()) == (200, alice.to_dict() | changes)
    assert client.get("/users/123").get_json() == alice.to_dict() | changes


@pytest.mark.parametrize("field", ["name", "hobbies", "admin"])
def test_null_clears_nothing_but_email_and_ip_address(
    client: FlaskClient, alice: User, as_admin: Headers, field: str
) -> None:
    assert detail(client, 400, "PATCH", "/users/123", json={field: None}, headers=as_admin).startswith(field)
    assert client.get("/users/123").get_json() == alice.to_dict()


# ---- administrators


def test_with_the_token_an_administrator_is_made(client: FlaskClient, as_admin: Headers) -> None:
    answer = client.post("/users/", json={"name": "Root", "admin": True}, headers=as_admin)
    assert (answer.status_code, answer.get_json()["admin"]) == (201, True)


@pytest.mark.usefixtures("alice")
def test_with_the_token_a_user_becomes_an_administrator_and_back(client: FlaskClient, as_admin: Headers) -> None:
    for admin in (True, False):
        assert client.patch("/users/123", json={"admin": admin}, headers=as_admin).status_code == 200
        assert client.get("/users/123").get_json()["admin"] is admin


@pytest.mark.parametrize("scheme", ["bearer", "BEARER"])
def test_the_scheme_of_a_token_is_written_in_any_case(client: FlaskClient, as_admin: Headers, scheme: str) -> None:
    header = as_admin["Authorization"].replace("Bearer", scheme)
    answer = client.post("/users/", json={"name": "Root", "admin": True}, headers={"Authorization": header})
    assert answer.status_code == 201


WRONG = [
    "",
    "Bearer",
    "Bearer ",
    "Bearer wrong",
    "Bearer é",
    "Basic a token for tests only",
    "Bearer a=b, c",
    "a token for tests only",
]


@pytest.mark.parametrize("header", WRONG)
@pytest.mark.parametrize(("method", "path"), [("POST", "/users/"), ("PATCH", "/users/123")])
def test_without_the_right_token_nobody_becomes_an_administrator(
    client: FlaskClient, alice: User, method: str, path: str, header: str
) -> None:
    request: Any = {"json": {"name": "Mallory", "admin": True}, "headers": {"Authorization": header}}
    answer = client.open(path, method=method, **request)
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert detail(client, 401, method, path, **request) == "making administrators needs the admin token"
    assert client.get("/users/123").get_json() == alice.to_dict()
    assert created(client)["id"] == 124, "a refused POST must not use up an id"


@pytest.mark.parametrize("token", [None, ""])
def test_where_no_token_is_configured_none_is_right(app: Flask, client: FlaskClient, token: str | None) -> None:
    app.config["ADMIN_TOKEN"] = token
    for header in ("", "Bearer ", "Bearer None"):
        request = {"json": {"name": "Mallory", "admin": True}, "headers": {"Authorization": header}}
        assert "has no admin token" in detail(client, 403, "POST", "/users/", **request)


def test_a_token_beyond_ascii_works_as_its_utf8_bytes(app: Flask, client: FlaskClient) -> None:
    app.config.update(ADMIN_TOKEN="clé")
    header = {"Authorization": "Bearer clé".encode().decode("latin-1")}  # how WSGI hands bytes over
    assert client.post("/users/", json={"name": "Root", "admin": True}, headers=header).status_code == 201


@pytest.mark.usefixtures("alice")
def test_not_being_an_administrator_needs_no_token_in_a_post(client: FlaskClient) -> None:
    assert created(client, admin=False)["admin"] is False
    assert detail(client, 401, "PATCH", "/users/123", json={"admin": False})


# ---- the order of refusals: each request has every fault from its status on

HUGE = b"[" + b" " * 64 * 1024
ORDER = [
    (415, {"data": HUGE, "content_type": "text/plain"}),
    (413, {"data": HUGE, "content_type": "application/json"}),
    (400, {"json": {"admin": True, "name": ""}}),
    (401, {"json": {"admin": True, "name": "Mallory"}}),
    (404, {"json": {"name": "Mallory"}}),
]


@pytest.mark.parametrize(("status", "request_"), ORDER, ids=[str(status) for status, _ in ORDER])
def test_of_several_faults_the_first_of_the_order_is_named(
    client: FlaskClient, status: int, request_: dict[str, Any]
) -> None:
    assert detail(client, status, "PATCH", "/users/1", **request_)


def test_a_missing_token_is_told_before_a_missing_user_also_where_none_is_configured(
    app: Flask, client: FlaskClient
) -> None:
    app.config["ADMIN_TOKEN"] = None
    assert detail(client, 403, "PATCH", "/users/1", json={"admin": True})


def test_a_body_of_64_kib_is_read_and_one_byte_more_is_not(client: FlaskClient) -> None:
    body = b'{"name": "Alice"}'.ljust(64 * 1024)
    assert client.post("/users/", data=body, content_type="application/json").status_code == 201
    assert detail(client, 413, "POST", "/users/", data=body + b" ", content_type="application/json")


# ---- the rules of each field

ACCEPTED = [
    ("name", "A"),
    ("name", "é" * 200),
    ("name", "Zoë 🙂 O'Neil"),
    ("email", None),
    ("email", "a@b"),
    ("email", "first.last+tag@mail.example.co.uk"),
    ("ip_address", None),
    ("ip_address", "255.255.255.255"),
    ("ip_address", "2001:DB8:0:0::1"),
    ("ip_address", "::ffff:192.0.2.1"),
    ("hobbies", []),
    ("hobbies", [""] * 50),
    ("hobbies", ["line\nbreak"]),
]


@pytest.mark.parametrize(("field", "value"), ACCEPTED)
def test_a_good_value_is_stored_as_it_is(client: FlaskClient, field: str, value: object) -> None:
    user = created(client, **{field: value})
    assert client.get(f"/users/{user['id']}").get_json()[field] == value


def test_a_name_is_trimmed(client: FlaskClient) -> None:
    assert created(client, name="\u2003 " + "A" * 200 + "  ")["name"] == "A" * 200


REFUSED: dict[str, list[object]] = {
    "name": ["", "  ", "A" * 201, "a\0b", "a\nb", "Alice\n", "\x7f", "a\x85b", 1, True, None, ["A"]],
    "email": ["", "alice", "@b", "a@", "a@b\n", "a b@c", "a@-b", "a@b..c", "é@b.c", 1, []],
    "ip_address": ["", "1.2.3", "1.2.3.256", "01.2.3.4", "1.2.3.4/8", "fe80::1%eth0", ":::", 16909060],
    "hobbies": ["chess", {}, [1], [None], ["a\0b"], ["a"] * 51, None],
    "admin": ["true", "yes", 1, 0, None, []],
    "id": [5],
    "created_on": ["2020-01-01T12:00:00+0000"],
    "nickname": ["Al"],
    "": ["a key without a name"],
}


@pytest.mark.parametrize(("field", "value"), [(field, value) for field, values in REFUSED.items() for value in values])
@pytest.mark.parametrize(("method", "path"), [("POST", "/users/"), ("PATCH", "/users/123")])
def test_a_bad_value_is_refused_by_the_name_of_its_field(
    client: FlaskClient, alice: User, method: str, path: str, field: str, value: object
) -> None:
    told = detail(client, 400, method, path, json={"name": "Alicia", field: value})
    assert told.startswith(field)
    assert ";" not in told, "one fault, one complaint"
    assert client.get("/users/123").get_json() == alice.to_dict()


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"{name}", "malformed JSON: Expecting property name enclosed in double quotes"),
        (b'{"name": "A", "name": "B"}', "malformed JSON: an object has the same key twice"),
        (b'{"name": NaN}', "malformed JSON"),
        (b'{"name": "\\ud800"}', "malformed JSON"),
        (b'{"name": "\xff"}', "malformed JSON"),
        (b"[]", "body: "),
    ],
)
def test_what_is_no_json_object_is_refused_as_that(client: FlaskClient, body: bytes, told: str) -> None:
    assert detail(client, 400, "POST", "/users/", data=body, content_type="application/json").startswith(told)


def test_a_post_without_a_name_is_refused_by_that_field(client: FlaskClient) -> None:
    assert detail(client, 400, "POST", "/users/", json={}).startswith("name: ")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", None, "name: expected text"),
        ("admin", "yes", "admin: expected true or false"),
        ("hobbies", {}, "hobbies: expected a list"),
        ("nickname", "Al", "nickname: unknown field"),
    ],
)
def test_a_refusal_is_in_words_for_those_who_call(client: FlaskClient, field: str, value: object, words: str) -> None:
    assert detail(client, 400, "POST", "/users/", json={"name": "Alice", field: value}) == words


def test_all_faults_are_named_at_once(client: FlaskClient) -> None:
    body = {"email": "alice", "ip_address": "x", "hobbies": ["chess", 1], "admin": "yes", "id": 5}
    faults = detail(client, 400, "POST", "/users/", json=body).split("; ")
    assert sorted(fault.split(":")[0] for fault in faults) == [
        "admin", "email", "hobbies.1", "id", "ip_address", "name",
    ]  # fmt: skip


# ---- other errors


@pytest.mark.parametrize("path", ["/", "/user/1", "/users/alice", "/users/1/", "/users/-1", "/users//123", "/static/x"])
@pytest.mark.usefixtures("alice")
def test_a_path_that_is_not_there_is_404_and_no_redirect(client: FlaskClient, path: str) -> None:
    assert detail(client, 404, "GET", path)
    assert detail(client, 404, "POST", path)


@pytest.mark.parametrize("user_id", [0, 124, 2**63, 10**30])
@pytest.mark.usefixtures("alice")
def test_an_id_that_no_user_has_is_404_user_not_found(client: FlaskClient, user_id: int) -> None:
    assert detail(client, 404, "GET", f"/users/{user_id}") == "User not found"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/users/", {"POST", "OPTIONS"}),
        ("PUT", "/users", {"GET", "HEAD", "POST", "OPTIONS"}),
        ("POST", "/events", {"GET", "HEAD", "OPTIONS"}),
        ("DELETE", "/users/", {"POST", "OPTIONS"}),
        ("POST", "/users/1", {"GET", "HEAD", "PATCH", "DELETE", "OPTIONS"}),
        ("PUT", "/users/1", {"GET", "HEAD", "PATCH", "DELETE", "OPTIONS"}),
        ("POST", "/openapi.yaml", {"GET", "HEAD", "OPTIONS"}),
    ],
)
def test_a_method_that_is_not_there_is_405_with_those_that_are(
    client: FlaskClient, method: str, path: str, allowed: set[str]
) -> None:
    assert detail(client, 405, method, path)
    assert set(client.open(path, method=method).headers["Allow"].split(", ")) == allowed


def test_a_crash_is_a_500_that_tells_the_log_and_not_the_client(
    client: FlaskClient, user_db: UserDb, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def crash(_: int) -> None:
        raise RuntimeError("the secret of the inside")

    monkeypatch.setattr(user_db, "get", crash)
    told = detail(client, 500, "GET", "/users/1")
    assert "secret" not in told
    assert "Traceback" not in told
    assert "RuntimeError: the secret of the inside" in caplog.text
    assert "Traceback" in caplog.text


# ---- the log


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name.startswith("provider")]


@pytest.mark.parametrize(
    ("method", "path", "start"),
    [
        ("GET", "/users/123?email=alice@example.com", "GET /users/123 200 "),
        ("DELETE", "/users/5", "DELETE /users/5 404 "),
        ("PUT", "/users/5", "PUT /users/5 405 "),
        ("GET", "/users/1%0AGET%20/forged", "GET /users/1%0AGET%20/forged 404 "),
    ],
)
@pytest.mark.usefixtures("alice")
def test_a_request_is_one_line_in_the_log(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, method: str, path: str, start: str
) -> None:
    with caplog.at_level(logging.INFO):
        client.open(path, method=method)
    (line,) = lines(caplog)
    assert line.startswith(start)
    assert float(line.removeprefix(start).removesuffix(" ms")) >= 0


@pytest.mark.usefixtures("alice")
def test_the_log_holds_no_personal_data_and_no_token(
    client: FlaskClient, as_admin: Headers, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        client.post("/users/", json={"name": "Zelda", "email": "z@example.com", "admin": True}, headers=as_admin)
        client.patch("/users/123", json={"name": "Zelda", "ip_address": "198.51.100.7", "hobbies": 5})
        client.patch("/users/123", json={"ip_address": "198.51.100.7", "hobbies": ["falconry"]})
        client.get("/users/123")
    assert len(lines(caplog)) == 4
    for personal in ("Zelda", "Alice", "example.com", "198.51", "falconry", "token"):
        assert personal not in caplog.text
