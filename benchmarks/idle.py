"""`python -m benchmarks.idle`: what the plugin costs a run that does not use it.

The same run of one empty test, with the plugin and without it, one after the other, many times: a machine that slows
down slows both. The cost is the median of the differences.
"""

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.measuring import BenchmarkError, measure

LIMIT = 0.030  # seconds
OTHERS = ("schemathesis", "hypothesispytest", "anyio", "asyncio", "xdist", "sybil")
QUIET = [option for name in OTHERS for option in ("-p", f"no:{name}")]


def main() -> None:
    """Measure, and print one line; the exit code is 1 where it costs more than the limit."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.idle", description=__doc__)
    parser.add_argument("--runs", type=int, default=20, help="pairs of runs (default: 20)")
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "pytest.ini").write_text("[pytest]\n")
        (folder / "test_nothing.py").write_text("def test_nothing():\n    pass\n")
        pairs = [(_run(folder), _run(folder, "-p", "no:pact_harness")) for _ in range(runs + 1)][
            1:
        ]  # the first warms up
    with_it, without = (statistics.median(side) for side in zip(*pairs, strict=True))
    cost = statistics.median(one - other for one, other in pairs)
    print(  # noqa: T201
        f"a run without contracts: {without * 1000:.0f} ms without the plugin, {with_it * 1000:.0f} ms with it "
        f"({with_it / without:.2f} times); it costs {cost * 1000:.0f} ms (limit: {LIMIT * 1000:.0f})"
    )
    sys.exit(cost > LIMIT)


def _run(folder: Path, *options: str) -> float:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *QUIET, *options]
    return measure(command, folder, {}).seconds


if __name__ == "__main__":
    try:
        main()
    except BenchmarkError as error:
        sys.exit(f"benchmarks.idle: {error}")
