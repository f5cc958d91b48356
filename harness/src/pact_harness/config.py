"""What a project says about its contracts: the table ``[tool.pact-harness]`` of its pyproject.toml, as typed Settings.

pytest reads the pyproject.toml of its rootdir, wherever pytest's own configuration stands; the command line reads the
nearest one upwards. A missing file or table means defaults. The README's table lists every setting.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

FILE = "pyproject.toml"
TABLE = "tool.pact-harness"
FORMER_TABLE = "contract-check"
SPELLINGS = {"pactharness", "pytestpactharness"}  # without case, dash and underscore: nobody else's
NEAR = ("pact", "harness", "pytestpact", *SPELLINGS)  # so is what is like these, where it holds settings of ours

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


class UsageError(Exception):
    """What the user asked for cannot be done; the message says why, and what to do instead."""


class SettingsError(UsageError):
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
    allow_skips: bool = False
    masked_headers: tuple[str, ...] = ()
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
        """The settings with what ``[tool.pact-harness.providers.PROVIDER]`` says instead. Contracts with another
        provider that has a table may lie in the same folder: they are verified for that one."""
        folder = self._contracts_of(provider)
        beside = (name for name in self.providers if name != provider and self._contracts_of(name) == folder)
        others = tuple(dict.fromkeys([*self.other_providers, *beside]))
        if self.provider and self.provider != provider and folder == self.contracts:
            others = (*others, self.provider)
        return replace(self, **{**self.providers.get(provider, {}), "other_providers": others})

    def _contracts_of(self, provider: str) -> str:
        return str(self.providers.get(provider, {}).get("contracts", self.contracts))

    def contract_places(self) -> list[str]:
        """Every folder that may hold contracts, as written: the usual one, and those of providers."""
        own = (str(one["contracts"]) for one in self.providers.values() if "contracts" in one)
        return list(dict.fromkeys([self.contracts, *own]))

    def contract_folders(self) -> list[Path]:
        """Those that there are, as typed from the working folder; the usual one where there is none."""
        folders = [_from_here(self.root / name) for name in self.contract_places()]
        return [folder for folder in folders if folder.exists()] or folders[:1]

    def openapi_of(self, provider: str) -> Path | None:
        """The provider's OpenAPI document. A provider without one in its own table has that of ``openapi``, but where
        other providers have tables and ``provider`` says that ``openapi`` is somebody else's. SettingsError for a
        file that is not there."""
        own = self.providers.get(provider, {})
        if "openapi" in own:
            return self.existing_file(f"providers.{provider}.openapi", own["openapi"])
        is_ours = not self.providers or self.provider in ("", provider)
        return self.existing_file("openapi", self.openapi) if self.openapi and is_ours else None

    def existing_file(self, key: str, value: str) -> Path:
        """The file that a setting names. SettingsError, with the nearest name beside it, where there is none."""
        path = self.root / value
        if path.is_file():
            return path
        beside = [one.name for one in path.parent.iterdir()] if path.parent.is_dir() else []
        raise SettingsError(
            f"{self.file}: [{TABLE}] {key} names {value}, which is no file.{nearest_name(path.name, beside)}"
        )


def read_settings(root: Path, overrides: Iterable[str] = ()) -> Settings:
    """The settings of the project in *root*. *overrides* are ``key=value`` texts, the value as in TOML or plain text.

    Raises SettingsError.
    """
    file, known = root / FILE, {one.name for one in fields(Settings)} - {"root"}
    table = _checked(_table(file), str(file), TABLE, known)
    for override in overrides:
        key, equals, value = (part.strip() for part in override.partition("="))
        if not equals:
            raise SettingsError(f"--pact-set takes key=value, and got {override!r}")
        changed: dict[str, Any] = {}
        _set(changed, key, _typed(key, value))
        _merge(table, _checked(changed, f"--pact-set {override}", TABLE, known))
    return Settings(root, **table)


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
        text = file.read_text(encoding="utf-8")
        if not any(name in text.lower() for name in ("pact", "harness", FORMER_TABLE)):
            return {}  # a project that uses nothing of this package pays for no parser
        import tomllib

        document = tomllib.loads(text)
    except (ValueError, OSError) as error:  # also tomllib's own, and a file that is no UTF-8
        raise SettingsError(f"{file} cannot be read: {error}") from error
    tools = document.get("tool", {})
    tools = tools if isinstance(tools, dict) else {}
    if FORMER_TABLE in tools:
        raise SettingsError(
            f"{file}: [tool.{FORMER_TABLE}] is now part of [{TABLE}], and its silences are called ignore."
        )
    for table in (*_misnamed("tool.", tools), *_misnamed("", document)):
        raise SettingsError(f"{file}: nothing reads the table [{table}]. Did you mean [{TABLE}]?")
    found = tools.get(TABLE.removeprefix("tool."), {})
    if not isinstance(found, dict):
        raise SettingsError(f"{file}: {TABLE} is {_shown(found)}, and should be a table")
    return found


def _misnamed(prefix: str, tables: Mapping[str, Any]) -> Iterator[str]:
    """The tables that are meant for us, and have another name."""
    from difflib import get_close_matches

    has_ours = any(prefix + name == TABLE for name in tables)
    settings = {one.name for one in fields(Settings)}
    for name, table in tables.items():
        plain = name.lower().replace("-", "").replace("_", "")
        if prefix + name == TABLE or not isinstance(table, dict):
            continue
        is_like = not has_ours and bool(settings & table.keys()) and bool(get_close_matches(plain, NEAR, 1, 0.85))
        if plain in SPELLINGS or is_like:
            yield prefix + name


def _typed(key: str, text: str) -> object:
    """The value as TOML reads it; where it is none, or a text belongs there, the text as it is, also as a list."""
    import tomllib

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
        table["providers"] = {name: {inside: value}}
    else:
        table[key] = value


def _merge(table: dict[str, Any], changed: Mapping[str, Any]) -> None:
    for key, value in changed.items():
        if key == "providers":
            before = table.get(key, {})
            table[key] = {**before, **{name: {**before.get(name, {}), **own} for name, own in value.items()}}
        else:
            table[key] = value


def _checked(table: Mapping[str, Any], where: str, shown: str, known: set[str]) -> dict[str, Any]:
    """The values as Settings has them. *where* is the file or option that holds them, *shown* the table's name."""
    for key in table:
        if key not in known:
            raise SettingsError(f"{where}: [{shown}] has no setting {key!r}.{nearest_name(key, sorted(known))}")
    return {key: _value(key, value, where, shown) for key, value in table.items()}


