"""What ``init`` would write: new files, and text that is added to a pyproject.toml. Nothing there is overwritten."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pact_harness.init import texts
from pact_harness.init.detection import Detected


@dataclass(frozen=True)
class Step:
    """One file: its text, added to what the file holds where ``append`` says so; ``kept`` where it stays as it is,
    and why."""

    path: str
    text: str = ""
    append: bool = False
    kept: str = ""


@dataclass(frozen=True)
class Wanted:
    """Which sides are to be set up, and under which names."""

    consumer: str  # empty: not this side
    provider: str
    verified: bool  # whether this project is the provider


def steps(project: Detected, wanted: Wanted) -> list[Step]:
    """What is to be done, in the order in which it is shown."""
    found = [_settings(project, wanted)]
    if wanted.consumer:
        found += [Step(path, text) for path, text in texts.consumer_files(project, wanted.consumer, wanted.provider)]
    if wanted.verified:
        found += _provider(project, wanted.provider)
    return [_kept_if_there(project.root, one) for one in found]


def _provider(project: Detected, provider: str) -> Iterator[Step]:
    for path, text in texts.provider_files(project, provider):
        if path.endswith("conftest.py") and project.provider_fixture:
            yield Step(path, kept=f"{project.provider_fixture} has the fixture that names the provider already")
        else:
            yield Step(path, text)


def _kept_if_there(root: Path, step: Step) -> Step:
    if step.append or step.kept or not (root / step.path).exists():
        return step
    return Step(step.path, kept="it is there already")


def _settings(project: Detected, wanted: Wanted) -> Step:
    """The table of settings, and pytest's where there is none at all, to be added to what the file holds."""
    file = project.root / "pyproject.toml"
    held = file.read_text(encoding="utf-8") if file.is_file() else ""
    tools = tomllib.loads(held).get("tool", {})
    tables = []
    if not project.pytest_configured and not tools.get("pytest"):
        tables.append(texts.pytest_table(project))
    if "pact-harness" not in tools:
        tables.append(texts.settings_table(project, consumer=bool(wanted.consumer), verified=wanted.verified))
    if not tables:
        return Step("pyproject.toml", kept="it has a table [tool.pact-harness] already")
    gap = "" if not held else "\n" if held.endswith("\n") else "\n\n"
    text = gap + "\n".join(tables)
    tomllib.loads(held + text)  # a file that writes `tool` as one inline table takes no table after it
    return Step("pyproject.toml", text, append=bool(held))
