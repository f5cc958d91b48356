"""Errors are named for what the caller can do about them.

UserClientError
├── UserNotFoundError     there is no such user
├── RejectedError         the service refused; .problem says why
├── UnavailableError      unreachable, timed out, overloaded: trying again may help
└── ContractError         an answer that the contract does not allow

`request` is the method and the URL (without the password that a URL may hold), `reason` what went wrong.
"""

from consumer.http.models import Problem

LONGEST_TEXT = 1000  # characters of what a service said: a message is for people, and stands in logs


def bounded(text: str) -> str:
    """`text`, or its beginning and how long it was."""
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}… ({len(text)} characters)"


class UserClientError(Exception):
    """Whatever can go wrong between this client and the service."""


class UserNotFoundError(UserClientError):
    """There is no such user."""

    def __init__(self, user_id: int) -> None:
        super().__init__(user_id)
        self.user_id = user_id

    def __str__(self) -> str:
        return f"there is no user {self.user_id}"


class RejectedError(UserClientError):
    """The service refused the request, and will again as long as it stays the same."""

    def __init__(self, request: str, status: int, problem: Problem) -> None:
        problem = Problem(detail=bounded(problem.detail))
        super().__init__(request, status, problem)
        self.request, self.status, self.problem = request, status, problem

    def __str__(self) -> str:
        return f"{self.request}: refused with {self.status}: {self.problem.detail}"


class UnavailableError(UserClientError):
    """The service could not be reached, or not now. After a POST or a PATCH it may have done what was asked.

    `retry_after`: for how many seconds the service asks to be left alone, None if it did not say.
    """

    def __init__(self, request: str, reason: str, retry_after: float | None = None) -> None:
        request, reason = bounded(request), bounded(reason)
        super().__init__(request, reason, retry_after)
        self.request, self.reason, self.retry_after = request, reason, retry_after

    def __str__(self) -> str:
        return f"{self.request}: {self.reason}"


class ContractError(UserClientError):
    """The contract does not allow this response: somebody has to change one side or the other."""

    def __init__(self, request: str, reason: str) -> None:
        request, reason = bounded(request), bounded(reason)
        super().__init__(request, reason)
        self.request, self.reason = request, reason

    def __str__(self) -> str:
        return f"{self.request}: {self.reason}"
