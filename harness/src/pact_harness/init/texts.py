"""The text of the files that ``init`` writes. What only the project knows stands there as a line to fill in."""

from collections.abc import Iterator

from pact_harness.init.detection import Detected


def settings_table(project: Detected, *, consumer: bool, verified: bool) -> str:
    """``[tool.pact-harness]`` with what differs from the defaults."""
    lines = ["[tool.pact-harness]"]
    if consumer and project.tests != "tests":
        lines.append(f'contract_tests = ["{project.tests}/consumer"]')
    if verified:
        lines.append(f'states = ["{project.tests}/provider/states.py"]')
    return "\n".join(lines) + "\n"


def pytest_table(project: Detected) -> str:
    """pytest's own table, for a project that has none: tests of one name in two folders need importlib. (The spelling
    that pytest 8 reads too.)"""
    places = '[".", "src"]' if project.source else '["."]'
    return (
        f'[tool.pytest.ini_options]\ntestpaths = ["{project.tests}"]\npythonpath = {places}\n'
        'addopts = ["--import-mode=importlib"]\n'
    )


def consumer_files(project: Detected, consumer: str, provider: str) -> Iterator[tuple[str, str]]:
    """A contract test that fails until it calls the project's own client."""
    yield (
        f"{project.tests}/consumer/test_{_identifier(provider)}_contract.py",
        f'''import pytest
from pact import Pact

pytestmark = pytest.mark.pact(consumer="{consumer}", provider="{provider}")


def test_the_first_request(pact: Pact) -> None:
    (
        pact.upon_receiving("a request for an article")
        .given("the article exists", id=7, cents=250)
        .with_request("GET", "/articles/7")
        .will_respond_with(200)
        .with_body({{"cents": 250}}, "application/json")
    )
    with pact.serve("127.0.0.1") as server:
        # Replace this line: call your own client with the URL, and assert what it makes of the response.
        pytest.fail(f"call your client here with {{server.url}}", pytrace=False)
''',
    )


def provider_files(project: Detected, provider: str) -> Iterator[tuple[str, str]]:
    """The provider's fixture, its states, and the one test that verifies every interaction."""
    folder = f"{project.tests}/provider"
    yield f"{folder}/conftest.py", _conftest(project)
    yield (
        f"{folder}/states.py",
        '''"""Provider states: positional parameters are fixtures, keyword-only ones the state's own parameters."""

from pact_harness import state


@state("the article exists")
def the_article_exists(*, id: int, cents: int) -> None:
    """Put the article into your store; take the fixture that holds it as a positional parameter."""
''',
    )
    marks = f'pytest.mark.pact(provider="{provider}", states=states)'
    if project.pytest_django:
        marks = f"[{marks}, pytest.mark.django_db(transaction=True)]  # the provider answers in another thread"
    yield (
        f"{folder}/test_contracts.py",
        f"""import pytest
from pact_harness import PactInteraction

from {project.tests.replace("/", ".")}.provider import states

pytestmark = {marks}


def test_contract(pact_interaction: PactInteraction) -> None:
    pact_interaction.verify()
""",
    )


def _conftest(project: Detected) -> str:
    if project.framework == "none" and project.application is None:
        return '''"""The provider under test: an application (WSGI or ASGI), or the URL of a server on 127.0.0.1."""

import pytest


@pytest.fixture
def provider_url() -> str:
    raise NotImplementedError("start your provider, and return its URL; or rename this to provider_app")
'''
    if project.application is None:
        return """import pytest


@pytest.fixture
def provider_app() -> object:
    raise NotImplementedError("return the application as production builds it")
"""
    module, name, called = project.application
    made = f"{name}()" if called else name
    return (
        f"import pytest\n\nfrom {module} import {name}\n\n\n@pytest.fixture\ndef provider_app() -> object:\n"
        f'    """The application as production builds it; a fixture of any scope."""\n    return {made}\n'
    )


def _identifier(name: str) -> str:
    return "".join(one if one.isalnum() else "_" for one in name.lower())
