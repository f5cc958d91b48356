"""Regexes of contracts, which others wrote for other engines: compiled without warnings about Python's future."""

import re
import warnings


def compiled(regex: str) -> re.Pattern[str]:
    """The pattern. re.error where Python cannot read it, which says little of other engines."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return re.compile(regex)
