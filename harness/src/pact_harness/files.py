"""A file replaced in one step, so that no reader and no crash ever sees half of it."""

import errno
import os
import shutil
from pathlib import Path
from uuid import uuid4


def replace_file(path: Path, data: bytes, scratch: Path | None = None) -> bool:
    """Make *data* the content of *path*; its folder is made. False, and nothing is touched, if it is that already.

    The new file is prepared in *scratch*, or beside *path* where nobody minds a stray one. OSError if it cannot be
    written.
    """
    if path.is_file() and path.read_bytes() == data:
        return False
    for folder in (path.parent, scratch or path.parent):
        folder.mkdir(parents=True, exist_ok=True)
    prepared = (scratch or path.parent) / f".{uuid4().hex}"
    prepared.write_bytes(data)
    try:
        prepared.replace(path)
    except OSError as error:
        if error.errno != errno.EXDEV:
            prepared.unlink(missing_ok=True)
            raise
        beside = path.with_name(f".{path.name}.{os.getpid()}")  # another file system: copy, then replace
        shutil.move(prepared, beside)
        beside.replace(path)
    return True
