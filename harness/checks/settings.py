"""What a project says about its checks: the table [tool.contract-check] of its pyproject.toml."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

FILE = "pyproject.toml"
KNOWN = {"messages", "silences", "states", "provider"}


class SettingsError(ValueError):
    """A setting that cannot be understood or does not hold; the message says which and what belongs there."""


class Settings:
    """The settings of a project; ``file`` is named in messages. An absent file has none."""

    def __init__(self, root: Path) -> None:
        self.file = root / FILE
        self._table = _read(self.file)
        if unknown := sorted(set(self._table) - KNOWN):
            raise SettingsError(
                f"{self.file}: [tool.contract-check] has {', '.join(unknown)}, and knows {', '.join(sorted(KNOWN))}"
            )

    def text(self, name: str) -> str | None:
        """A text, or None where it is not set."""
        value = self._table.get(name)
        if value is not None and not isinstance(value, str):
            raise SettingsError(f"{self.file}: [tool.contract-check] {name} is not a text")
        return value

    def texts(self, name: str, default: Sequence[str]) -> Sequence[str]:
        """A list of texts."""
        value = self._table.get(name, list(default))
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise SettingsError(f"{self.file}: [tool.contract-check] {name} is not a list of texts")
        return value

    def tables(self, name: str) -> list[Any]:
        """A list whose entries the caller judges."""
        value = self._table.get(name, [])
        if not isinstance(value, list):
            raise SettingsError(f"{self.file}: [tool.contract-check] {name} is not a list of tables")
        return value


def _read(file: Path) -> Mapping[str, Any]:
    if not file.is_file():
        return {}
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8")).get("tool", {}).get("contract-check", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} cannot be read: {error}") from error
    return found if isinstance(found, dict) else {}
