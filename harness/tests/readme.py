"""The files of harness/README.md's example, as its code blocks have them."""

import re
from pathlib import Path

from harness.tests.projects import ROOT

README = (ROOT / "harness" / "README.md").read_text(encoding="utf-8")
BLOCKS: dict[str, str] = dict(re.findall(r"```(?:python|toml)\n# (\S+)\n(.*?)```", README, re.DOTALL))
SETTINGS_OF_SEVERAL = BLOCKS.pop("several-providers.toml")


def write_example(folder: Path) -> None:
    """Write every file of both sides into *folder*, over what is there."""
    for path, text in BLOCKS.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
