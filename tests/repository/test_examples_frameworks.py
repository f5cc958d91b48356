"""examples/fastapi and examples/django, by the two commands of their READMEs, in an environment of their own.

One contract is kept by three frameworks: theirs is the one in contracts/. A provider that breaks it is red.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACT = "contracts/profile-client-user-service.json"
# what breaks the contract, in each: created_on loses its zone
BROKEN = {"fastapi": ("service.py", "%S%z"), "django": ("users/views.py", "%S%z")}


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    environment.pop("PYTHONPATH", None)
    return subprocess.run(  # noqa: S603 - our own interpreter, in a folder of ours
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.fixture(scope="module", params=BROKEN)
def example(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path, Path]:
    """The example's name, a copy of it, and a Python with what its requirements.txt names, the plugin from here."""
    name = str(request.param)
    folder = tmp_path_factory.mktemp(name)
    copy = folder / name
    tracked = run(ROOT, "git", "ls-files", "--cached", "--others", "--exclude-standard", f"examples/{name}").stdout
    for file in tracked.split():
        target = copy / Path(file).relative_to(f"examples/{name}")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((ROOT / file).read_bytes())
    needed = (copy / "requirements.txt").read_text().replace("pytest-pact-harness", str(ROOT / "harness"))
    (folder / "requirements.txt").write_text(needed)
    run(folder, sys.executable, "-m", "venv", ".venv")
    python = folder / ".venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    installed = run(folder, str(python), "-m", "pip", "install", "-q", "-r", "requirements.txt")
    if installed.returncode:
        pytest.skip(f"pip could not install the requirements of examples/{name}: {installed.stderr[-200:]}")
    return name, copy, python


def test_the_example_is_small_and_has_the_contract_of_this_repository(example: tuple[str, Path, Path]) -> None:
    _, folder, _ = example
    files = [path for path in folder.rglob("*") if path.is_file() and path.stat().st_size]

    assert len(files) <= 12
    assert (folder / CONTRACT).read_bytes() == (ROOT / CONTRACT).read_bytes()


def test_the_commands_of_the_readme_verify_every_interaction(example: tuple[str, Path, Path]) -> None:
    _, folder, python = example
    readme = (folder / "README.md").read_text()

    assert "```sh\npip install -r requirements.txt\npython -m pytest\n```\n" in readme
    verified = run(folder, str(python), "-m", "pytest")
    assert "12 passed" in verified.stdout, verified.stdout


def test_a_provider_that_breaks_the_contract_is_red(example: tuple[str, Path, Path]) -> None:
    name, folder, python = example
    file, zone = BROKEN[name]
    source = (folder / file).read_text()
    (folder / file).write_text(source.replace(zone, "%S"))
    try:
        verified = run(folder, str(python), "-m", "pytest")
    finally:
        (folder / file).write_text(source)

    assert "at      $.created_on  expected a datetime like" in verified.stdout, verified.stdout
    assert "3 failed, 9 passed" in verified.stdout
