"""One provider, two consumers: who is hurt by a change, and who is not.

- without `email` the newsletter's promises about users are broken, and none of profile-client's; the failure says so
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from lessons.changes import read_changes

ROOT = Path(__file__).parents[2]
NEEDED = ["provider", "contracts", "tests", "pyproject.toml"]
(RENAMED,) = (change for change in read_changes(ROOT / "tests" / "changes") if change.id == "email-is-renamed")


def test_renaming_email_breaks_the_newsletter_s_promises_and_no_other(tmp_path: Path) -> None:
    for name in NEEDED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, tmp_path)
    RENAMED.apply(tmp_path)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/provider/test_contract.py"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=100, check=False)  # noqa: S603
    results = json.loads((tmp_path / ".pact" / "verification.json").read_text(encoding="utf-8"))["results"]
    assert {one["test"] for one in results if one["result"] == "failed"} == set(RENAMED.noticed_by), ran.stdout
    assert {one["consumer"] for one in results if one["result"] == "passed"} == {"newsletter", "profile-client"}
    messages = [one["failure_message"] for one in results if one["result"] == "failed"]
    assert [message.splitlines()[0] for message in messages] == ["user-service breaks its contract with newsletter"] * 3
    assert "at      $.users[0].email  expected a value, got none" in ran.stdout
    assert "profile-client" not in ran.stdout
