"""What kind of project a folder holds, told from its files alone: nothing of it is imported or run."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Framework = Literal["flask", "django", "fastapi", "none"]

SKIPPED = {"build", "dist", "node_modules", "site-packages", "__pycache__", "venv", "env"}
MOST_FILES = 5_000  # a guess is not worth reading more
# The first of these that a file imports decides.
IMPORTS: tuple[tuple[Framework, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"^\s*(?:from|import)\s+{name}\b", re.MULTILINE)) for name in ("flask", "fastapi", "django")
)
CLIENT = re.compile(r"^\s*(?:from|import)\s+(?:requests|httpx|aiohttp|urllib3|urllib\.request)\b", re.MULTILINE)
FACTORY = re.compile(r"^def (create_app|make_app|build_app)\(\s*\)", re.MULTILINE)
APPLICATION = re.compile(r"^(app|application|api)\s*(?::[^=\n]+)?=\s*(?:\w+\.)?(?:Flask|FastAPI)\(", re.MULTILINE)
FIXTURE = re.compile(
    r"^(?:async )?def (provider_app|provider_url)\(|name=[\"'](provider_app|provider_url)[\"']", re.MULTILINE
)
CONFIGURATION = {
    "pytest.toml": "[pytest]",
    ".pytest.toml": "[pytest]",
    "pytest.ini": "[pytest]",
    ".pytest.ini": "[pytest]",
    "tox.ini": "[pytest]",
    "setup.cfg": "[tool:pytest]",
}
SAY_NOTHING = {"api", "app", "client", "clients", "core", "http", "lib", "main", "utils"}  # as the name of a consumer
NAME = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Detected:
    """A project as far as ``init`` needs it. ``application`` is (module, name, whether it is called)."""

    root: Path
    name: str
    framework: Framework
    application: tuple[str, str, bool] | None
    tests: str
    provider_fixture: str  # the file that has a fixture provider_app or provider_url already
    source: str  # "src" or ""
    pytest_configured: bool
    pytest_django: bool
    asks: bool  # it imports a library for HTTP clients
    client: str  # the package that does, where that is not the application's, as the name of a consumer


def detect(root: Path) -> Detected:
    """Look at the project in *root*."""
    table = _pyproject(root)
    files = list(_python_files(root))
    sources = [(path, text) for path, text in files if not _is_test(path.relative_to(root))]
    tests = _tests_folder(root, table)
    framework = _framework(text for _, text in sources)
    name = _name(str(table.get("project", {}).get("name", "")) or root.resolve().name)
    application = _application(root, framework, sources)
    clients = [_package(_module(root, path)) for path, text in sources if CLIENT.search(text)]
    others = {name, *SAY_NOTHING, *([_package(application[0])] if application else [])}
    own = root / tests / "provider" / "conftest.py"  # where init puts it, which says nothing about the project
    fixtures = [path for path, text in files if FIXTURE.search(text) and "fixture" in text and path != own]
    return Detected(
        root=root,
        name=name,
        framework=framework,
        application=application,
        tests=tests,
        provider_fixture=fixtures[0].relative_to(root).as_posix() if fixtures else "",
        source="src" if (root / "src").is_dir() else "",
        pytest_configured=_is_pytest_configured(root, table),
        pytest_django="DJANGO_SETTINGS_MODULE" in _configuration(root),
        asks=bool(clients),
        client=next((one for one in clients if one not in others), ""),
    )


def _pyproject(root: Path) -> dict[str, dict[str, object]]:
    file = root / "pyproject.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def _is_pytest_configured(root: Path, table: dict[str, dict[str, object]]) -> bool:
    if "pytest" in table.get("tool", {}):
        return True
    return any(heading in _text(root / name) for name, heading in CONFIGURATION.items())


def _configuration(root: Path) -> str:
    return "".join(_text(root / name) for name in ("pyproject.toml", *CONFIGURATION))


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""


def _tests_folder(root: Path, table: dict[str, dict[str, object]]) -> str:
    """Where tests stand: pytest's own setting, or the folder that there is."""
    pytest = table.get("tool", {}).get("pytest", {})
    options = pytest.get("ini_options", pytest) if isinstance(pytest, dict) else {}
    paths = options.get("testpaths", [])
    first = next(iter(paths.split() if isinstance(paths, str) else paths), "")
    if first and (root / first).is_dir():
        return str(first).rstrip("/")
    return next((name for name in ("tests", "test") if (root / name).is_dir()), "tests")


def _python_files(root: Path) -> Iterator[tuple[Path, str]]:
    folders, left = [root], MOST_FILES
    while folders and left:
        try:
            entries = sorted(folders.pop(0).iterdir())
        except OSError:
            continue
        for path in entries:
            if path.is_dir() and not path.is_symlink():
                if path.name not in SKIPPED and not path.name.startswith(".") and not (path / "pyvenv.cfg").exists():
                    folders.append(path)
            elif path.suffix == ".py" and left:
                left -= 1
                yield path, path.read_text(encoding="utf-8", errors="replace")


def _is_test(path: Path) -> bool:
    return path.parts[0] in ("tests", "test") or path.name.startswith("test_") or path.name == "conftest.py"


def _framework(texts: Iterable[str]) -> Framework:
    found = {name for text in texts for name, pattern in IMPORTS if pattern.search(text)}
    return next((name for name, _ in IMPORTS if name in found), "none")


def _application(root: Path, framework: Framework, sources: list[tuple[Path, str]]) -> tuple[str, str, bool] | None:
    """Where the application is made: for Django its wsgi.py, else a factory without parameters, or an object."""
    if framework == "django":
        found = [path for path, _ in sources if path.name == "wsgi.py"]
        return (_module(root, found[0]), "application", False) if found else None
    for pattern, called in ((FACTORY, True), (APPLICATION, False)):
        for path, text in sources:
            if match := pattern.search(text):
                return _module(root, path), match[1], called
    return None


def _module(root: Path, path: Path) -> str:
    parts = list(path.relative_to(root).with_suffix("").parts)
    if parts[0] == "src":
        del parts[0]
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


def _package(module: str) -> str:
    return _name(module.partition(".")[0])


def _name(text: str) -> str:
    return NAME.sub("-", text.lower()).strip("-") or "provider"
