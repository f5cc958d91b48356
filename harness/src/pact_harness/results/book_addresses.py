"""Where in the book contracts and interactions stand: stable names, which a log can give before the book is made."""

import hashlib
import re
from collections.abc import Iterable, Sequence

from pact_harness.pactfile.contract import Contract, Identity

LONGEST = 60  # characters of a name in an address; file systems and people have their limits


def slug(text: str) -> str:
    """The text as a part of an address: ASCII letters, digits and dashes. What loses too much keeps a digest."""
    plain = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    if plain and text.isascii() and len(plain) <= LONGEST:
        return plain
    digest = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:8]
    return f"{plain[: LONGEST - 9].strip('-')}-{digest}".strip("-")


def unique(names: Iterable[str]) -> list[str]:
    """The names, with a number where one was taken."""
    taken: set[str] = set()
    found = []
    for name in names:
        candidate, number = name, 1
        while candidate in taken:
            number += 1
            candidate = f"{name}-{number}"
        taken.add(candidate)
        found.append(candidate)
    return found


def pages(contracts: Sequence[Contract]) -> list[str]:
    """The name of each contract's page, without its ending."""
    return unique(f"{slug(one.consumer)}-{slug(one.provider)}" for one in contracts)


def anchors(contract: Contract) -> list[str]:
    """The name of each interaction on its contract's page."""
    return unique(slug(contract.name_of(one)) for one in contract.interactions)


def in_order(contracts: Iterable[Contract]) -> list[Contract]:
    """The contracts in the order of the book, on which their pages' names depend where two are alike."""
    return sorted(contracts, key=lambda one: (one.consumer, one.provider, str(one.path)))


def address(contracts: Iterable[Contract], consumer: str, provider: str, identity: Identity) -> str | None:
    """``profile-client-user-service.html#a-request-for-a-user``: an interaction in the book of these contracts."""
    ordered = in_order(contracts)
    for contract, page in zip(ordered, pages(ordered), strict=True):
        if (contract.consumer, contract.provider) == (consumer, provider):
            for interaction, anchor in zip(contract.interactions, anchors(contract), strict=True):
                if interaction.identity == identity:
                    return f"{page}.html#{anchor}"
    return None
