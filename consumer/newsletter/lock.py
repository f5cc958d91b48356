"""A file that one process holds at a time; the lock goes with the process, however that ends."""

import sys
from io import FileIO

from consumer.newsletter.errors import ListInUseError

if sys.platform == "win32":
    import msvcrt

    FAR = 2**30  # Windows keeps others from reading what is locked: lock a byte that no list will ever reach

    def lock(file: FileIO) -> None:
        file.seek(FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def lock(file: FileIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def hold(file: FileIO, path: object) -> None:
    """Hold `file` until it is closed; ListInUseError if another process does, or another part of this one."""
    try:
        lock(file)
    except (BlockingIOError, PermissionError) as error:
        raise ListInUseError(path) from error
