"""A lint rule: a function over one interaction, or over those of a contract, with an id, a reason and a page."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pact_harness.pactfile.contract import Interaction

DOCS = "https://docs.pact.io/"


@dataclass(frozen=True)
class Violation:
    """A breach of a rule: ``at`` a place, what stands there, and what to do.

    ``interaction`` is set by rules over whole contracts.
    """

    at: str | None
    message: str
    advice: str
    interaction: Interaction | None = None


JudgeInteraction = Callable[[Interaction], Iterator[Violation]]
JudgeContract = Callable[[Sequence[Interaction]], Iterator[Violation]]


@dataclass(frozen=True)
class Rule:
    """``page`` is the path of Pact's documentation that the recommendation comes from."""

    id: str
    reason: str
    page: str

    @property
    def link(self) -> str:
        return DOCS + self.page


INTERACTION_RULES: dict[Rule, JudgeInteraction] = {}
CONTRACT_RULES: dict[Rule, JudgeContract] = {}


def for_each_interaction(rule_id: str, *, reason: str, page: str) -> Callable[[JudgeInteraction], JudgeInteraction]:
    """Register a rule that judges interactions one by one."""

    def register(judge: JudgeInteraction) -> JudgeInteraction:
        INTERACTION_RULES[_new(Rule(rule_id, reason, page))] = judge
        return judge

    return register


def for_each_contract(rule_id: str, *, reason: str, page: str) -> Callable[[JudgeContract], JudgeContract]:
    """Register a rule that compares the interactions of one contract with each other."""

    def register(judge: JudgeContract) -> JudgeContract:
        CONTRACT_RULES[_new(Rule(rule_id, reason, page))] = judge
        return judge

    return register


def rules() -> list[Rule]:
    """Every rule there is, in the order in which the modules stand."""
    return [*INTERACTION_RULES, *CONTRACT_RULES]


def _new(rule: Rule) -> Rule:
    if rule.id in {one.id for one in rules()}:
        raise ValueError(f"two rules are called {rule.id!r}: give one of them another id")
    return rule
