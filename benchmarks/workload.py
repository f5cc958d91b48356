"""The projects that are measured: alike in tests, service and states, different only in the pattern."""

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import Measured, measure

ROOT = Path(__file__).parent.parent
PROJECTS = Path(__file__).parent / "projects"
PYPROJECT = f"""\
[tool.pytest]
strict = true
pythonpath = [".", {str(ROOT)!r}]
addopts = ["--import-mode=importlib", "-p", "no:schemathesis", "-p", "no:hypothesispytest", "-p", "no:anyio"]
asyncio_default_fixture_loop_scope = "function"
"""
OPTIONS = {
    "documented": 'markers = ["pact(consumer, provider): read by the harness alone"]\n',
    "harness": '\n[tool.pact-harness]\ncontract_tests = ["test_record.py"]\n',
}


@dataclass(frozen=True)
class Work:
    """One kind of work ("record" or "verify") of *count* interactions, in folders below *scratch*."""

    kind: str
    count: int
    scratch: Path

    @property
    def contracts(self) -> Path:
        """What the harness recorded, for both patterns to verify."""
        return self.scratch / f"contracts-{self.count}"

    def run(self, pattern: str) -> Measured:
        """A whole pytest run by the *pattern* "documented" or "harness"."""
        project = self._project(pattern)
        contracts = self.contracts
        if (self.kind, pattern) == ("record", "documented"):
            shutil.rmtree(project / "contracts", ignore_errors=True)  # each run starts with an empty folder
            contracts = project / "contracts"
        options = [f"--pact-dir={contracts}"] if pattern == "harness" else ["-p", "no:pact_harness"]
        command = [sys.executable, "-m", "pytest", "-q", *options]
        return measure(command, project, self._environment(contracts))

    def run_script(self, script: str) -> Measured:
        """A bare script of the kind: the floor, or the calls of a verifier without pytest."""
        folder = self._project("harness" if script == "bare_harness" else "documented")
        command = [sys.executable, str(folder / f"{script}.py")]
        return measure(command, folder, self._environment(self.contracts))

    def _environment(self, contracts: Path) -> dict[str, str]:
        path = os.pathsep.join([str(ROOT), "."])
        return {"COUNT": str(self.count), "CONTRACTS": str(contracts), "PYTHONPATH": path}

    def _project(self, pattern: str) -> Path:
        """The shared files of the kind, those of the pattern, and a configuration."""
        project = self.scratch / f"{self.kind}-{pattern}-{self.count}"
        if not project.exists():
            source = PROJECTS / self.kind
            project.mkdir()
            for file in [*source.glob("*.py"), *(source / pattern).glob("*.py")]:
                shutil.copy(file, project)
            (project / "pyproject.toml").write_text(PYPROJECT + OPTIONS[pattern])
        return project
