"""From a test that passed to what it adds to a contract; the one place that makes pact write a file.

Left to itself, pact's core merges into the contract's file, which costs more with every interaction in there and
mixes up two processes. Here it writes one test's pact over the last one's, in a folder that only this process uses.
"""

import json
from pathlib import Path
from typing import Any

from pact_harness.pactfile.writer import file_name
from pact_harness.recording.contract_merge import RefusedError, StagedInteractions, stage
from pact_harness.recording.lost_values import losses
from pact_harness.recording.recorded_pact import RecordedPact
from pact_harness.recording.validation import refusals

Json = dict[str, Any]

UNDEFINED = "the test uses the fixture pact and defines no interaction: begin with pact.upon_receiving(description)"
SPECIFICATION = "a pact of version {} cannot be recorded: contracts have 4.0, which is pact's default"
UNCALLED = (
    "no code called it: call the client inside `with pact.serve() as server:`, "
    "or for a message pact.verify(handler), and do not ignore a mismatch"
)
UNWRITABLE = "cannot stage in {}: {}. Is it a folder that may be written?"
REPEATED = "it is described more than once in this test, and pact keeps only the last: one description or test each"


def stage_test(pact: RecordedPact, test: str, folder: Path) -> None:
    """Stage what the passed test promised in *folder*. RefusedError, with every reason, if it may not or cannot be."""
    contract = written(pact, folder)
    if reasons := _of_pact(pact, contract) or _of_interactions(pact, contract["interactions"]):
        raise RefusedError("\n".join(reasons))
    for interaction in contract["interactions"]:
        interaction["comments"] = {**interaction.get("comments", {}), "testname": test}
    stage(StagedInteractions(pact.consumer, pact.provider, contract["interactions"]), folder)


def written(pact: RecordedPact, folder: Path) -> Json:
    """The test's pact as pact's core writes it, to which it makes no folder and says little of what went wrong."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        pact.write_file(folder, overwrite=True)
        contract: Json = json.loads((folder / file_name(pact.consumer, pact.provider)).read_bytes())
    except (OSError, RuntimeError) as error:
        raise RefusedError(UNWRITABLE.format(folder, error)) from error
    return contract


def _of_pact(pact: RecordedPact, contract: Json) -> list[str]:
    version = contract["metadata"]["pactSpecification"]["version"]
    if version != "4.0":
        return [SPECIFICATION.format(version)]
    return [] if pact.descriptions else [UNDEFINED]


def _of_interactions(pact: RecordedPact, interactions: list[Json]) -> list[str]:
    repeated = {name for name in pact.descriptions if pact.descriptions.count(name) > 1}
    found = [(name, REPEATED) for name in sorted(repeated)]
    found += [(name, UNCALLED) for name in pact.uncalled(interactions)]
    said = {one.description: one for one in pact.said}
    for each in interactions:
        reasons = [*losses(said[each["description"]], each), *refusals(each)]
        found += [(each["description"], reason) for reason in reasons]
    return [f'"{name}" cannot be recorded: {reason}' for name, reason in found]
