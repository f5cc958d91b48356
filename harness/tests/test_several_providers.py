"""Two providers in one repository, each with contracts, states and a document of its own; and two in one folder.

What is recorded goes to each provider's folder, and is verified from there; the commands see all of them.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from harness.tests.projects import PYTEST_TOML, Project, Run

SETTINGS = """
    [tool.pact-harness.providers.stock]
    contracts = "stock/contracts"
    states = ["tests/stock/states.py"]
    openapi = "stock/openapi.json"

    [tool.pact-harness.providers.prices]
    contracts = "prices/contracts"
    states = ["tests/prices/states.py"]
    openapi = "prices/openapi.json"
"""
CONSUMER = """
    import urllib.request

    import pytest


    def ask(pact, noun):
        (
            pact.upon_receiving(f"a request for {noun}")
            .given(f"there is {noun}", id=7)
            .with_request("GET", f"/{noun}/7")
            .will_respond_with(200)
            .with_body({noun: 250}, "application/json")
        )
        with pact.serve("127.0.0.1") as server:
            urllib.request.urlopen(f"{server.url}/{noun}/7").close()


    @pytest.mark.pact(consumer="shop", provider="stock")
    def test_stock(pact):
        ask(pact, "stock")


    @pytest.mark.pact(consumer="shop", provider="prices")
    def test_prices(pact):
        ask(pact, "prices")
"""
PROVIDER = """
    import json

    import pytest

    from pact_harness import PactInteraction
    from tests.{name} import states

    pytestmark = pytest.mark.pact(provider="{name}", states=states)


    @pytest.fixture
    def provider_app():
        def app(environ, start):
            start("200 OK", [("Content-Type", "application/json")])
            return [json.dumps({{environ["PATH_INFO"].split("/")[1]: 250}}).encode()]

        return app


    def test_contract(pact_interaction: PactInteraction) -> None:
        pact_interaction.verify()
"""
STATES = """
    from pact_harness import state


    @state("there is {name}")
    def there_is(*, id: int) -> None:
        pass
"""


def document(name: str) -> str:
    fields = {name: {"type": "integer"}, f"{name}_note": {"type": "string"}}
    schema = {"title": name.title(), "type": "object", "properties": fields}
    answer = {"200": {"description": "it", "content": {"application/json": {"schema": schema}}}}
    return json.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": name, "version": "1"},
            "paths": {f"/{name}/{{id}}": {"get": {"responses": answer}}},
        }
    )


def of_each(name: str) -> dict[str, str]:
    return {
        f"tests/{name}/test_contract.py": PROVIDER.format(name=name),
        f"tests/{name}/states.py": STATES.format(name=name),
        f"{name}/openapi.json": document(name),
    }


def repository(folder: Path, settings: str = SETTINGS) -> Project:
    files = {
        "pyproject.toml": settings,
        "tests/consumer/test_shop.py": CONSUMER,
        **of_each("stock"),
        **of_each("prices"),
    }
    return Project(folder).having_only({"pytest.toml": PYTEST_TOML, **files})


def command(project: Project, *arguments: str, **variables: str) -> Run:
    done = subprocess.run(  # noqa: S603 - our own interpreter on files that the test has written
        [sys.executable, "-m", "pact_harness", *arguments],
        cwd=project.folder,
        env=project.environment(**variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return Run(done.returncode, done.stdout)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = repository(tmp_path_factory.mktemp("several"))
    run = project.pytest("tests/consumer")
    assert run.code == 0, run.output
    assert run.lines("stock/contracts/") + run.lines("prices/contracts/") == [
        "stock/contracts/shop-stock.json written",
        "prices/contracts/shop-prices.json written",
    ]
    return project


def test_each_contract_is_recorded_into_its_providers_folder(recorded: Project) -> None:
    assert list(recorded.contracts("stock/contracts")) == ["shop-stock.json"]
    assert list(recorded.contracts("prices/contracts")) == ["shop-prices.json"]
    assert not (recorded.folder / "contracts").exists()


def test_each_provider_is_verified_from_its_folder(recorded: Project) -> None:
    run = recorded.pytest("-v", "tests/stock", "tests/prices")

    assert run.code == 0, run.output
    assert run.lines("tests/stock/test_contract.py::test_contract[shop: a request for stock] PASSED"), run.output
    assert run.lines("tests/prices/test_contract.py::test_contract[shop: a request for prices] PASSED"), run.output


def test_the_checks_look_at_every_folder_and_each_providers_states(recorded: Project) -> None:
    run = command(recorded, "check", "lint", "states", "drift", "--json")

    found = json.loads(run.output)
    assert not [one for one in json.dumps(found).split('"rule": ') if one.startswith('"state-')], run.output
    states = recorded.folder / "tests/prices/states.py"
    text = states.read_text()
    states.write_text(text.replace("there is prices", "there was prices"))
    red = command(recorded, "check", "states")
    states.write_text(text)
    assert red.code == 1, red.output
    assert "No function provides the state 'there is prices'." in red.output
    assert "No contract asks for the state 'there was prices'." in red.output
    assert "there is stock" not in red.output


def test_needs_tells_of_each_provider_by_its_document(recorded: Project) -> None:
    everything = command(recorded, "needs")
    one = command(recorded, "needs", "--provider", "stock")

    assert everything.code == 0, everything.output
    for field in ("/stock/{id}.stock ", "/stock/{id}.stock_note", "/prices/{id}.prices ", "/prices/{id}.prices_note"):
        assert field in everything.output, everything.output
    assert "/stock/{id}.stock_note" in one.output
    assert "prices" not in one.output
    assert command(recorded, "needs", "stock_note").code == 0
    assert command(recorded, "needs", "prices").code == 1


def test_the_book_holds_both(recorded: Project, tmp_path: Path) -> None:
    run = command(recorded, "book", "--single", "--output", str(tmp_path / "book.html"))

    assert run.code == 0, run.output
    page = (tmp_path / "book.html").read_text(encoding="utf-8")
    for text in ("a request for stock", "a request for prices", "stock_note", "prices_note"):
        assert text in page, text


def test_two_providers_with_tables_may_share_one_folder(tmp_path: Path) -> None:
    settings = SETTINGS.replace("stock/contracts", "contracts").replace("prices/contracts", "contracts")
    project = repository(tmp_path, settings)

    run = project.pytest("tests/consumer")
    verified = project.pytest("tests/stock", "tests/prices")

    assert list(project.contracts()) == ["shop-prices.json", "shop-stock.json"], run.output
    assert "2 passed" in verified.output, verified.output


def test_a_contract_in_another_providers_folder_is_verified_for_nobody(tmp_path: Path) -> None:
    project = repository(tmp_path)
    project.pytest("tests/consumer")
    (tmp_path / "prices/contracts/shop-prices.json").rename(tmp_path / "stock/contracts/shop-prices.json")

    run = project.pytest("tests/stock")

    assert run.code != 0
    assert "is a contract with 'prices', which nobody verifies here (this is 'stock')" in run.output
