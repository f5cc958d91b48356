"""The two services and their contract work with harness/ and lessons/ deleted, by pact-python alone (examples/plain).

- both consumers' contract tests record there what is committed here
- the first consumer's contract is recorded and verified
- a broken provider is noticed there too
- copied into a project that prepares nothing, behind a proxy: neither half connects to it, so nobody is counted
"""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYPROJECT = """\
[tool.pytest]
strict = true
pythonpath = ["."]
addopts = ["--import-mode=importlib"]
filterwarnings = ["error"]
asyncio_mode = "auto"
asyncio_default_fixture_loop_scope = "function"
"""


DELETED = ["harness", "lessons", "tests/lessons", "tests/repository", "tests/provider/states"]
STOOD_ON_THEM = [
    "tests/provider/messages.py",
    "tests/provider/test_renaming.py",
]
CONTRACT_TESTS = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("tests/consumer/*/test_*_contract.py"))
PROFILE = "tests/consumer/profile/test_profile_contract.py"
VERIFICATION = "tests/provider/test_contract.py"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """This repository after harness/ and lessons/ are deleted, with the two plain files for what stood on them."""
    project = tmp_path / "project"
    shutil.copytree(
        ROOT, project, ignore=shutil.ignore_patterns(".*", "__pycache__", "build", "workbench", "contracts")
    )
    for folder in DELETED:
        shutil.rmtree(project / folder)
    for file in STOOD_ON_THEM:
        (project / file).unlink()
    shutil.copy(ROOT / "examples/plain/conftest.py", project / "tests/consumer")
    shutil.copy(ROOT / "examples/plain/test_contract.py", project / VERIFICATION)
    (project / "pyproject.toml").write_text(PYPROJECT)
    return project


def run(project: Path, *tests: str, proxy: str = "") -> subprocess.CompletedProcess[str]:
    """Run *tests* there, in an environment that nobody has prepared for pact, with every proxy variable as *proxy*."""
    return subprocess.run(  # noqa: S603 - our own interpreter on our own tests
        [sys.executable, "-m", "pytest", "-q", "-p", "no:schemathesis", *tests],
        cwd=project,
        env=unprepared(proxy),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def unprepared(proxy: str) -> Mapping[str, str]:
    unset = {"PACT_DO_NOT_TRACK", "NO_PROXY", "no_proxy"}
    names = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
    proxies = {spelt: proxy for name in names for spelt in (name, name.lower())}
    return {name: value for name, value in os.environ.items() if name not in unset} | proxies


def promises(contracts: Path) -> dict[str, list[str]]:
    """The descriptions that each file of a folder of contracts promises."""
    read = {file.name: json.loads(file.read_text(encoding="utf-8")) for file in contracts.iterdir()}
    return {name: [one["description"] for one in contract["interactions"]] for name, contract in read.items()}


def test_every_contract_is_recorded_by_pact_python_alone(project: Path) -> None:
    recorded = run(project, *CONTRACT_TESTS)
    assert recorded.returncode == 0, recorded.stdout
    assert promises(project / "contracts") == promises(ROOT / "contracts")


def test_the_first_contract_is_recorded_and_verified_by_pact_python_alone(project: Path) -> None:
    recorded = run(project, PROFILE)
    assert recorded.returncode == 0, recorded.stdout
    assert list(promises(project / "contracts")) == ["profile-client-user-service.json"]
    verified = run(project, VERIFICATION)
    assert verified.returncode == 0, verified.stdout


def test_a_broken_provider_is_noticed_by_pact_python_alone(project: Path) -> None:
    assert run(project, PROFILE).returncode == 0
    user = project / "provider/users/model.py"
    user.write_text(user.read_text().replace('"name": self.name', '"full_name": self.name'))
    verified = run(project, VERIFICATION)
    assert verified.returncode == 1
    assert "Actual map is missing the following keys: name" in verified.stdout


def test_neither_half_connects_to_a_proxy_where_nobody_set_the_variables(project: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        url = f"http://127.0.0.1:{proxy.getsockname()[1]}"
        for tests in (PROFILE, VERIFICATION):
            done = run(project, tests, proxy=url)
            assert done.returncode == 0, done.stdout
        proxy.setblocking(False)
        with pytest.raises(BlockingIOError):  # nobody waits
            proxy.accept()
