"""Single changes to a contract or to the provider's document: `check openapi` says of each what it should."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.openapi_changes import CONTRACT, DOCUMENT, Change
from pact_harness.openapi import yaml_reader
from pact_harness.openapi.conformance import Conformance
from pact_harness.openapi.document import read_openapi
from pact_harness.openapi.http_interaction import exchanges_of
from pact_harness.pactfile.contract import read_contract

ROOT = Path(__file__).parents[2]
CHANGES = [*DOCUMENT, *CONTRACT]


@pytest.mark.parametrize("change", CHANGES, ids=[f"{one.of}: {one.says}" for one in CHANGES])
def test_a_change_is_judged_as_expected(tmp_path: Path, change: Change) -> None:
    document: Any = yaml_reader.parse((ROOT / "provider" / "openapi.yaml").read_text(encoding="utf-8"))
    pacts = [json.loads(file.read_text(encoding="utf-8")) for file in sorted((ROOT / "contracts").glob("*.json"))]
    document, contracts = change.made(document, {one["consumer"]["name"]: one for one in pacts})
    (tmp_path / "openapi.json").write_text(json.dumps(document), encoding="utf-8")
    conformance = Conformance(read_openapi(tmp_path / "openapi.json"))
    found = [*conformance.of_document()]
    for name, contract in contracts.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(contract), encoding="utf-8")
        for exchange in exchanges_of(read_contract(tmp_path / f"{name}.json")):
            found += conformance.of_exchange(exchange)
    levels = {one.severity for one in found}
    assert change.expected == ("error" if "error" in levels else "warning" if "warning" in levels else "nothing")
