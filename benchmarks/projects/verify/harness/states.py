"""The workload's one state, alike to the documented pattern's."""

from app import ITEMS

from pact_harness import state


@state("the item exists")
def the_item_exists(*, id: int) -> None:  # noqa: A002 - the contract's word
    ITEMS.clear()
    ITEMS.add(id)
