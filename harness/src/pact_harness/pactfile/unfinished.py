"""The name under which a contract is copied into its folder before it takes its place there.

Only where the folder lies on another file system than the scratch folder. A full disk or a kill can leave such a file
behind, cut off somewhere: nobody may take it for a contract.
"""

import os
import re
from pathlib import Path

NAME = re.compile(r"\..+\.json\.\d+")


def beside(path: Path) -> Path:
    """Where this process prepares *path*, in the same folder."""
    return path.with_name(f".{path.name}.{os.getpid()}")


def is_unfinished(path: Path) -> bool:
    """Whether *path* is such a file, of any process."""
    return NAME.fullmatch(path.name) is not None
