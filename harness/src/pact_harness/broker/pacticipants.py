"""Who has contracts with whom, and who has no main branch: its contracts would be left out, and nobody would notice."""

from collections.abc import Iterable

from pact_harness.broker.hal import Hal, inside


def partners(hal: Hal, name: str) -> list[str]:
    """Every pacticipant that has a contract with *name*, as its consumer or its provider."""
    pairs = inside(hal.get("integrations"), "_embedded", "integrations")
    named = [[inside(one, side, "name") for side in ("consumer", "provider")] for one in pairs]
    return sorted({other for pair in named if name in pair for other in pair} - {name})


def without_main_branch(hal: Hal, names: Iterable[str]) -> str:
    """A sentence about those of *names* that have no main branch; empty if all have one."""
    lacking = [name for name in names if not (hal.find("pacticipant", pacticipant=name) or {}).get("mainBranch")]
    if not lacking:
        return ""
    return (
        f"without a main branch in the broker: {', '.join(lacking)}. What is asked of main branches leaves "
        f"{'it' if len(lacking) == 1 else 'them'} out. To set it: pact-harness broker setup --main-branch NAME "
        f"--pacticipants {' '.join(lacking)}"
    )
