"""What both halves of the harness share: where contracts live, and how a test names its two sides.

In pytest's configuration (paths start from the project's folder):

`contracts`
    The folder of the contracts. Default: `contracts`.
`contract_tests`
    The folders of the consumer's contract tests, or patterns of their files, such as
    `tests/consumer/test_*_contract.py`; contracts are written only when all of them were collected.
    Default: `["tests/consumer"]`.
`contracts_of_others`
    Patterns of file names in the folder that somebody else delivers, as `["billing-*.json"]`: never removed.

On the command line `--contracts=DIR` names another folder, to write to or to verify. The equals sign matters:
pytest learns of this option after it has looked for tests, and would take a DIR apart from it for one of them.
"""

import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

FETCHED = "build/fetched"  # for people, and for the contract book
MARKER = "pact(consumer, provider): the sides of the contract that a test records; or the provider it verifies"


def add_options(parser: pytest.Parser) -> None:
    """Make the options above known to pytest."""
    parser.addini("contracts", "folder of the contracts", type="string", default="contracts")
    parser.addini("contract_tests", "folders or patterns of contract tests", type="args", default=["tests/consumer"])
    parser.addini("contracts_of_others", "file names that others deliver", type="args", default=[])
    parser.getgroup("contracts").addoption(
        "--contracts", metavar="DIR", help="folder of the contracts to write or to verify (--contracts=DIR)"
    )


def contracts_folder(config: pytest.Config) -> Path:
    """The folder of the contracts, absolute; it need not exist."""
    chosen: str | None = config.getoption("--contracts")
    if chosen:
        return config.invocation_params.dir / chosen
    return config.rootpath / str(config.getini("contracts"))


def verified_folder(config: pytest.Config) -> Path:
    """The folder of the contracts that are verified: those above, or what was fetched from a broker."""
    if not config.getoption("--broker"):
        return contracts_folder(config)
    parallel = getattr(config.option, "numprocesses", None)  # then each process has fetched them for itself
    return config.rootpath / FETCHED / ("gw0" if parallel else "")


def contract_test_patterns(config: pytest.Config) -> list[str]:
    """Where contract tests may stand: folders, files or patterns of files, as paths from the project's folder."""
    return [str(pattern).rstrip("/") for pattern in config.getini("contract_tests")]


def may_hold_contract_tests(path: Path, config: pytest.Config) -> bool:
    """Whether *path*, which need not exist any more, fits one of those patterns or lies in such a folder."""
    name = shown(path, config)
    return any(fnmatch(name, pattern) or fnmatch(name, f"{pattern}/*") for pattern in contract_test_patterns(config))


def interpreter(config: pytest.Config) -> str:
    """The running Python as a person would type it from the project's folder: an environment's in it, or `python`."""
    try:
        return Path(sys.executable).relative_to(config.rootpath).as_posix()
    except ValueError:
        return "python"


def shown(path: Path, config: pytest.Config) -> str:
    """*path* as a person would type it from the project's folder."""
    try:
        return path.resolve().relative_to(config.rootpath.resolve()).as_posix()
    except ValueError:
        return str(path)
