"""`pact-harness check openapi` beside PactFlow's openapi-pact-comparator: who says what, and how fast.

    npm install --prefix DIR @pactflow/openapi-pact-comparator
    python -m benchmarks.openapi_comparator --comparator DIR [--pairs FOLDER] [--interactions 1000]

The pairs are folders with an oas.yaml and a pact.json, such as the comparator's own test cases. Without the comparator
the changes are judged by ours alone. Nothing is fetched here.
"""

import argparse
import contextlib
import copy
import json
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.openapi_changes import CONTRACT, DOCUMENT, Expected
from pact_harness.openapi import yaml_reader
from pact_harness.openapi.conformance import Conformance
from pact_harness.openapi.document import OpenApiError, read_openapi
from pact_harness.openapi.http_interaction import exchanges_of
from pact_harness.pactfile.contract import PactFileError, read_contract

ROOT = Path(__file__).parents[1]
PACKAGE = Path("node_modules") / "@pactflow" / "openapi-pact-comparator" / "dist" / "index.mjs"
WORST: Sequence[Expected] = ("nothing", "warning", "error")
SCRIPT = """
import fs from "node:fs";
import { pathToFileURL } from "node:url";
const { Comparator } = await import(pathToFileURL(process.argv[1]));
const told = [];
for (const { document, pacts } of JSON.parse(fs.readFileSync(0, "utf8"))) {
  const begun = performance.now();
  const results = [];
  try {
    const comparator = new Comparator(document);
    for (const pact of pacts)
      for await (const one of comparator.compare(pact))
        results.push([one.mockDetails?.interactionDescription ?? "", one.type, one.code, one.message]);
  } catch (error) {
    results.push(["", "error", "exception", String(error)]);
  }
  told.push({ results, seconds: (performance.now() - begun) / 1000 });
}
fs.writeFileSync(1, JSON.stringify(told));
"""
Said = tuple[str, Expected, str]  # interaction, how bad, the rule and the words


@dataclass(frozen=True)
class Case:
    """A document and contracts with its provider; ``expected`` is known for the changes."""

    name: str
    document: Any
    pacts: Sequence[Any]
    expected: Expected | None = None


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--comparator", type=Path, metavar="DIR", help="where npm installed it")
    parser.add_argument("--pairs", type=Path, metavar="FOLDER", help="folders with oas.yaml and pact.json")
    parser.add_argument("--interactions", type=int, default=0, metavar="N", help="measure the speed with so many")
    options = parser.parse_args()
    module = options.comparator / PACKAGE if options.comparator else None
    if module and not module.is_file():
        parser.error(
            f"{module} is not there: npm install --prefix {options.comparator} {PACKAGE.parts[1]}/{PACKAGE.parts[2]}"
        )
    _compare_changes(module)
    if options.pairs:
        _compare_pairs(options.pairs, module)
    if options.interactions:
        _measure(options.interactions, module)


def _compare_changes(module: Path | None) -> None:
    document = yaml_reader.parse((ROOT / "provider" / "openapi.yaml").read_text(encoding="utf-8"))
    files = sorted((ROOT / "contracts").glob("*.json"))
    contracts = {one["consumer"]["name"]: one for one in (json.loads(file.read_text()) for file in files)}
    cases = []
    for change in [*DOCUMENT, *CONTRACT]:
        changed, pacts = change.made(document, contracts)  # type: ignore[arg-type]
        cases.append(Case(f"{change.of}: {change.says}", changed, list(pacts.values()), change.expected))
    ours, theirs = [_worst(_ours(one)[0]) for one in cases], [_worst(one[0]) for one in _theirs(cases, module)]
    print("| change | expected | ours | theirs |\n| --- | --- | --- | --- |")  # noqa: T201
    for at, (case, own) in enumerate(zip(cases, ours, strict=True)):
        other = theirs[at] if theirs else "-"
        mark = "" if own == case.expected else " (wrong)"
        print(f"| {case.name} | {case.expected} | {own}{mark} | {other} |")  # noqa: T201
    right = sum(own == case.expected for own, case in zip(ours, cases, strict=True))
    red = sum((other == "error") == (case.expected == "error") for other, case in zip(theirs, cases, strict=False))
    print(f"\n{len(cases)} cases: ours as expected in {right}; theirs red where it should be in {red or '-'}\n")  # noqa: T201


