"""The line at the end of a red verification: where in the book the broken promise stands.

Apart from the pages, and without their template engine: a test run needs only the address.
"""

from pathlib import Path

from harness.book.addresses import address
from harness.book.verdict import read_records
from harness.contract import PactFileError, read_contracts

VERIFICATION = Path("build") / "verification.json"
BOOK = Path("build") / "book"


def line_to_broken(contracts: Path, verification: Path = VERIFICATION, output: Path = BOOK) -> str:
    """What a red verification ends with: how to open the book at the first broken promise. Empty if none is broken."""
    broken = [one for one in read_records(verification) if one.get("outcome") in ("failed", "error")]
    try:
        known = sorted(read_contracts(contracts), key=lambda one: (one.consumer, one.provider, str(one.path)))
    except PactFileError:
        return ""
    for one in broken:
        names = (str(one.get(name)) for name in ("consumer", "provider", "interaction"))
        if found := address(known, *names):
            return f"look at it: make book, then open {output.as_posix()}/{found}"
    return ""
