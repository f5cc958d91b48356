"""Where Chromium is: the system's own, never downloaded. What to do where it, or its driver, is missing."""

import os
import shutil
from typing import NoReturn

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


def chromium_path() -> str:
    """The browser's executable; without one the test is skipped, or fails where BROWSER=required."""
    return next(filter(None, map(shutil.which, NAMES)), None) or without("Chromium", "apt-get install chromium")


def without(what: str, how: str) -> NoReturn:
    """Skip the test or the module, or fail it where a browser is required, as in .ci/run."""
    reason = f"{what} is not installed: {how}"
    if os.environ.get("BROWSER") == "required":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason, allow_module_level=True)
