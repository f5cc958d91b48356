"""`python -m benchmarks`: measure, print one table, write build/bench.json."""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.measuring import BenchmarkError, busy, median
from benchmarks.own import failing_state, own_contract, own_fixtures
from benchmarks.workload import ROOT, Work

COUNTS = [100, 400, 1600]
DOCUMENTED_FAILING_STATE = 127.6  # seconds; a constant: nobody should wait for it twice
SLOW = 1000  # from here on the documented pattern is measured once, and only when asked for


def main() -> None:
    """Measure what the options ask for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--all", action="store_true", help="measure the documented pattern at 1,600 too (minutes)")
    parser.add_argument("--runs", type=int, default=3, help="runs of each, of which the median counts (default: 3)")
    parser.add_argument("--counts", type=int, nargs="+", default=COUNTS, help="interactions (default: 100 400 1600)")
    parser.add_argument("--busy", type=int, default=0, help="processes that keep the machine busy meanwhile")
    parser.add_argument("--only", choices=("counts", "own"), help="one half of the figures alone")
    options = parser.parse_args()
    console = Console(stderr=True)
    with tempfile.TemporaryDirectory() as scratch, busy(options.busy), console.status("measuring") as status:
        rows = []
        for kind in () if options.only == "own" else ("record", "verify"):
            for count in options.counts:
                status.update(f"{kind} {count}")
                rows += measured(Work(kind, count, Path(scratch)), options.runs, everything=options.all)
        if options.only in (None, "own"):
            status.update("the project's own contract and fixtures")
            rows += [own_contract(Path(scratch), options.runs), own_fixtures(Path(scratch), 400, options.runs)]
        if options.only is None:
            rows.append(failing_state(Path(scratch), DOCUMENTED_FAILING_STATE))
    file = ROOT / "build" / "bench.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(rows, indent=2) + "\n")
    Console(width=110).print(table(rows))
    if options.busy:
        print(f"with {options.busy} busy processes on {os.cpu_count()} cores")  # noqa: T201


def measured(work: Work, runs: int, *, everything: bool) -> list[dict[str, Any]]:
    """The rows of one kind of work: whole pytest runs, and for verification the bare calls; both beside the floor."""
    slow = work.count >= SLOW
    times = 1 if slow else runs
    # the harness goes first: what it records is what everybody verifies
    pairs = [(work.run("harness"), work.run("documented") if everything or not slow else None) for _ in range(times)]
    rows = [row(f"{work.kind} {work.count}, pytest", work.count, pairs)]
    if work.kind == "verify":
        bare = [
            (work.run_script("bare_harness"), work.run_script("bare_documented") if everything or not slow else None)
            for _ in range(times)
        ]
        rows.append(row(f"verify {work.count}, bare calls", work.count, bare))
    floor = median([work.run_script("floor") for _ in range(times)]).seconds
    return [{**one, "floor": floor} for one in rows]


def row(name: str, count: int, pairs: list[tuple[Any, Any]]) -> dict[str, Any]:
    """One row: seconds, MiB and milliseconds an interaction of both patterns, and their ratio."""
    ours = median([one for one, _ in pairs])
    theirs = median([other for _, other in pairs]) if pairs[0][1] else None
    return {
        "work": name,
        "harness": ours.seconds,
        "harness_each_ms": ours.seconds * 1000 / count,
        "harness_mib": ours.mebibytes,
        "documented": theirs and theirs.seconds,
        "documented_each_ms": theirs and theirs.seconds * 1000 / count,
        "documented_mib": theirs and theirs.mebibytes,
        "ratio": theirs and theirs.seconds / ours.seconds,
    }


def table(rows: list[dict[str, Any]]) -> Table:
    """The rows as a person reads them."""
    shown = Table(title="whole processes: seconds, and milliseconds an interaction (wall time, medians)")
    for head in ("work", "documented", "each", "MiB", "harness", "each", "MiB", "ratio", "floor"):
        shown.add_column(head, justify="left" if head == "work" else "right")
    for one in rows:
        cells = [
            *(("documented", ".2f"), ("documented_each_ms", ".1f"), ("documented_mib", ".0f")),
            *(("harness", ".2f"), ("harness_each_ms", ".1f"), ("harness_mib", ".0f")),
            *(("ratio", ".1f"), ("floor", ".2f")),
        ]
        shown.add_row(one["work"], *(format(one[key], form) if one.get(key) else "-" for key, form in cells))
    return shown


if __name__ == "__main__":
    try:
        main()
    except BenchmarkError as error:
        sys.exit(f"benchmarks: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
