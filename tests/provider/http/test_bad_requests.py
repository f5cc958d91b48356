"""A list of bad requests, sent as raw bytes over a real socket: each is refused as JSON, and none changes the database.

- what is no JSON, not strict JSON, or no object: 400
- what is JSON but no user: 400, in a POST and in a PATCH
- media types, sizes, tokens, ids, paths, queries, methods, headers: the status that each deserves
"""

import json
import socket
import sqlite3
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from provider import UserDb, create_app
from tests.provider.conftest import ADMIN_TOKEN
from tests.serving import serving

MALFORMED = {
    "nothing": b"",
    "a space": b" ",
    "half an object": b'{"name": "Mallory"',
    "two objects": b'{"name": "Mallory"}{}',
    "single quotes": b"{'name': 'Mallory'}",
    "a comma too many": b'{"name": "Mallory",}',
    "a comment": b'{"name": "Mallory" /* hm */}',
    "a form": b"name=Mallory",
    "HTML": b"<p>Mallory</p>",
    "broken UTF-8": b'{"name": "Mall\xffory"}',
    "UTF-8 cut short": b'{"name": "Mallory\xc3"}',
    "a surrogate as UTF-8": b'{"name": "\xed\xa0\x80"}',
    "UTF-16": '{"name": "Mallory"}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"name": "Mallory"}',
    "gzip": b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
    "a NUL byte": b'{"name": "Mall\x00ory"}',
    "a raw line break": b'{"name": "Mall\nory"}',
    "a NUL after it": b'{"name": "Mallory"}\x00',
    "NaN": b'{"name": NaN}',
    "NaN in a list": b'{"name": "Mallory", "hobbies": [NaN]}',
    "Infinity": b'{"name": "Mallory", "admin": Infinity}',
    "minus Infinity": b'{"name": "Mallory", "email": -Infinity}',
    "the same key twice": b'{"name": "Mallory", "name": "Mallory"}',
    "the same key twice, once escaped": b'{"name": "Mallory", "n\\u0061me": "Mallory"}',
    "the same key twice inside": b'{"name": "Mallory", "hobbies": {"a": 1, "a": 2}}',
    "half a surrogate pair as a key": b'{"name": "Mallory", "\\ud800": 1}',
    "deep lists": b"[" * 30_000 + b"]" * 30_000,
    "deep lists, never closed": b"[" * 60_000,
    "deep objects": b'{"name":' * 7_000 + b"1" + b"}" * 7_000,
    "deep hobbies": b'{"name": "Mallory", "hobbies": ' + b"[" * 900 + b"]" * 900 + b"}",
    "a number of 5,000 digits": b'{"name": ' + b"1" * 5_000 + b"}",
    "a number beyond any float": b'{"name": 1e999999}',
}
NO_USER: dict[str, object] = {
    "null": None,
    "true": True,
    "a number": 1,
    "a text": "Mallory",
    "a list": [],
    "a list of users": [{"name": "Mallory"}],
    "name null": {"name": None},
    "name a number": {"name": 7},
    "name a list": {"name": ["Mallory"]},
    "name an object": {"name": {"first": "Mallory"}},
    "name empty": {"name": ""},
    "name of spaces": {"name": "   "},
    "name of other spaces": {"name": "\u00a0\u2003\u3000"},
    "name too long": {"name": "M" * 201},
    "name huge": {"name": "M" * 60_000},
    "name with NUL": {"name": "Mall\0ory"},
    "name with a line break": {"name": "Mallory\r\nSet-Cookie: a=b"},
    "name with an escape": {"name": "\x1b[31mMallory"},
    "name with half a surrogate pair": {"name": "Mall\ud800ory"},
    "email no address": {"name": "Mallory", "email": "mallory"},
    "email a number": {"name": "Mallory", "email": 1},
    "email with a line break": {"name": "Mallory", "email": "m@example.com\n"},
    "email of many parts": {"name": "Mallory", "email": "m@" + "a." * 30_000},
    "ip_address out of range": {"name": "Mallory", "ip_address": "256.1.1.1"},
    "ip_address a number": {"name": "Mallory", "ip_address": 2130706433},
    "ip_address with NUL in its zone": {"name": "Mallory", "ip_address": "fe80::1%\0"},
    "hobbies null": {"name": "Mallory", "hobbies": None},
    "hobbies a text": {"name": "Mallory", "hobbies": "chess"},
    "hobbies of numbers": {"name": "Mallory", "hobbies": [1, 2]},
    "hobbies too many": {"name": "Mallory", "hobbies": ["x"] * 51},
    "hobbies with NUL": {"name": "Mallory", "hobbies": ["\0"]},
    "hobbies with half a surrogate pair": {"name": "Mallory", "hobbies": ["\udfff"]},
    "admin a text": {"name": "Mallory", "admin": "true"},
    "admin a number": {"name": "Mallory", "admin": 1},
    "admin null": {"name": "Mallory", "admin": None},
    "an id": {"name": "Mallory", "id": 1},
    "a time": {"name": "Mallory", "created_on": "2020-01-01T00:00:00+0000"},
    "an unknown key": {"name": "Mallory", "role": "root"},
    "many unknown keys": {"name": "Mallory"} | {f"key{number}": 0 for number in range(3_000)},
    "a key of Python": {"name": "Mallory", "__class__": {"__init__": 1}},
}
USER = b'{"name": "Mallory"}'
JSON = "Content-Type: application/json\r\n"
ADMIN = b'{"name": "Mallory", "admin": true}'
OTHERS: dict[str, tuple[int, str, str, bytes]] = {
    "no media type": (415, "POST /users/", "", USER),
    "an empty media type": (415, "POST /users/", "Content-Type:\r\n", USER),
    "a form's media type": (415, "POST /users/", "Content-Type: application/x-www-form-urlencoded\r\n", b"name=M"),
    "multipart without a boundary": (415, "PATCH /users/1", "Content-Type: multipart/form-data\r\n", USER),
    "plain text": (415, "PATCH /users/1", "Content-Type: text/plain\r\n", USER),
    "nearly JSON's media type": (415, "POST /users/", "Content-Type: application/jsonp\r\n", USER),
    "a media type of bytes": (415, "POST /users/", "Content-Type: \xff\xfe\r\n", USER),
    "plain text and too large": (415, "POST /users/", "Content-Type: text/plain\r\n", b" " * 200_000),
    "too large": (413, "POST /users/", JSON, USER.ljust(65_537)),
    "far too large": (413, "PATCH /users/1", JSON, b"[" * 3_000_000),
    "too large and a wrong token": (413, "POST /users/", JSON + "Authorization: Bearer x\r\n", ADMIN.ljust(70_000)),
    "no token": (401, "POST /users/", JSON, ADMIN),
    "no token for a PATCH": (401, "PATCH /users/1", JSON, b'{"admin": false}'),
    "a wrong token": (401, "POST /users/", JSON + "Authorization: Bearer wrong\r\n", ADMIN),
    "an empty token": (401, "POST /users/", JSON + "Authorization: Bearer \r\n", ADMIN),
    "a token beyond ASCII": (401, "POST /users/", JSON + "Authorization: Bearer é\r\n", ADMIN),
    "a token of odd bytes": (401, "POST /users/", JSON + "Authorization: Bearer \xff\x80\r\n", ADMIN),
    "another scheme": (401, "POST /users/", JSON + "Authorization: Basic bTptDQ==\r\n", ADMIN),
    "the token as a parameter": (401, "POST /users/?access_token=" + ADMIN_TOKEN.replace(" ", "+"), JSON, ADMIN),
    "a user who is not there": (404, "PATCH /users/2", JSON, USER),
    "id 0": (404, "DELETE /users/0", "", b""),
    "id -1": (404, "DELETE /users/-1", "", b""),
    "id 2^63": (404, f"DELETE /users/{2**63}", "", b""),
    "id 10^30": (404, f"PATCH /users/{10**30}", JSON, USER),
    "an id of 5,000 digits": (404, "GET /users/" + "9" * 5_000, "", b""),
    "id 01": (404, "PATCH /users/01", JSON, USER),
    "id +1": (404, "DELETE /users/+1", "", b""),
    "id 1 in full-width digits": (404, "DELETE /users/%EF%BC%91", "", b""),
    "id 1.0": (404, "DELETE /users/1.0", "", b""),
    "id 1e0": (404, "DELETE /users/1e0", "", b""),
    "id null": (404, "DELETE /users/null", "", b""),
    "id %00": (404, "DELETE /users/%00", "", b""),
    "id 1%00": (404, "DELETE /users/1%00", "", b""),
    "id with a line break": (404, "DELETE /users/1%0a", "", b""),
    "id of broken UTF-8": (404, "GET /users/%ff%fe", "", b""),
    "id with SQL": (404, "DELETE /users/1%20OR%201=1", "", b""),
    "a slash after it": (404, "DELETE /users/1/", "", b""),
    "two slashes": (404, "DELETE /users//1", "", b""),
    "a path upwards": (404, "GET /users/../../etc/passwd", "", b""),
    "a half escape": (404, "GET /%", "", b""),
    "no such path": (404, "POST /user/1", JSON, USER),
    "DELETE for all": (405, "DELETE /users/", JSON, b""),
    "GET for all with a slash": (405, "GET /users/", "", b""),
    "DELETE for events": (405, "DELETE /events", "", b""),
    "limit 0": (400, "GET /users?limit=0", "", b""),
    "limit 10^30": (400, f"GET /users?limit={10**30}", "", b""),
    "a limit of 5,000 digits": (400, "GET /users?limit=" + "9" * 5_000, "", b""),
    "limit 1e2": (400, "GET /users?limit=1e2", "", b""),
    "two limits": (400, "GET /users?limit=1&limit=2", "", b""),
    "after -1": (400, "GET /users?after=-1", "", b""),
    "after 2^63": (400, f"GET /users?after={2**63}", "", b""),
    "after NUL": (400, "GET /users?after=%00", "", b""),
    "after with SQL": (400, "GET /users?after=1;DROP%20TABLE%20users", "", b""),
    "a parameter that nobody knows": (400, "GET /users?page=2", "", b""),
    "a parameter of broken UTF-8": (400, "GET /users?%ff=%fe", "", b""),
    "500 parameters": (400, "GET /users?" + "&".join(f"p{number}=" for number in range(500)), "", b""),
    "an event that never was": (400, "GET /events?lastEventId=7", "", b""),
    "an event of a text": (400, "GET /events?lastEventId=never-was", "", b""),
    "an event of 5,000 digits": (400, "GET /events?lastEventId=" + "9" * 5_000, "", b""),
    "an event of broken UTF-8": (400, "GET /events?lastEventId=%ff", "", b""),
    "two events": (400, "GET /events?lastEventId=1&lastEventId=1", "", b""),
    "a timeout too long": (400, "GET /events?timeout=30001", "", b""),
    "a timeout below 0": (400, "GET /events?timeout=-1", "", b""),
    "a timeout in seconds": (400, "GET /events?timeout=1s", "", b""),
    "PUT": (405, "PUT /users/1", JSON, USER),
    "TRACE": (405, "TRACE /users/1", "", b""),
    "a method that nobody knows": (405, "EXPLODE /users/1", "", b""),
    "another method by a header": (405, "POST /users/1", "X-HTTP-Method-Override: DELETE\r\n", b""),
}


