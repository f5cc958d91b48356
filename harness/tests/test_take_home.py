"""harness/README.md, taken at its word: a wheel, an empty folder, `pact-harness init`, and its blocks copied.

Green, and red with a failure message after one change. What else the page says is held in test_readme.py.
"""

from pathlib import Path

import pytest

from harness.tests.environments import Environment, environment
from harness.tests.readme import BLOCKS, README, write_example

INIT = ("init", "--consumer", "shop", "--provider", "catalogue")


@pytest.fixture(scope="module", params=["8.2.*", "9.*"])
def home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    return environment(f"pytest=={request.param}", "flask", factory=tmp_path_factory)


@pytest.mark.network
def test_from_an_empty_folder_to_green_and_to_red(home: Environment, tmp_path: Path) -> None:
    started = home.script(tmp_path, "pact-harness", *INIT, "--yes")
    assert started.code == 0, started.output
    begun = {one.relative_to(tmp_path).as_posix() for one in tmp_path.rglob("*.py")}
    write_example(tmp_path)

    recorded = home.run(tmp_path, "-m", "pytest", "-Werror", "tests/consumer")
    verified = home.run(tmp_path, "-m", "pytest", "-Werror", "-v", "tests/provider")

    assert begun == set(BLOCKS) - {"shop.py", "catalogue.py"}
    assert recorded.code == 0, recorded.output
    assert recorded.lines("contracts/") == ["contracts/shop-catalogue.json written"]
    shown = [line for line in README.splitlines() if line.endswith("PASSED")]
    assert [line for line in shown if verified.lines(line)] == shown, verified.output
    assert f"{len(shown)} passed" in verified.output

    service = tmp_path / "catalogue.py"
    service.write_text(service.read_text().replace('"cents": articles', '"cost": articles'))
    red = home.run(tmp_path, "-m", "pytest", "tests/provider")

    assert red.code == 1
    assert red.lines("catalogue breaks its contract with shop"), red.output
    at = "  at      $.cents  expected a value, got none (there are: cost, currency, id)"
    assert red.lines(at), red.output
    assert red.lines("1 failed, 1 passed") or "1 failed, 1 passed" in red.output
