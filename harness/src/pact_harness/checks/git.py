"""What git knows of a project's folder, where there is git."""

import subprocess
from pathlib import Path


def git(folder: Path, *arguments: str) -> bytes | None:
    """What git prints in *folder*, or None where it refuses or is not installed."""
    try:
        done = subprocess.run(  # noqa: S603 - no shell; callers keep names apart from options
            ["git", *arguments],  # noqa: S607 - whichever git the user has
            cwd=folder,
            capture_output=True,
            check=False,
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
