"""The mailing list: a file to which one line is added for each event, and nothing is ever changed.

    {"event":"17","user":4,"name":"Dave","email":"dave@example.com"}

An event's effect and the position after it are that one line, so neither is ever there without the other: the last
complete line is the position, and a line that a crash tore is cut off at the start. Of one user the last line counts.

Lines are written at once but not synced to the disk. A process may be killed at any moment and lose nothing; a machine
that loses power may lose the last lines, effect and position alike, and the events are handled again.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from typing import Self

from pydantic import ValidationError

from consumer.newsletter.errors import NoMailingListError
from consumer.newsletter.lock import hold
from consumer.newsletter.models import Entry, Line, Subscriber

START = b'{"event":'  # of every line; what does not begin so is not ours to cut


class MailingList:
    """The list in an open file; `MailingList.opened(path)` makes one.

    Every id is kept in memory (about 100 bytes each): the feed may repeat an event, and its ids have no order to us.
    """

    def __init__(self, file: FileIO, path: Path) -> None:
        self._file, self._path = file, path
        self._events: set[str] = set()
        self.position: str | None = None

    @classmethod
    @contextmanager
    def opened(cls, path: Path) -> Iterator[Self]:
        """The list at `path`, made if it is not there; nobody else can write to it meanwhile.

        ListInUseError, NoMailingListError, or an OSError where the file cannot be had.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+b", buffering=0) as file:
            hold(file, path)
            mailing_list = cls(file, path)
            mailing_list._read()
            yield mailing_list

    def __contains__(self, event_id: object) -> bool:
        return event_id in self._events

    def subscribers(self) -> list[Subscriber]:
        """Who is on the list, by id; read from the file, since to go on nobody need be remembered."""
        found: dict[int, Subscriber] = {}
        for line in map(Line.model_validate_json, self._lines()):
            if line.user is not None and line.name and line.email:
                found[line.user] = Subscriber(id=line.user, name=line.name, email=line.email)
            elif line.user is not None:
                found.pop(line.user, None)
        return [found[user] for user in sorted(found)]

    def add(self, event_id: str, entry: Entry) -> None:
        """Write the line of an event; whole or, with an OSError (a full disk), not at all."""
        line = Line(event=event_id, user=entry.user, name=entry.name, email=entry.email)
        data = line.model_dump_json().encode() + b"\n"
        end = self._file.seek(0, os.SEEK_END)
        if self._file.write(data) != len(data):
            self._file.truncate(end)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self._path))
        self._take(line)

    def _read(self) -> None:
        """Take in the complete lines, and cut off a torn one."""
        end = 0
        for number, line in enumerate(self._lines(), 1):
            if line.endswith(b"\n"):
                self._take(self._parse(line, number))
                end += len(line)
            elif line.startswith(START) or START.startswith(line):
                self._file.truncate(end)
            else:
                raise self._not_ours(line, number)

    def _lines(self) -> Iterator[bytes]:
        with self._path.open("rb") as lines:
            yield from lines

    def _parse(self, line: bytes, number: int) -> Line:
        try:
            return Line.model_validate_json(line)
        except ValidationError as error:
            raise self._not_ours(line, number) from error

    def _not_ours(self, line: bytes, number: int) -> NoMailingListError:
        return NoMailingListError(self._path, number, f"expected a line of a mailing list, got {line[:40]!r}")

    def _take(self, line: Line) -> None:
        self._events.add(line.event)
        self.position = line.event
