"""What a contributor's tools are told: hooks before a commit, and forms on GitHub.

- each hook runs the tool of .venv, is green on the whole repository, and is red on what it is there for
- the hook for other projects is the one that harness/README.md shows
- dependabot sees every folder that has a workflow or pins, and the forms are what GitHub can read
- a changelog begins with the version that would be released
"""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
HOOKS: dict[str, dict[str, Any]] = {
    hook["id"]: hook
    for repo in yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    for hook in repo["hooks"]
}
RED = {
    "ruff-check": ("a.py", "import os\n", "F401"),
    "ruff-format": ("a.py", "a = ( 1 )\n", "would be reformatted"),
    "typos": ("a.md", "eveicer"[::-1], "should be `receive`"),
    "pact-harness-lint": (
        "a.json",
        '{"consumer": {"name": "a"}, "provider": {"name": "b"}, "interactions": [{"type": "Asynchronous/Messages", '
        '"description": "c"}], "metadata": {"pactSpecification": {"version": "4.0"}}}',
        "empty-interaction",
    ),
}


def run(hook: str, *files: str) -> subprocess.CompletedProcess[str]:
    """The hook as pre-commit runs it: in the root, with files at its end."""
    command = [*HOOKS[hook]["entry"].split(), *files]
    if not (ROOT / command[0]).exists():
        pytest.skip(f"{command[0]} is not installed: make lint installs it")
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=120, check=False)  # noqa: S603


def test_each_hook_is_tried() -> None:
    assert set(HOOKS) == set(RED)


@pytest.mark.parametrize("hook", RED)
def test_a_hook_is_red_on_what_it_is_there_for(hook: str, tmp_path: Path) -> None:
    name, text, told = RED[hook]
    (tmp_path / name).write_text(text, encoding="utf-8")
    done = run(hook, str(tmp_path / name))
    assert done.returncode != 0
    assert told in done.stdout + done.stderr


def test_the_contracts_pass_their_hook() -> None:
    files = sorted(str(one.relative_to(ROOT)) for one in (ROOT / "contracts").glob("*.json"))
    assert all(re.search(HOOKS["pact-harness-lint"]["files"], one) for one in files)
    done = run("pact-harness-lint", *files)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_hook_for_others_is_the_one_that_the_package_shows() -> None:
    (offered,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    readme = (ROOT / "harness" / "README.md").read_text(encoding="utf-8")
    ((shown,),) = [
        yaml.safe_load(one)[0]["hooks"] for one in re.findall(r"```yaml\n(- repo: local.*?)```", readme, re.DOTALL)
    ]
    same = ("id", "name", "entry", "language")
    assert {name: shown[name] for name in same} == {name: offered[name] for name in same}
    assert re.search(offered["files"], "catalogue/contracts/a.json")


def test_dependabot_sees_every_workflow_and_every_list_of_packages() -> None:
    updates = yaml.safe_load((ROOT / ".github" / "dependabot.yml").read_text(encoding="utf-8"))["updates"]
    folders = {one["package-ecosystem"]: one.get("directories") or [one["directory"]] for one in updates}
    example = [
        f"/{one.parents[2].relative_to(ROOT).as_posix()}" for one in ROOT.glob("examples/*/.github/workflows/*.yml")
    ]
    assert set(folders["github-actions"]) == {"/", "/action", *example}
    assert folders["pip"] == ["/", "/examples/*"]
    assert "docker-compose" in folders


@pytest.mark.parametrize("folder", ["", "harness"])
def test_the_newest_version_of_a_changelog_is_the_one_that_is_built(folder: str) -> None:
    versions = re.findall(
        r"^## (\d+\.\d+\.\d+)", (ROOT / folder / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    project = tomllib.loads((ROOT / folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert versions[0] == project["version"]


def test_the_forms_ask_for_something() -> None:
    forms = [one for one in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml") if one.name != "config.yml"]
    assert len(forms) == 2
    for form in forms:
        content = yaml.safe_load(form.read_text(encoding="utf-8"))
        asked = [part for part in content["body"] if part.get("validations", {}).get("required")]
        assert content["name"]
        assert content["description"]
        assert asked
        assert len({part["id"] for part in asked}) == len(asked)
