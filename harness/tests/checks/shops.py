"""A small consumer with contract tests, for the checks that run them: recorded once, then copied for each test.

project = shop(tmp_path, {"tests/consumer/test_shop.py": TESTS})
assert findings(drift.check, project) == []
"""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from harness.tests.projects import Project
from pact_harness.checks.context import Context
from pact_harness.checks.finding import Finding

CONTRACT = "contracts/shop-stock.json"
ARTICLE = """
    import json
    from urllib.request import urlopen

    import pytest
    from pact import Pact, match

    pytestmark = pytest.mark.pact(consumer="shop", provider="stock")


    @pytest.mark.parametrize("number", [1, 2])
    def test_article(pact: Pact, number: int) -> None:
        pact.upon_receiving(f"a request for article {number}").given("the article exists", id=number).with_request(
            "GET", f"/articles/{number}"
        ).will_respond_with(200).with_body({"id": number, "name": match.str("Lamp")})
        with pact.serve() as server, urlopen(f"{server.url}/articles/{number}") as answer:
            assert json.load(answer) == {"id": number, "name": "Lamp"}
"""
FILES = {"tests/consumer/test_shop.py": ARTICLE}


def shop(folder: Path, files: Mapping[str, str] = FILES) -> Project:
    """A project with its contracts recorded."""
    project = Project(folder).having(files)
    run = project.pytest()
    assert run.code == 0, run.output
    return project


def copied(project: Project, folder: Path) -> Project:
    shutil.copytree(project.folder, folder, dirs_exist_ok=True)
    return Project(folder)


def findings(check: Callable[[Context], list[Finding]], project: Project, path: str = "contracts") -> list[Finding]:
    return check(Context(project.folder, (project.folder / path,)))


def told(check: Callable[[Context], list[Finding]], project: Project, path: str = "contracts") -> list[str]:
    """Each finding as ``rule: place: what it says what to do``, the place without its file."""
    return [
        f"{one.rule}: {one.place.removeprefix('shop-stock.json').removeprefix(': ')}: {one.message} {one.advice}"
        for one in findings(check, project, path)
    ]
