"""Values from the clock: how a text shows that it is one, and the words for it, wherever it is found."""

import re
from datetime import UTC, datetime, timedelta

MOMENT = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d))?")
JUST_NOW = timedelta(minutes=10)
TAKEN = "was taken from the clock, so every run would record another one"


def is_from_the_clock(value: str, now: datetime) -> bool:
    """Whether the text says this very time of day, here or in UTC, or is today's date."""
    found = MOMENT.search(value)
    if not found:
        return False
    year, month, day, hour, minute = (int(one) if one else 0 for one in found.groups())
    for clock in (now.astimezone(UTC), now.astimezone()):
        here = clock.replace(tzinfo=None)
        if found[4] is None:
            if (year, month, day) == (here.year, here.month, here.day):
                return True
        elif abs(datetime(year, month, day, hour, minute) - here) < JUST_NOW:  # noqa: DTZ001 - as the text says it
            return True
    return False


def fixed(value: str) -> str:
    """A fixed example of the same form: its date set back to 2020."""
    return MOMENT.sub(lambda found: "2020-01-31" + found[0][10:], value, count=1)
