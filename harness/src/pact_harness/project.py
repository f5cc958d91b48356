"""The project that a run of pytest is about: its settings, its folders, and how a person types its paths and commands.

On the command line ``--pact-dir=DIR`` names another folder of contracts, to write to or to verify. The equals sign
matters: pytest learns of the option after it has looked for tests, and would take a DIR apart from it for one of them.
"""

import shlex
import sys
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path

import pytest

from pact_harness.config import Settings, SettingsError, read_settings

SETTINGS: pytest.StashKey[Settings] = pytest.StashKey()
FITTING: pytest.StashKey[dict[Path, bool]] = pytest.StashKey()  # whether a file may hold contract tests


def load_settings(config: pytest.Config) -> None:
    """Read the project's settings for this run. pytest.UsageError, which pytest tells without a traceback."""
    try:
        config.stash[SETTINGS] = read_settings(config.rootpath, config.getoption("pact_set") or ())
    except SettingsError as error:
        raise pytest.UsageError(str(error)) from None


def settings_of(config: pytest.Config) -> Settings:
    return config.stash[SETTINGS]


def chosen_folder(config: pytest.Config) -> str | None:
    """What ``--pact-dir`` says."""
    chosen: str | None = config.getoption("pact_dir")
    return chosen


def contracts_folder(config: pytest.Config, provider: str | None = None) -> Path:
    """The folder of the contracts, absolute, or of those with one provider; it need not exist."""
    if chosen := chosen_folder(config):
        return config.invocation_params.dir / chosen
    settings = settings_of(config)
    return config.rootpath / (settings.of(provider) if provider else settings).contracts


def contract_folders(config: pytest.Config) -> list[Path]:
    """Every folder of contracts, one where ``--pact-dir`` names it."""
    if chosen_folder(config):
        return [contracts_folder(config)]
    return [config.rootpath / name for name in settings_of(config).contract_places()]


def output_folder(config: pytest.Config) -> Path:
    """Where results, and what a run keeps for itself, go; made, and ignored by git, when it is first asked for."""
    folder = config.rootpath / settings_of(config).output
    folder.mkdir(parents=True, exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("# made by pytest-pact-harness\n*\n", encoding="utf-8")
    return folder


def fetched_folder(config: pytest.Config) -> Path:
    """Where contracts lie that were fetched from a broker, for people and for the contract book."""
    return output_folder(config) / "fetched"


def verified_folder(config: pytest.Config, provider: str | None = None) -> Path:
    """The folder of the contracts that are verified: those above, or what was fetched from a broker."""
    if not config.getoption("pact_broker"):
        return contracts_folder(config, provider)
    return fetched_folder(config)


def contract_test_patterns(config: pytest.Config) -> list[str]:
    """Where contract tests may stand: folders, files or patterns of files, as paths from the project's folder."""
    return [pattern.rstrip("/") for pattern in settings_of(config).contract_tests]


def may_hold_contract_tests(path: Path, config: pytest.Config) -> bool:
    """Whether *path*, which need not exist any more, fits one of those patterns or lies in such a folder."""
    known = config.stash.setdefault(FITTING, {})  # asked for each test, and a path's symbolic links take 0.2 ms
    if path not in known:
        name, patterns = shown(path, config), contract_test_patterns(config)
        known[path] = any(fnmatch(name, pattern) or fnmatch(name, f"{pattern}/*") for pattern in patterns)
    return known[path]


def record_command(config: pytest.Config) -> str:
    """What records contracts where they are looked for: without its folder it would write into the usual one."""
    settings, folder = settings_of(config), chosen_folder(config)
    usual = settings.record_command or python_m(config, "pytest", *contract_test_patterns(config))
    if folder is None or contracts_folder(config).resolve() == (config.rootpath / settings.contracts).resolve():
        return usual
    if settings.record_elsewhere_command:
        return settings.record_elsewhere_command.replace("{folder}", shlex.quote(folder))
    return f"{usual} --pact-dir={shlex.quote(folder)}"


def python_m(config: pytest.Config, *arguments: str) -> str:
    """A command line for the running Python as a person would type it from the project's folder."""
    return shlex.join([_interpreter(config.rootpath), "-m", *arguments])


@lru_cache  # each interaction has a command of its own
def _interpreter(root: Path) -> str:
    try:
        return Path(sys.executable).relative_to(root).as_posix()
    except ValueError:
        return "python"


def shown(path: Path, config: pytest.Config) -> str:
    """*path* as a person would type it from the project's folder."""
    try:
        return path.resolve().relative_to(config.rootpath.resolve()).as_posix()
    except ValueError:
        return str(path)


def shown_folders(config: pytest.Config) -> str:
    """The folders of contracts as a person reads them, ``contracts/``: those that there are, or all that may be."""
    folders = contract_folders(config)
    there = [folder for folder in folders if folder.exists()]
    return ", ".join(f"{shown(folder, config)}/" for folder in there or folders)
