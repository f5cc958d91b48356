"""One run of pytest that records and verifies: contract tests first, and what they changed is verified too.

The items that verify were collected from the contracts as they were. So this hook puts the contract tests first and an
item of its own after them, which pytest's loop reaches like any other. It writes the contracts and, if one changed,
collects the modules that verify once more and puts the new items in the place of the old: they are ordinary items, with
a node id, fixtures and a failure message of their own.

- The order is set when the loop begins, after every plugin that sorts or shuffles (`-p randomly`), so none undoes it.
- The item hangs directly below the session: when its turn comes pytest has torn down all but the session's own
  fixtures, so the items after it may be exchanged.
- Under xdist neither is possible: workers run what they and the controller have agreed on. There the controller writes
  at the end, and `hooks.py` makes the run red if that changed a contract that was verified in it.
"""

from collections.abc import Iterator, Mapping, Sequence

import pytest

from pact_harness.recording.completeness import left_out_by_command_line
from pact_harness.recording.missing_contract import Unrecorded
from pact_harness.recording.session import NAME, RECORDING
from pact_harness.recording.writing import finish


class ContractWriting(pytest.Item):
    """Stands between the contract tests and the rest of a run. It reports nothing: it is no test."""

    def runtest(self) -> None:
        """Write the contracts, and have verified what they hold now."""
        recording = self.config.stash[RECORDING]
        finish(self.config, pytest.ExitCode.OK)
        following = self.session.items.index(self) + 1
        if recording.changed or any(map(_is_unrecorded, self.session.items[following:])):
            exchange_items(self.session, following)


def put_contract_tests_first(session: pytest.Session) -> None:
    """Order the items of a run that both records and verifies; leave every other run as it is."""
    first = [item for item in session.items if NAME in item.stash]
    rest = [item for item in session.items if NAME not in item.stash]
    if session.config.stash[RECORDING].tests.ours and any(map(verifies, rest)):
        session.items[:] = [*first, ContractWriting.from_parent(session, name="contracts"), *rest]


def verifies(item: pytest.Item) -> bool:
    """Whether *item* verifies an interaction."""
    return "pact_interaction" in getattr(item, "fixturenames", ())


def provider_of(item: pytest.Item) -> str:
    """Whose contracts *item* verifies."""
    marker = item.get_closest_marker("pact")
    return str(marker.kwargs.get("provider", "")) if marker else ""


def _is_unrecorded(item: pytest.Item) -> bool:
    return (
        isinstance(item, pytest.Function)
        and "pact_interaction" in _parameters(item)
        and isinstance(_parameters(item)["pact_interaction"], Unrecorded)
    )


def _parameters(item: pytest.Function) -> Mapping[str, object]:
    return item.callspec.params if hasattr(item, "callspec") else {}


def exchange_items(session: pytest.Session, start: int) -> None:
    """Put what the contracts ask for now in the place of the items from *start* on that verify."""
    rest = session.items[start:]
    fresh: dict[pytest.Collector, list[pytest.Item]] = {}
    for module in dict.fromkeys(filter(None, (_module_of(item) for item in rest if verifies(item)))):
        found = [item for item in _items_of(module) if verifies(item)]
        fresh[module] = [item for item in found if _is_selected(item, session.config)]
        # -k, -m, marks that a conftest.py adds: whatever chose among the old items chooses among the new
        session.config.hook.pytest_collection_modifyitems(session=session, config=session.config, items=fresh[module])
    session.items[start:] = _exchanged(rest, fresh)
    session.testscollected += len(session.items) - start - len(rest)  # what the progress in per cent counts


def _exchanged(rest: Sequence[pytest.Item], fresh: dict[pytest.Collector, list[pytest.Item]]) -> Iterator[pytest.Item]:
    """*rest* with all new items of a module where its first old one stood."""
    for item in rest:
        module = _module_of(item) if verifies(item) else None
        if module is None:
            yield item
        else:
            yield from fresh.pop(module, ())


def _module_of(item: pytest.Item) -> pytest.Collector | None:
    return item.getparent(pytest.Module)


def _items_of(collector: pytest.Collector) -> Iterator[pytest.Item]:
    """As pytest collects them, without its reports: it has told what it collected, and would count it twice."""
    for node in collector.collect():
        if isinstance(node, pytest.Item):
            node.ihook.pytest_itemcollected(item=node)
            yield node
        else:
            yield from _items_of(node)


def _is_selected(item: pytest.Item, config: pytest.Config) -> bool:
    """Whether the command line asks for *item*: by its file or a folder above, or by a node id."""
    by_node_id = [argument.split("::", 1)[1] for argument in config.args if _names(argument, item, config)]
    inside = item.nodeid.split("::", 1)[1]
    return not by_node_id or any(inside == name or inside.startswith((f"{name}[", f"{name}::")) for name in by_node_id)


def _names(argument: str, item: pytest.Item, config: pytest.Config) -> bool:
    """Whether *argument* is a node id in the item's file."""
    file, _, inside = argument.partition("::")
    return bool(inside) and (config.invocation_params.dir / file).resolve() == item.path.resolve()


def may_record_first(config: pytest.Config) -> bool:
    """Whether this run may write contracts before it verifies: nothing on the command line leaves a test out."""
    return not config.getoption("pact_broker") and not left_out_by_command_line(config)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> bool | None:
    if not isinstance(item, ContractWriting):
        return None
    item.runtest()
    return True


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    config = session.config
    if not (hasattr(config, "workerinput") or config.option.collectonly or config.getoption("pact_broker")):
        put_contract_tests_first(session)
