"""The interactions that contracts hold for one provider, each under a name that is unique and can be typed."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pact_harness.pactfile.contract import Contract, Interaction, PactFileError, read_contracts
from pact_harness.results.failure_message import in_words


@dataclass(frozen=True)
class SelectedInteraction:
    """One interaction of one contract; `name` is what stands in the brackets of its pytest item. `pending` is true
    where a broker forgives the whole contract."""

    name: str
    contract: Contract
    interaction: Interaction
    pending: bool = False


class NothingSelectedError(ValueError):
    """Nothing to verify, or something that should not be there; the message says which file, and what to do."""


def select_interactions(
    folder: Path, provider: str, others: Collection[str], shown: str, command: str, marked: str
) -> list[SelectedInteraction]:
    """Every interaction with *provider* in the contracts of *folder*, in the files' order.

    *others* are providers whose contracts may lie there too; *shown* is the folder as a person types it; *command* is
    what records contracts there; *marked* is the file whose marker names *provider*.

    Raises NothingSelectedError for all that would verify nothing and look green.
    """
    try:
        contracts = read_contracts(folder)
    except PactFileError as error:
        raise NothingSelectedError("\n".join([str(error), *_recording(error.path, folder, command)])) from error
    problems = [*_folders(folder)]
    problems += [text for contract in contracts for text in _problems(contract, provider, others, command, marked)]
    if problems:
        raise NothingSelectedError("\n".join(problems))
    ours = [contract for contract in contracts if contract.provider == provider]
    if not ours:
        raise NothingSelectedError(f"{shown}/ holds no contract for {provider}. Record one first: {command}")
    return named(ours)


def _recording(path: Path, folder: Path, command: str) -> Iterator[str]:
    """The command, where it helps against what is wrong with *path*: not where a README lies, or a file as folder."""
    if not folder.exists():
        yield f"Record the contracts first: {command}"
    elif path.is_file() and path.suffix == ".json":
        yield f"To record the contracts again: {command}"


def _folders(folder: Path) -> Iterator[str]:
    """Contracts in a folder of the folder would not be verified, and nobody would notice. Hidden ones are a tool's."""
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.name.startswith("."):
            yield f"{path} is a folder: contracts lie flat in {folder}. Move its contracts up, or the folder elsewhere."


def _problems(contract: Contract, provider: str, others: Collection[str], command: str, marked: str) -> Iterator[str]:
    file = contract.path
    if contract.provider not in (provider, *others):
        yield f"{file} is a contract with {contract.provider!r}, which nobody verifies here (this is {provider!r})."
        if get_close_matches(contract.provider, [provider]):
            yield f"{marked} verifies {provider!r}. Did you mean {contract.provider!r}?"
        yield (
            f"If the contract has the wrong name, correct the provider in its contract tests, and record it again: "
            f"{command}\n"
            f"Or, if that provider is verified elsewhere, put it into other_providers in [tool.pact-harness]."
        )
    elif not contract.interactions:
        yield f"{file} holds no interactions: verifying it would check nothing. Record it again: {command}"


def named(contracts: Sequence[Contract]) -> list[SelectedInteraction]:
    """Every interaction of *contracts*, in their order, as `consumer: description`; where two are alike, with their
    states; where that is not enough, numbered."""
    pairs = [(contract, interaction) for contract in contracts for interaction in contract.interactions]
    short = [_typeable(f"{contract.consumer}: {interaction.description}") for contract, interaction in pairs]
    alike = Counter(short)
    long = [
        _typeable(f"{name}, given {' and '.join(map(in_words, interaction.states)) or 'nothing'}")
        if alike[name] > 1
        else name
        for name, (_, interaction) in zip(short, pairs, strict=True)
    ]
    taken: set[str] = set()
    interactions = []
    for name, (contract, interaction) in zip(long, pairs, strict=True):
        unique, number = name, 1
        while unique in taken:
            number += 1
            unique = f"{name} #{number}"
        taken.add(unique)
        interactions.append(SelectedInteraction(unique, contract, interaction))
    return interactions


def _typeable(text: str) -> str:
    """Without what a terminal cannot show or a shell cannot pass: control characters, lone surrogates, line ends."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())
