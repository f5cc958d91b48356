"""action/action.yml: what README says of it, what it runs, and that nothing of an event becomes a command."""

import re
from pathlib import Path

import yaml

FOLDER = Path(__file__).parents[2] / "action"
ACTION = yaml.safe_load((FOLDER / "action.yml").read_text(encoding="utf-8"))
README = (FOLDER / "README.md").read_text(encoding="utf-8")
STEPS = ACTION["runs"]["steps"]


def test_every_input_stands_in_the_readme_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| .* \| (.+) \|$", README, re.MULTILINE))
    assert list(rows) == list(ACTION["inputs"])
    in_words = {"base", "github-token"}
    assert {name: one for name, one in rows.items() if name not in in_words} == {
        name: f"`{one['default']}`" for name, one in ACTION["inputs"].items() if name not in in_words
    }


def test_every_input_is_used() -> None:
    assert set(re.findall(r"inputs\.([a-z-]+)", str(STEPS))) == set(ACTION["inputs"])


def test_no_command_has_an_expression_in_it_and_each_script_is_there() -> None:
    for step in STEPS:
        assert "${{" not in step["run"]
    scripts = re.findall(r"GITHUB_ACTION_PATH/(\w+\.py)", str(STEPS))
    assert scripts == ["report.py", "comment.py"]
    assert [one for one in scripts if not (FOLDER / one).is_file()] == []


def test_the_variables_are_those_that_the_scripts_read() -> None:
    text = "".join((FOLDER / name).read_text(encoding="utf-8") for name in ("report.py", "comment.py"))
    told = {name for step in STEPS for name in step["env"] if name.startswith("PACT_")} - {"PACT_DO_NOT_TRACK"}
    assert told == set(re.findall(r"PACT_[A-Z_]+", text))


def test_the_example_gives_no_more_rights_than_it_needs() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    workflow = yaml.safe_load(example)
    assert workflow["permissions"] == {}
    assert workflow["jobs"]["contracts"]["permissions"] == {"contents": "read", "pull-requests": "write"}
    assert re.findall(r"uses: actions/\S+@(?![0-9a-f]{40} )", example) == []
