"""The larger run of the follower's test: `python -m benchmarks.follow --users 20000 --kills 50`.

Two processes, the service and the newsletter's follower, which is killed and started again; it fails unless every event
is handled once and in order, and says how long that took.
"""

import argparse
import asyncio
import tempfile
import time
from pathlib import Path

from tests.repository.test_together_events import follow_through_kills


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.follow", description=__doc__)
    parser.add_argument("--users", type=int, default=20_000, help="users to create (default: 20000)")
    parser.add_argument("--kills", type=int, default=50, help="how often the follower is killed (default: 50)")
    options = parser.parse_args()
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(follow_through_kills(Path(folder), options.users, options.kills))
    seconds = time.perf_counter() - begun
    print(f"{options.users} events, {options.kills} kills: each handled once, in order, in {seconds:.1f} s")  # noqa: T201


if __name__ == "__main__":
    main()
