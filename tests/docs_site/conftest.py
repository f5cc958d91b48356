"""The built site, once for all tests. They are skipped where its tools are missing, unless DOCS=required."""

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from tools.docs_site.__main__ import ROOT, build


@pytest.fixture(scope="session")
def tools() -> None:
    """zensical and npm are there."""
    missing = [*(["zensical"] if find_spec("zensical") is None else []), *([] if shutil.which("npm") else ["npm"])]
    if missing:
        reason = f"{' and '.join(missing)} missing: make test-all WITH=docs, apt-get install npm"
        if os.environ.get("DOCS") == "required":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)


@pytest.fixture(scope="session")
def site(tools: None, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: ARG001 - skips
    """The site of this repository."""
    return build(ROOT, tmp_path_factory.mktemp("docs") / "docs", "http://127.0.0.1/")
