"""Formats of dates and times as matching rules write them, judged as the Pact FFI judges.

The letters are those of Java's SimpleDateFormat:
https://docs.oracle.com/javase/8/docs/api/java/text/SimpleDateFormat.html
"""

from pact_harness.pactfile.matching_rules import Matcher

FORMATS = {
    "date": "yyyy-MM-dd",
    "time": "HH:mm:ss",
    "datetime": "yyyy-MM-dd'T'HH:mm:ss",
    "timestamp": "yyyy-MM-dd'T'HH:mm:ss",
}


def format_of(matcher: Matcher) -> str:
    """The rule's format. It has stood under three names, and none means ISO 8601."""
    kind = str(matcher["match"])
    found = matcher.get("format") or matcher.get(kind)
    return found if isinstance(found, str) else FORMATS[kind]


def has_format(value: str, pattern: str) -> bool:
    """Whether the value can be read by the format; True where the FFI cannot judge."""
    import pact_ffi  # 0.1 s, and few contracts need it

    try:
        pact_ffi.validate_datetime(value, pattern)
    except ValueError:
        return False
    except RuntimeError:
        pass
    return True
