"""The provider under test: a database in memory, the app over it, a client for the app, one user to start with."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from provider import User, UserDb, create_app

ADMIN_TOKEN = "a token for tests only"  # noqa: S105 - it opens nothing


@pytest.fixture
def user_db() -> Iterator[UserDb]:
    db = UserDb()
    yield db
    db.close()


@pytest.fixture
def app(user_db: UserDb, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setenv("PROVIDER_ADMIN_TOKEN", ADMIN_TOKEN)
    return create_app(user_db)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def alice(user_db: UserDb) -> User:
    """A user with a value in every field."""
    user = User(
        id=123,
        name="Alice",
        created_on=datetime(2020, 1, 1, 12, tzinfo=UTC),
        email="alice@example.com",
        ip_address="192.0.2.1",
        hobbies=["chess"],
        admin=False,
    )
    user_db.create(user)
    return user


@pytest.fixture
def as_admin() -> dict[str, str]:
    """The headers of a request by somebody who may make administrators."""
    return {"Authorization": f"Bearer {ADMIN_TOKEN}"}