def _value(key: str, value: Any, where: str, shown: str) -> object:
    kind = next(one.type for one in fields(Settings) if one.name == key)
    fits, wanted = _EXPECTED[kind]
    if not fits(value):
        raise SettingsError(f"{where}: [{shown}] {key}: expected {wanted}, got {_shown(value)}")
    if key == "providers":
        return {name: _checked(own, where, f"{TABLE}.providers.{name}", OF_A_PROVIDER) for name, own in value.items()}
    return tuple(value) if isinstance(value, list) else value


def _is_list_of(kind: type) -> Callable[[object], bool]:
    return lambda value: isinstance(value, list) and all(isinstance(one, kind) for one in value)


def _is_table_of_tables(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(one, dict) for one in value.values())


def _is_duration(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


# By the type of a setting: what a value of TOML must be, and the words for it.
_EXPECTED: Mapping[Any, tuple[Callable[[object], bool], str]] = {
    str: (lambda value: isinstance(value, str), "a text"),
    bool: (lambda value: isinstance(value, bool), "true or false"),
    float: (_is_duration, "a number of seconds above 0"),
    tuple[str, ...]: (_is_list_of(str), "a list of texts"),
    tuple[Mapping[str, Any], ...]: (_is_list_of(dict), "a list of tables"),
    Mapping[str, Mapping[str, Any]]: (_is_table_of_tables, "a table for each provider"),
}


def _shown(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)


def nearest_name(name: str, known: Sequence[str]) -> str:
    """A sentence, with a space before it: which of *known* was meant, or which there are."""
    import difflib

    close = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
    if close:
        return f" Did you mean {close[0]!r}?"
    return f" There are: {', '.join(known)}." if known else ""
