"""What can go wrong with a mailing list; what goes wrong with the service is a UserClientError.

MailingListError
├── UnknownPositionError   the service has never had the event at which the list stands: it followed another service
├── ListInUseError         somebody else follows into the same file
└── NoMailingListError     the file is no mailing list, or no longer one
"""

from consumer.errors import bounded


class MailingListError(Exception):
    """Somebody has to look at the file, or to name another one."""


class UnknownPositionError(MailingListError):
    """The service refused the position (`event_id`); `reason` is what it said."""

    def __init__(self, event_id: str, reason: str) -> None:
        event_id, reason = bounded(event_id), bounded(reason)
        super().__init__(event_id, reason)
        self.event_id, self.reason = event_id, reason

    def __str__(self) -> str:
        return f"the service does not know event {self.event_id!r}, the last one on the list: {self.reason}"


class ListInUseError(MailingListError):
    """Two followers of one file would mix their lines."""

    def __init__(self, path: object) -> None:
        super().__init__(f"{path}: another follower is writing this file")


class NoMailingListError(MailingListError):
    """`line` (from 1) of the file is none that a follower writes."""

    def __init__(self, path: object, line: int, reason: str) -> None:
        super().__init__(f"{path}, line {line}: {reason}")
