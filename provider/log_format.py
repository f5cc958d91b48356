"""How the log is written: a record is one line, and what a client sent cannot add another."""

import logging


class LineFormatter(logging.Formatter):
    """Whatever a terminal or a line reader would obey is an escape; a traceback's lines are indented.

    Every logger of the process may write text that a client chose: waitress does so with a path, decoded.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        return _escape(super().formatMessage(record))

    def formatException(self, ei: object) -> str:  # noqa: N802
        return _indent(super().formatException(ei))  # type: ignore[arg-type]

    def formatStack(self, stack_info: str) -> str:  # noqa: N802
        return _indent(super().formatStack(stack_info))


def _escape(text: str) -> str:
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def _indent(text: str) -> str:
    return "\n".join(f"    {_escape(line)}" for line in text.split("\n"))
