"""An id in a path has one spelling, so that no two URLs name the same user."""

from werkzeug.routing import BaseConverter


class IdConverter(BaseConverter):
    """`<id:uid>` in a route: a whole number in ASCII digits, without a sign or leading zeros; all else is a 404.

    Werkzeug's own `<int:uid>` takes what Python's int() takes: 007, and the digits of every script.
    """

    regex = "0|[1-9][0-9]{0,99}"  # more digits than any id has; int() raises an error for thousands

    def to_python(self, value: str) -> int:
        return int(value)
