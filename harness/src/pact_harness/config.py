"""What a project says about its contracts: the table ``[tool.pact-harness]`` of its pyproject.toml, as typed Settings.

pytest reads the pyproject.toml of its rootdir, wherever pytest's own configuration stands; the command line reads the
nearest one upwards. A missing file or table means defaults. The README's table lists every setting.
"""

import difflib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

FILE = "pyproject.toml"
TABLE = "tool.pact-harness"
FORMER_TABLE = "contract-check"

# What may differ from one provider to the next: [tool.pact-harness.providers.NAME].
OF_A_PROVIDER = {
    "contracts",
    "states",
    "openapi",
    "messages",
    "provider_timeout",
    "provider_hosts",
    "follow_redirects",
    "wsgi_in_test_thread",
    "broker_main_branch",
}


class SettingsError(ValueError):
    """A setting that is unknown, of the wrong type, or names a path that is not there; the message says which, in
    which file, and what belongs there."""


@dataclass(frozen=True)
class Settings:
    """The settings of one project. Paths are as written, relative to ``root``."""

    root: Path
    contracts: str = "contracts"
    contract_tests: tuple[str, ...] = ("tests/consumer",)
    contracts_of_others: tuple[str, ...] = ()
    record_command: str = ""
    record_elsewhere_command: str = ""
    other_providers: tuple[str, ...] = ()
    provider_timeout: float = 5
    provider_hosts: tuple[str, ...] = ()
    follow_redirects: bool = False
    wsgi_in_test_thread: bool = False
    output: str = ".pact"
    book: str = ""
    book_command: str = ""
    provider: str = ""
    states: tuple[str, ...] = ()
    openapi: str = ""
    messages: str = ""
    ignore: tuple[Mapping[str, Any], ...] = ()
    broker_main_branch: str = "main"
    broker_wip_since: str = ""
    providers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def file(self) -> Path:
        return self.root / FILE

    @property
    def contracts_folder(self) -> Path:
        """As typed from the working folder where the project lies there."""
        return _from_here(self.root / self.contracts)

    @property
    def output_folder(self) -> Path:
        """Where results, summary and whatever else is generated go; it need not exist."""
        return _from_here(self.root / self.output)

    @property
    def book_folder(self) -> Path:
        return _from_here(self.root / self.book) if self.book else self.output_folder / "book"

    def of(self, provider: str) -> "Settings":
        """The settings with what ``[tool.pact-harness.providers.PROVIDER]`` says instead."""
        return replace(self, **self.providers.get(provider, {}))

    def contract_folders(self) -> list[Path]:
        """Every folder that holds contracts, the usual one first; none need exist."""
        names = [self.contracts, *(str(one["contracts"]) for one in self.providers.values() if "contracts" in one)]
        return [_from_here(self.root / name) for name in dict.fromkeys(names)]

    def existing_file(self, key: str, value: str) -> Path:
        """The file that a setting names. SettingsError, with the nearest name beside it, where there is none."""
        path = self.root / value
        if path.is_file():
            return path
        beside = [one.name for one in path.parent.iterdir()] if path.parent.is_dir() else []
        raise SettingsError(
            f"{self.file}: [{TABLE}] {key} names {value}, which is no file.{_nearest(path.name, beside)}"
        )


def read_settings(root: Path, overrides: Iterable[str] = ()) -> Settings:
    """The settings of the project in *root*. *overrides* are ``key=value`` texts, the value as in TOML or plain text.

    Raises SettingsError.
    """
    table = dict(_table(root / FILE))
    for override in overrides:
        key, equals, value = override.partition("=")
        if not equals:
            raise SettingsError(f"--pact-set takes key=value, and got {override!r}")
        _set(table, key.strip(), _typed(key.strip(), value))
    return Settings(root, **_checked(table, root / FILE, TABLE, {one.name for one in fields(Settings)} - {"root"}))


def find_root(start: Path) -> Path:
    """The nearest folder upwards of *start* whose pyproject.toml has the table, else the nearest with such a file, else
    *start* itself."""
    folders = [one for one in (start, *start.parents) if (one / FILE).is_file()]
    with_table = (one for one in folders if _has_table(one / FILE))
    return next(with_table, folders[0] if folders else start)


def _from_here(path: Path) -> Path:
    """Relative to the working folder where it lies below it: messages then show what a person would type."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _has_table(file: Path) -> bool:
    return f"[{TABLE}" in file.read_text(encoding="utf-8", errors="replace")


def _table(file: Path) -> Mapping[str, Any]:
    if not file.is_file():
        return {}
    try:
        tools = tomllib.loads(file.read_text(encoding="utf-8")).get("tool", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"{file} cannot be read: {error}") from error
    if FORMER_TABLE in tools:
        raise SettingsError(
            f"{file}: [tool.{FORMER_TABLE}] is now part of [{TABLE}], and its silences are called ignore."
        )
    found = tools.get(TABLE.removeprefix("tool."), {})
    if not isinstance(found, dict):
        raise SettingsError(f"{file}: {TABLE} is {_shown(found)}, and should be a table")
    return found


def _typed(key: str, text: str) -> object:
    """The value as TOML reads it; where it is none, or a text belongs there, the text as it is, also as a list."""
    kind = next((one.type for one in fields(Settings) if one.name == key.rpartition(".")[2]), None)
    if kind is str and text[:1] not in ("'", '"'):
        return text
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text if kind in (None, str, bool, float) else [text]


def _set(table: dict[str, Any], key: str, value: object) -> None:
    """``providers.NAME.key`` reaches into a provider's own table; a name may hold dots."""
    if key.startswith("providers.") and key.count(".") > 1:
        name, _, inside = key.removeprefix("providers.").rpartition(".")
        providers = dict(table.get("providers", {}))
        table["providers"] = {**providers, name: {**providers.get(name, {}), inside: value}}
    else:
        table[key] = value


def _checked(table: Mapping[str, Any], file: Path, shown: str, known: set[str]) -> dict[str, Any]:
    return {key: _value(key, value, file, shown, known) for key, value in table.items()}


def _value(key: str, value: object, file: Path, shown: str, known: set[str]) -> object:
    def expect(fits: bool, what: str) -> None:
        if not fits:
            raise SettingsError(f"{file}: [{shown}] {key}: expected {what}, got {_shown(value)}")

    if key not in known:
        raise SettingsError(f"{file}: [{shown}] has no setting {key!r}.{_nearest(key, sorted(known))}")
    if key == "providers":
        expect(isinstance(value, dict) and all(isinstance(one, dict) for one in value.values()), "a table a provider")
        assert isinstance(value, dict)  # noqa: S101 - for the type checker
        return {name: _checked(one, file, f"{TABLE}.providers.{name}", OF_A_PROVIDER) for name, one in value.items()}
    if key == "ignore":
        expect(isinstance(value, list) and all(isinstance(one, dict) for one in value), "a list of tables")
        return tuple(value)  # type: ignore[arg-type]
    kind = next(one.type for one in fields(Settings) if one.name == key)
    if kind is float:
        number = isinstance(value, int | float) and not isinstance(value, bool) and value > 0
        expect(number, "a number of seconds above 0")
    elif kind is bool:
        expect(isinstance(value, bool), "true or false")
    elif kind is str:
        expect(isinstance(value, str), "a text")
    else:
        expect(isinstance(value, list) and all(isinstance(one, str) for one in value), "a list of texts")
        return tuple(value)  # type: ignore[arg-type]
    return value


def _shown(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)


def _nearest(name: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
    if close:
        return f" Did you mean {close[0]!r}?"
    return f" There are: {', '.join(known)}." if known else ""