def cases() -> Iterator[tuple[str, int, str, str, bytes]]:
    """Each bad request: its name, the status it deserves, its request line, headers and body."""
    bodies = MALFORMED | {name: json.dumps(body).encode() for name, body in NO_USER.items()}
    for method, path in (("POST", "/users/"), ("PATCH", "/users/1")):
        for name, body in bodies.items():
            yield f"{method}: {name}", 400, f"{method} {path}", JSON, body
    for name, (status, line, headers, body) in OTHERS.items():
        yield name, status, line, headers, body


CASES = {case[0]: case[1:] for case in cases()}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The service over an SQLite file with one user; its URL, and the file."""
    file = tmp_path_factory.mktemp("bad") / "users.db"
    user_db = UserDb(f"sqlite:///{file}")
    app = create_app(user_db)
    app.config["ADMIN_TOKEN"] = ADMIN_TOKEN
    assert app.test_client().post("/users/", json={"name": "Alice"}).get_json()["id"] == 1
    with serving(app) as url:
        yield url, file
    user_db.close()


def send(url: str, line: str, headers: str, body: bytes) -> tuple[HTTPResponse, bytes]:
    """What a server answers to these bytes; http.client would refuse to send some of them."""
    where = urlsplit(url)
    head = (
        f"{line} HTTP/1.1\r\nHost: {where.netloc}\r\nContent-Length: {len(body)}\r\n{headers}Connection: close\r\n\r\n"
    )
    with socket.create_connection((where.hostname, where.port), timeout=30) as connection:
        connection.sendall(head.encode("latin-1") + body)
        with HTTPResponse(connection, method=line.split()[0]) as answer:
            answer.begin()
            return answer, answer.read()


def dump(file: Path) -> list[str]:
    """Every row of every table."""
    connection = sqlite3.connect(file)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


@pytest.mark.parametrize("name", CASES)
def test_a_bad_request_is_refused_as_json_and_changes_nothing(service: tuple[str, Path], name: str) -> None:
    url, file = service
    status, line, headers, body = CASES[name]
    before = dump(file)
    answer, text = send(url, line, headers, body)
    problem = json.loads(text)
    assert (answer.status, answer.headers["Content-Type"]) == (status, "application/json"), text
    assert problem["status"] == status
    assert "Traceback" not in problem["detail"]
    assert dump(file) == before


def test_a_good_request_sent_the_same_way_does_change_the_database(service: tuple[str, Path]) -> None:
    url, file = service
    before = dump(file)
    answer, _ = send(url, "POST /users/", JSON, USER)
    assert answer.status == 201
    assert dump(file) != before
    assert any("Mallory" in row for row in dump(file))
