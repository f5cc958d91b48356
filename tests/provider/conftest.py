"""The provider under test: a database in memory, the app over it, a client for the app, one user to start with.

And other databases, where they matter: `schema` is PostgreSQL's URL, `shared` that of one more than a process can open.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from provider import User, UserDb, create_app
from provider.events.outbox import Outbox
from tests.provider.databases import url_of

ADMIN_TOKEN = "a token for tests only"


@pytest.fixture
def user_db() -> Iterator[UserDb]:
    db = UserDb()
    yield db
    db.close()


@pytest.fixture
def outbox(user_db: UserDb) -> Outbox:
    """The events of `user_db`, which writes them from now on."""
    outbox = Outbox(user_db.database)
    user_db.on_change = outbox.record
    return outbox


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


@pytest.fixture
def schema() -> Iterator[str]:
    """The URL of TEST_DATABASE_URL, in a schema of its own that is dropped afterwards."""
    if "TEST_DATABASE_URL" not in os.environ:
        pytest.skip("set TEST_DATABASE_URL to a PostgreSQL database to run this on it, as .ci/run does")
    url = sa.make_url(os.environ["TEST_DATABASE_URL"]).set(drivername="postgresql+psycopg")
    name = f"test_{uuid4().hex}"
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {name}")
    own = url.update_query_dict({"options": f"-csearch_path={name}"})
    yield own.render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA {name} CASCADE")
    engine.dispose()


@pytest.fixture(params=["file", "postgresql"])
def shared(request: pytest.FixtureRequest) -> str:
    """The URL of a database that another process can open too."""
    return url_of(request.param, request)