def _compare_pairs(folder: Path, module: Path | None) -> None:
    cases = []
    for pact in sorted(folder.rglob("pact.json")):
        if (pact.parent / "oas.yaml").is_file():
            document = yaml_reader.parse((pact.parent / "oas.yaml").read_text(encoding="utf-8"))
            cases.append(Case(str(pact.parent.relative_to(folder)), document, [json.loads(pact.read_text())]))
    counts: Counter[str] = Counter()
    for case, (theirs, _) in zip(cases, _theirs(cases, module), strict=False):
        ours = _ours(case)[0]
        for name in dict.fromkeys(one.get("description", "") for one in case.pacts[0].get("interactions", [])):
            own = [one for one in ours if one[0] == name]
            other = [one for one in theirs if one[0] == name]
            same = (_worst(own) == "error") == (_worst(other) == "error")
            counts["the same" if same else "not the same"] += 1
            if not same:
                print(f"{case.name}: {name}\n  ours   {_sentences(own)}\n  theirs {_sentences(other)}")  # noqa: T201
    print(f"\n{len(cases)} pairs: {dict(counts)}\n")  # noqa: T201


def _measure(number: int, module: Path | None) -> None:
    document = yaml_reader.parse((ROOT / "provider" / "openapi.yaml").read_text(encoding="utf-8"))
    files = sorted((ROOT / "contracts").glob("*.json"))
    pacts = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    for pact in pacts:
        http = [one for one in pact["interactions"] if one["type"] == "Synchronous/HTTP"]
        pact["interactions"] = [copy.deepcopy(http[at % len(http)]) for at in range(number // len(pacts))]
        for at, one in enumerate(pact["interactions"]):
            one["description"] += f" {at}"
    case = Case("speed", document, pacts)
    own = min(_ours(case)[1] for _ in range(3))
    other = [one[1] for one in _theirs([case] * 3, module)]
    print(f"{number} interactions: ours {own:.2f} s" + (f", theirs {min(other):.2f} s" if other else ""))  # noqa: T201


def _ours(case: Case) -> tuple[list[Said], float]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "openapi.json"
        file.write_text(json.dumps(case.document), encoding="utf-8")
        paths = []
        for at, pact in enumerate(case.pacts):
            paths.append(Path(folder) / f"pact-{at}.json")
            paths[-1].write_text(json.dumps(pact), encoding="utf-8")
        begun = time.perf_counter()
        said = list(_said(file, paths))
        return said, time.perf_counter() - begun


def _said(file: Path, pacts: Sequence[Path]) -> Iterator[Said]:
    try:
        conformance = Conformance(read_openapi(file))
        for problem in conformance.of_document():
            yield "", problem.severity, f"{problem.rule}: {problem.message}"
        for pact in pacts:
            for exchange in exchanges_of(read_contract(pact)):
                for problem in conformance.of_exchange(exchange):
                    yield exchange.name, problem.severity, f"{problem.rule} at {problem.at}: {problem.message}"
    except (OpenApiError, PactFileError) as error:
        yield "", "error", str(error)


def _theirs(cases: Sequence[Case], module: Path | None) -> list[tuple[list[Said], float]]:
    if module is None:
        return []
    given = json.dumps([{"document": one.document, "pacts": one.pacts} for one in cases])
    with contextlib.suppress(FileNotFoundError):
        command = ["node", "--input-type=module", "--eval", SCRIPT, str(module.resolve())]
        done = subprocess.run(command, input=given, capture_output=True, text=True, timeout=300, check=True)  # noqa: S603
        levels: dict[str, Expected] = {"error": "error", "warning": "warning"}
        return [
            (
                [(name, levels.get(kind, "nothing"), f"{code}: {words}") for name, kind, code, words in one["results"]],
                one["seconds"],
            )
            for one in json.loads(done.stdout)
        ]
    raise SystemExit("the comparator runs on node, which is not installed")


def _worst(said: Sequence[Said]) -> Expected:
    return max((one[1] for one in said), key=WORST.index, default="nothing")


def _sentences(said: Sequence[Said]) -> str:
    return "; ".join(f"{level}, {words[:160]}" for _, level, words in said) or "nothing"


if __name__ == "__main__":
    main()
