"""The verifying half is loaded by whichever function first asks for one of its fixtures, however it does so."""

from pathlib import Path

import pytest

from harness.tests.providers import contract, interaction, provider_project

BASE = """
    class Contracts:
        def test_contract(self, pact_interaction):
            pact_interaction.verify()
"""
INHERITED = """
    import pytest

    from tests.provider.base import Contracts


    @pytest.mark.pact(provider="user-service")
    class TestContracts(Contracts):
        pass
"""
USING = """
    import pytest


    @pytest.mark.pact(provider="user-service")
    @pytest.mark.usefixtures("pact_interaction")
    def test_contract(request):
        request.getfixturevalue("pact_interaction").verify()
"""
THROUGH_A_FIXTURE = """
    import pytest


    @pytest.fixture(autouse=True)
    def address(provider_url):
        return provider_url


    def test_it(address):
        assert address is not None  # the stand-in for the real fixture would have failed before
"""
ASKED_LATE = """
    def test_it(request):
        request.getfixturevalue("provider_url")
"""
FINE = {"base class": INHERITED, "usefixtures": USING, "autouse fixture": THROUGH_A_FIXTURE}


@pytest.mark.parametrize("name", FINE)
def test_the_first_function_has_the_real_fixtures(tmp_path: Path, name: str) -> None:
    project = provider_project(tmp_path, contract(interaction("nobody", "/users/9", status=404)), test=FINE[name])
    project.having_only({"tests/provider/base.py": BASE})

    run = project.pytest("-W", "ignore::ResourceWarning", "-W", "ignore::pytest.PytestUnraisableExceptionWarning")

    assert "1 passed" in run.output, run.output


def test_a_fixture_that_is_asked_for_too_late_says_so(tmp_path: Path) -> None:
    run = provider_project(tmp_path, test=ASKED_LATE).pytest()

    told = "provider_url was asked for by request.getfixturevalue: take it as a parameter of the test"
    assert run.lines(told) == [told], run.output


AT_THE_ROOT = """
    import pytest

    HEADERS = []


    @pytest.fixture(scope="session")
    def provider_headers():
        return {"X-Of-The-Root": "1"}


    @pytest.fixture
    def provider_app():
        def app(environ, start):
            HEADERS.append(environ["HTTP_X_OF_THE_ROOT"])
            start("404 Not Found", [])
            return [b""]

        return app
"""


def test_what_a_conftest_at_the_root_defines_is_taken(tmp_path: Path) -> None:
    """The verifying half is loaded after that file, and of two fixtures for all of a run the last would win."""
    project = provider_project(tmp_path, contract(interaction("nobody", "/users/9", status=404)))
    project.having_only({"conftest.py": AT_THE_ROOT, "tests/provider/conftest.py": ""})

    run = project.pytest()

    assert "1 passed" in run.output, run.output
