"""Environments that hold the package as a stranger installs it: its wheel, and nothing of this checkout.

home = environment("pytest==8.2.*", "flask", factory=tmp_path_factory)
home.run(folder, "-m", "pytest")
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from harness.tests.projects import ROOT, Run

HARNESS = ROOT / "harness"
INHERITED = ("PYTEST_", "PYTHONPATH", "COV_", "PACT_", "NO_PROXY", "no_proxy")


@dataclass(frozen=True)
class Environment:
    """A virtual environment in *folder*."""

    folder: Path

    @property
    def python(self) -> Path:
        return self.folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")

    def run(self, place: Path, *arguments: str, timeout: float = 120) -> Run:
        """Run its Python in *place*."""
        return _run([str(self.python), *arguments], place, timeout)

    def script(self, place: Path, name: str, *arguments: str) -> Run:
        """Run one of its console scripts in *place*."""
        return _run([str(self.python.with_name(name)), *arguments], place, 60)


def environment(*requirements: str, factory: pytest.TempPathFactory, wheel: bool = True) -> Environment:
    """The environment with these, and with the package's wheel; made once for all tests and workers of a run. Skips the
    test where no index answers."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    name = hashlib.sha256(repr((requirements, wheel)).encode()).hexdigest()[:12]
    made, scratch = Environment(shared / f"environment-{name}"), shared / "wheels"
    with _alone(shared / "environments.lock"):
        _require_index(shared)
        if not (made.folder / "ready").exists():
            shutil.rmtree(made.folder, ignore_errors=True)
            venv.create(made.folder, symlinks=sys.platform != "win32")
            pip("--python", str(made.python), "install", *([str(built(scratch))] if wheel else []), *requirements)
            (made.folder / "ready").touch()
    return made


def built(folder: Path) -> Path:
    """The package's wheel, built into *folder* if it is not there."""
    if not list(folder.glob("*.whl")):
        pip("wheel", "--no-deps", "--no-build-isolation", "-w", str(folder), str(HARNESS))
    (wheel,) = folder.glob("*.whl")
    return wheel


def pip(*arguments: str) -> None:
    """Run pip; RuntimeError with what it says where it fails."""
    done = _run([sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments], ROOT.parent, 300)
    if done.code:
        raise RuntimeError(f"pip {' '.join(arguments)} ended with {done.code}:\n{done.output}")


def _require_index(shared: Path) -> None:
    """Skip the test where no package can be had. Asked once a run."""
    answer = shared / "index"
    if not answer.exists():
        try:
            pip("download", "--quiet", "--no-deps", "-d", str(shared / "downloaded"), "iniconfig")
            answer.write_text("")
        except (RuntimeError, subprocess.TimeoutExpired) as error:
            answer.write_text(str(error))
    if said := answer.read_text():
        pytest.skip(f"no package index answers: {said.strip().splitlines()[-1]}")


def _run(command: list[str], place: Path, timeout: float) -> Run:
    variables = {name: value for name, value in os.environ.items() if not name.startswith(INHERITED)}
    done = subprocess.run(  # noqa: S603 - an interpreter of ours on files of ours
        command,
        cwd=place,
        env={**variables, "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "160"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=timeout,
        check=False,
    )
    return Run(done.returncode, done.stdout)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """One worker at a time: the first one makes what the others wait for, five minutes at most."""
    for _ in range(600):
        try:
            lock.mkdir()
            break
        except FileExistsError:
            time.sleep(0.5)
    else:
        raise TimeoutError(f"{lock} is still there: another worker makes an environment, or was killed while it did")
    try:
        yield
    finally:
        lock.rmdir()
