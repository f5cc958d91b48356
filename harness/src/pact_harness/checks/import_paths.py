"""Where a project's own modules are found: as `python -m pytest` in its folder would find them.

The script `pact-harness` has neither the folder nor what pytest's setting `pythonpath` names on its path.
"""

import shlex
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from configparser import Error, RawConfigParser
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pact_harness.config import SettingsError

# Where pytest looks for its configuration, in its order: file, table or section, and whether the file is pytest's own.
PLACES = (
    ("pytest.toml", "pytest", True),
    (".pytest.toml", "pytest", True),
    ("pytest.ini", "pytest", True),
    (".pytest.ini", "pytest", True),
    ("pyproject.toml", "tool.pytest", False),
    ("tox.ini", "pytest", False),
    ("setup.cfg", "tool:pytest", False),
)


@contextmanager
def importing_from(root: Path, files: Iterable[Path]) -> Iterator[None]:
    """Imports find what *files*, modules of the project in *root*, may import; afterwards as before."""
    before = list(sys.path)
    sys.path[:0] = [str(path) for path in import_paths(root)]
    sys.path += [str(_without_package(file)) for file in files]
    try:
        yield
    finally:
        sys.path[:] = before


def import_paths(root: Path) -> list[Path]:
    """What pytest's setting names, and the project's folder. SettingsError for a file that cannot be read."""
    for name, place, is_own in PLACES:
        file = root / name
        if not file.is_file():
            continue
        try:
            settings = _of_toml(file, place) if name.endswith(".toml") else _of_ini(file, place)
        except (Error, ValueError, OSError) as error:  # also tomllib's own, and a file that is no UTF-8
            raise SettingsError(f"{file} cannot be read: {error}") from error
        if settings is not None or is_own:
            named = (settings or {}).get("pythonpath", [])
            return [*(root / one for one in (shlex.split(named) if isinstance(named, str) else named)), root]
    return [root]


def _of_toml(file: Path, place: str) -> Mapping[str, Any] | None:
    found: Any = tomllib.loads(file.read_text(encoding="utf-8"))
    for key in place.split("."):
        found = found.get(key, {})
    return found.get("ini_options", found) or None


def _of_ini(file: Path, section: str) -> Mapping[str, Any] | None:
    parser = RawConfigParser(strict=False)
    parser.read_string(file.read_text(encoding="utf-8"))
    return parser[section] if parser.has_section(section) else None


def _without_package(file: Path) -> Path:
    """The folder that pytest imports *file* from: the nearest one upwards that is no package."""
    return next(folder for folder in file.resolve().parents if not (folder / "__init__.py").exists())
