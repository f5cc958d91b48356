"""The document of the service is true.

- it is served as it stands in the file
- Schemathesis, with its default checks, finds nothing, with the token and without
- and it would: a lie about an answer is found, and one about a request
- its rules for names and email addresses are those of the code
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask.testing import FlaskClient
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from provider import User, UserDb, create_app
from provider.users.schemas import EMAIL, NEW_USER
from tests.provider.conftest import ADMIN_TOKEN
from tests.serving import serving

FILE = Path(__file__).parents[2] / "provider" / "openapi.yaml"
SCHEMAS: dict[str, Any] = yaml.safe_load(FILE.read_bytes())["components"]["schemas"]


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("PROVIDER_ADMIN_TOKEN", ADMIN_TOKEN)
    monkeypatch.setenv("PROVIDER_MAX_WAIT_MS", "0")  # nothing is gained by waiting for events
    user_db = UserDb()
    app = create_app(user_db)  # from here on, what happens to users is an event, too
    for user_id in (1, 2):
        user_db.create(User(user_id, "Alice", datetime(2020, 1, 1, tzinfo=UTC)))
    with serving(app) as url:
        yield url
    user_db.close()


def schemathesis(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """One run, the same each time: seeded, on one worker, without examples kept from an earlier one."""
    settings = ["--config-file", str(Path(__file__).with_name("schemathesis.toml"))]
    command = [sys.executable, "-m", "schemathesis.cli", *settings, "run", "--seed", "1", "--no-color", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=100, check=False)  # noqa: S603


def test_the_document_is_served(client: FlaskClient) -> None:
    answer = client.get("/openapi.yaml")
    assert (answer.status_code, answer.content_type) == (200, "application/yaml")
    assert answer.data == FILE.read_bytes()


@pytest.mark.parametrize("token", [None, ADMIN_TOKEN], ids=["without the token", "with the token"])
def test_schemathesis_finds_nothing(url: str, tmp_path: Path, token: str | None) -> None:
    header = ["--header", f"Authorization: Bearer {token}"] if token else []
    ran = schemathesis(tmp_path, f"{url}/openapi.yaml", "--max-examples", "10", *header)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "Tested: 7" in ran.stdout


LIES = {
    "another form of created_on": ("create_user", r"\+0000$", "Z$"),
    "a longer list of hobbies": ("create_user", "maxItems: 50", "maxItems: 500"),
    "longer pages": ("list_users", "maximum: 100,", "maximum: 1000,"),
    "another next page": ("list_users", "after=[1-9][0-9]*$", "after=[a-z]*$"),
    "another source of events": ("get_events", "{ const: /users }", "{ const: /people }"),
    "longer waits": ("get_events", "maximum: 30000,", "maximum: 60000,"),
}


@pytest.mark.parametrize("lie", LIES)
def test_schemathesis_finds_a_lie(url: str, tmp_path: Path, lie: str) -> None:
    operation, truth, said = LIES[lie]
    document = FILE.read_text(encoding="utf-8")
    assert document.count(truth) == 1
    (tmp_path / "lie.yaml").write_text(document.replace(truth, said), encoding="utf-8")
    only = ["--phases", "coverage", "--include-operation-id", operation, "--no-shrink", "--max-failures", "1"]
    ran = schemathesis(tmp_path, "lie.yaml", "--url", url, *only)
    assert (ran.returncode, "FAILURES" in ran.stdout) == (1, True), ran.stdout + ran.stderr


def accepts(**fields: str) -> bool:
    """Does the service take these fields for a user?"""
    try:
        NEW_USER.validate_python({"name": "Alice", **fields})
    except ValidationError:
        return False
    return True


def test_the_pattern_of_an_email_is_the_code_s() -> None:
    assert SCHEMAS["Email"]["pattern"] == EMAIL


@given(st.text(st.sampled_from("aé\u0000\t\n\x1f\x7f\x85\x9f\xa0 \u2003\u2028\u3000\u200b🙂"), max_size=8))
@example("a" * 200)
@example("a" * 201)
@example(" " * 9 + "a" * 200 + "\u3000" * 9)
@example("a" + " " * 199 + "b")
@example("")
def test_the_pattern_of_a_name_accepts_just_what_the_service_does(name: str) -> None:
    assert bool(re.fullmatch(SCHEMAS["Name"]["pattern"], name)) is accepts(name=name)
