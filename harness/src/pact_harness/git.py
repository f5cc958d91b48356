"""What git knows of a project's folder, where there is git."""

import os
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


def uncommitted(folder: Path) -> str:
    """The files that differ from the commit, new ones too, in words; none outside git. Python's caches are none.

    Where git refuses to answer (the checkout is another user's, as in some containers), that is said instead.
    """
    status = ["git", "status", "--porcelain", "--no-renames", "--untracked-files=normal", "-z"]  # -z: without quotes
    try:
        in_english = {**os.environ, "LC_ALL": "C"}
        done = subprocess.run(status, cwd=folder, env=in_english, capture_output=True, text=True, check=False)  # noqa: S603
    except OSError:  # there is no git
        return ""
    if "not a git repository (or any" in done.stderr:
        return ""
    if done.returncode:
        return f"git does not tell ({' '.join(done.stderr.split())}) what differs from the commit"
    files = [entry[3:] for entry in done.stdout.split("\0") if entry and "__pycache__" not in entry]
    rest = f" and {len(files) - 3} more" if len(files) > 3 else ""
    return f"{', '.join(files[:3])}{rest} differ{'s'[: len(files) == 1]} from the commit" if files else ""
