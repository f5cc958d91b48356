"""The two services and their contract work without the harness: by pact-python alone, as examples/plain shows.

- recorded and verified in a project that has neither harness/ nor lessons/
- a broken provider is noticed there too
- copied into a project that prepares nothing, behind a proxy: neither half connects to it, so nobody is counted
"""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PYPROJECT = """\
[tool.pytest]
strict = true
pythonpath = ["."]
addopts = ["--import-mode=importlib"]
filterwarnings = ["error"]
asyncio_mode = "auto"
asyncio_default_fixture_loop_scope = "function"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """consumer/, provider/, the first consumer's contract tests and the two plain files; nothing else of ours."""
    for package in ("consumer", "provider"):
        shutil.copytree(ROOT / package, tmp_path / package)
    for side in ("consumer", "provider"):
        (tmp_path / "tests" / side).mkdir(parents=True)
    shutil.copy(ROOT / "tests/consumer/test_profile_contract.py", tmp_path / "tests/consumer")
    shutil.copy(ROOT / "examples/plain/conftest.py", tmp_path / "tests/consumer")
    shutil.copy(ROOT / "examples/plain/test_contract.py", tmp_path / "tests/provider")
    (tmp_path / "pyproject.toml").write_text(PYPROJECT)
    return tmp_path


def run(project: Path, tests: str, proxy: str = "") -> subprocess.CompletedProcess[str]:
    """Run *tests* in an environment that nobody has prepared for pact, with every proxy variable as *proxy*."""
    return subprocess.run(  # noqa: S603 - our own interpreter on our own tests
        [sys.executable, "-m", "pytest", "-q", tests],
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


def test_the_contract_is_recorded_and_verified_by_pact_python_alone(project: Path) -> None:
    recorded = run(project, "tests/consumer")
    assert recorded.returncode == 0, recorded.stdout
    assert [file.name for file in (project / "contracts").iterdir()] == ["profile-client-user-service.json"]
    verified = run(project, "tests/provider")
    assert verified.returncode == 0, verified.stdout


def test_a_broken_provider_is_noticed_by_pact_python_alone(project: Path) -> None:
    assert run(project, "tests/consumer").returncode == 0
    user = project / "provider/user.py"
    user.write_text(user.read_text().replace('"name": self.name', '"full_name": self.name'))
    verified = run(project, "tests/provider")
    assert verified.returncode == 1
    assert "Actual map is missing the following keys: name" in verified.stdout


def test_neither_half_connects_to_a_proxy_where_nobody_set_the_variables(project: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        url = f"http://127.0.0.1:{proxy.getsockname()[1]}"
        for tests in ("tests/consumer", "tests/provider"):
            done = run(project, tests, url)
            assert done.returncode == 0, done.stdout
        proxy.setblocking(False)
        with pytest.raises(BlockingIOError):  # nobody waits
            proxy.accept()
