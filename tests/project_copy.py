"""A copy of both sides and their tests, in which a change is made and pytest run."""

import filecmp
import shutil
from pathlib import Path

from lessons.changes import Change
from tests.warm_pytest import Ran, WarmPytest

ROOT = Path(__file__).parent.parent
COPIED = ("consumer", "provider", "contracts", "tests")
COPIED_FILES = ("pyproject.toml", "lessons/__init__.py", "lessons/changes.py")


class ProjectCopy:
    """In *folder*, which is made; `close` it at the end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self._pytest = WarmPytest()
        self.renew()

    def renew(self) -> None:
        """Make it what the project is, whatever was changed, recorded or reported in it since."""
        wanted = {path.relative_to(ROOT) for name in COPIED for path in (ROOT / name).rglob("*") if path.is_file()}
        wanted = {path for path in wanted if "__pycache__" not in path.parts} | set(map(Path, COPIED_FILES))
        for path in [path for path in self.folder.rglob("*") if path.is_file()]:
            if path.relative_to(self.folder) not in wanted:
                path.unlink()
        for path in wanted:
            copy = self.folder / path
            if not copy.is_file() or not filecmp.cmp(ROOT / path, copy, shallow=False):
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / path, copy)

    def make(self, change: Change) -> None:
        """Raises ChangeError where it does not fit."""
        change.apply(self.folder)

    def pytest(self, *arguments: str) -> Ran:
        """Run pytest in it."""
        return self._pytest.run(self.folder, *arguments)

    def close(self) -> None:
        self._pytest.close()
