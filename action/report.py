"""Verifies the contracts, checks them, compares them with the base, and writes one report of it all in Markdown.

Run by action.yml in the project's folder, with the plugin installed. PACT_TESTS and other variables say what to do.
It ends with 1 where something is wrong or nothing was verified, after the report is written.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

TIMEOUT = 3600
NOTHING = "## Nothing was verified"
NO_BASE = "\n\nThe commit {base} is not in this checkout: for a comparison, `actions/checkout` with `fetch-depth: 0`."


def main() -> int:
    """Write the report to the job's page and into a file that the outputs name."""
    tests = shlex.split(os.environ.get("PACT_TESTS") or "tests/provider")
    checks = shlex.split(os.environ.get("PACT_CHECKS", ""))
    red = _run("pytest", *tests).returncode
    only_recorded = os.environ.get("PACT_CONSUMER_ONLY") == "true"
    text, verified = (_recorded(red), True) if only_recorded else _verification(red)
    parts, found = [text], 0
    if checks:
        done = _run("pact_harness", "check", *checks, quiet=True)
        found = done.returncode
        parts.append(f"## Checks\n\n{fenced(done.stdout + done.stderr)}")
    covered = _run("pact_harness", "coverage", "--markdown", quiet=True)
    if not covered.returncode:
        parts.append(covered.stdout.strip())
    _publish("\n\n".join(parts) + "\n")
    return 1 if red or found or not verified else 0


def fenced(text: str) -> str:
    """A block of code that nothing in *text* can end."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}text\n{text.strip()}\n{fence}"


def _verification(red: int) -> tuple[str, bool]:
    """Failure messages and what changed since the base, and whether anything was verified. Annotations are printed."""
    base, compare = _base()
    told = [*(["--since", base] if compare else []), "--provider", os.environ.get("PACT_VIEWS") or "provider"]
    summary = Path(os.environ.get("RUNNER_TEMP", ".")) / "pact-summary.md"
    done = _run("pact_harness", "summary", "--output", str(summary), *told, quiet=True)
    if done.returncode:
        return f"{NOTHING}\n\n{_ended(red)}\n\n{fenced(done.stdout + done.stderr)}", False
    print(done.stdout, flush=True)
    text = summary.read_text(encoding="utf-8").strip()
    verified = not text.startswith(NOTHING)
    if not verified:
        text += f"\n\n{_ended(red)} Does the input `tests` name the provider's tests?"
    elif red and "failed" not in text.partition("\n")[0]:
        text += f"\n\n{_ended(red)}"
    return text + (NO_BASE.format(base=base) if base and not compare else ""), verified


def _recorded(red: int) -> str:
    """Where this side only records: what changed since the base."""
    base, compare = _base()
    text = f"## Contracts recorded\n\n{_ended(red)}"
    if compare:
        done = _run("pact_harness", "compare", "--markdown", base, quiet=True)
        return f"{text}\n\n{done.stdout.strip() or fenced(done.stderr)}"
    return text + (NO_BASE.format(base=base) if base else "")


def _ended(red: int) -> str:
    return f"pytest ended with {red}: see the job's log." if red else "pytest was green."


def _base() -> tuple[str, bool]:
    """The commit to compare with, and whether it is in this checkout."""
    base = os.environ.get("PACT_BASE", "")
    return base, bool(base) and _has(base)


def _has(commit: str) -> bool:
    command = ["git", "cat-file", "-e", f"{commit}^{{commit}}"]
    return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0


def _run(module: str, *arguments: str, quiet: bool = False) -> subprocess.CompletedProcess[str]:
    """A module of this Python; what it prints goes to the log, or with *quiet* comes back."""
    command: Sequence[str] = [sys.executable, "-m", module, *arguments]
    sys.stdout.flush()
    done = subprocess.run(command, capture_output=quiet, encoding="utf-8", timeout=TIMEOUT, check=False)
    if quiet and module == "pact_harness" and arguments[0] == "check":
        print(done.stdout, done.stderr, sep="", flush=True)
    return done


def _publish(report: str) -> None:
    file = Path(os.environ.get("RUNNER_TEMP", ".")) / "pact-report.md"
    file.write_text(report, encoding="utf-8")
    for name, text in (("GITHUB_STEP_SUMMARY", report), ("GITHUB_OUTPUT", f"report={file}\n")):
        if target := os.environ.get(name):
            with Path(target).open("a", encoding="utf-8") as open_file:
                open_file.write(text)


if __name__ == "__main__":
    sys.exit(main())
