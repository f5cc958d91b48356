"""A file replaced in one step, so that no reader and no crash ever sees half of it.

Where its folder lies on another file system than the scratch folder, the new file is first copied into the folder. A
full disk or a kill can leave such a copy, cut off somewhere: `is_unfinished` tells it, and nobody reads it.
"""

import errno
import os
import re
import shutil
import time
from pathlib import Path
from uuid import uuid4

UNFINISHED = re.compile(r"\..+\.json\.\d+")
SECONDS_OF_A_COPY = 60  # generous: a contract is copied in milliseconds


def replace_file(path: Path, data: bytes, scratch: Path | None = None) -> bool:
    """Make *data* the content of *path*; its folder is made. False, and nothing is touched, if it is that already.

    The new file is prepared in *scratch*, or beside *path* where nobody minds a stray one. Where *path* is a symbolic
    link, the file that it names is replaced, and the link stays. OSError if it cannot be written.
    """
    if path.is_file() and path.read_bytes() == data:
        return False
    target = path.resolve()
    for folder in (target.parent, scratch or target.parent):
        folder.mkdir(parents=True, exist_ok=True)
    _remove_unfinished(target.parent)
    prepared = (scratch or target.parent) / f".{uuid4().hex}"
    try:
        prepared.write_bytes(data)
        prepared.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            prepared.unlink(missing_ok=True)
            raise
        _replace_by_copy(prepared, target)
    return True


def is_unfinished(path: Path) -> bool:
    """Whether *path* is a contract's copy that has not taken its place yet, of any process."""
    return UNFINISHED.fullmatch(path.name) is not None


def _replace_by_copy(prepared: Path, target: Path) -> None:
    """On another file system: copy into the folder, then replace. A copy that fails half-way is removed."""
    copy = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        shutil.copyfile(prepared, copy)
        copy.replace(target)
    except BaseException:
        copy.unlink(missing_ok=True)
        raise
    finally:
        prepared.unlink(missing_ok=True)


def _remove_unfinished(folder: Path) -> None:
    """Remove what killed runs left in *folder*; a file that is younger may belong to a run beside this one."""
    for path in folder.iterdir():
        if is_unfinished(path) and time.time() - path.stat().st_mtime > SECONDS_OF_A_COPY:
            path.unlink(missing_ok=True)
