"""Django's database fixtures: rows that states make are seen by the provider, or a line says why they are not."""

from pathlib import Path

import pytest

from harness.tests.projects import PYTEST_TOML
from harness.tests.providers import contract, interaction, provider_project

pytest.importorskip("pytest_django", reason="pytest-django is not installed (the group `frameworks`)")
pytest.importorskip("rest_framework", reason="djangorestframework is not installed (the group `frameworks`)")

SETTINGS = """
    SECRET_KEY = "made up"
    ROOT_URLCONF = "urls"
    ALLOWED_HOSTS = ["*"]
    USE_TZ = True
    INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "rest_framework"]
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "%s"}}
    DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
"""
URLS = """
    from django.contrib.auth.models import User
    from django.shortcuts import get_object_or_404
    from django.urls import path
    from rest_framework.decorators import api_view
    from rest_framework.response import Response


    @api_view(["GET"])
    def user(request, id):
        return Response({"id": id, "name": get_object_or_404(User, id=id).username})


    urlpatterns = [path("users/<int:id>", user)]
"""
APP = """
    import pytest
    from django.core.%(kind)s import get_%(kind)s_application


    @pytest.fixture(scope="session")
    def provider_app():
        return get_%(kind)s_application()
"""
STATES = """
    from django.contrib.auth.models import User

    from pact_harness import state


    @state("the user exists")
    def the_user_exists(%s, *, id, name):
        User.objects.create(id=id, username=name)
"""
TEST = """
    import pytest

    from tests.provider import states

    pytestmark = pytest.mark.pact(provider="user-service", states=states)


    def test_contract(pact_interaction):
        pact_interaction.verify()
"""
ALICE, BOB = ({"name": "the user exists", "params": {"id": 1, "name": name}} for name in ("Alice", "Bob"))
# each finds its own row under the same key: what one test left there would break the next
CONTRACT = contract(
    interaction("Alice", "/users/1", ALICE, body={"id": 1, "name": "Alice"}),
    interaction("Bob", "/users/1", BOB, body={"id": 1, "name": "Bob"}),
)
CASES = {
    "transactional_db, WSGI": ("wsgi", "transactional_db", [], "2 passed"),
    "transactional_db, ASGI": ("asgi", "transactional_db", [], "2 passed"),
    "db, WSGI": ("wsgi", "db", [], "Use transactional_db in place of db"),
    "db, ASGI": ("asgi", "db", [], "Use transactional_db in place of db"),
    "db, WSGI in the test's thread": ("wsgi", "db", ["--pact-set", "wsgi_in_test_thread=true"], "2 passed"),
}


@pytest.mark.parametrize("database", [":memory:", "file.sqlite3"])
@pytest.mark.parametrize("case", CASES)
def test_rows_of_states_are_seen_or_it_is_said_why_not(tmp_path: Path, case: str, database: str) -> None:
    kind, fixture, options, said = CASES[case]
    project = provider_project(tmp_path, CONTRACT, app=APP % {"kind": kind}, states=STATES % fixture, test=TEST)
    toml = PYTEST_TOML.rstrip() + '\n    DJANGO_SETTINGS_MODULE = "settings"\n'
    project.having({"settings.py": SETTINGS % database, "urls.py": URLS, "pytest.toml": toml})

    run = project.pytest(*options)

    assert said in run.output, run.output
    assert "Traceback" not in run.output
