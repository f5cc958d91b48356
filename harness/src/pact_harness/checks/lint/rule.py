"""A lint rule: a function over one promise, or over a contract's promises, with an id, a reason and a page."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pact_harness.checks.promise import Promise

DOCS = "https://docs.pact.io/"


@dataclass(frozen=True)
class Fault:
    """One breach: ``at`` a place, what stands there, and what to do. ``promise`` is set by contract-wide rules."""

    at: str | None
    message: str
    advice: str
    promise: Promise | None = None


OfPromise = Callable[[Promise], Iterator[Fault]]
OfContract = Callable[[Sequence[Promise]], Iterator[Fault]]


@dataclass(frozen=True)
class Rule:
    """``page`` is the path of Pact's documentation that the recommendation comes from."""

    id: str
    reason: str
    page: str

    @property
    def link(self) -> str:
        return DOCS + self.page


PROMISE_RULES: dict[Rule, OfPromise] = {}
CONTRACT_RULES: dict[Rule, OfContract] = {}


def for_each_promise(rule_id: str, *, reason: str, page: str) -> Callable[[OfPromise], OfPromise]:
    """Register a rule that judges interactions one by one."""

    def register(judge: OfPromise) -> OfPromise:
        PROMISE_RULES[_new(Rule(rule_id, reason, page))] = judge
        return judge

    return register


def for_each_contract(rule_id: str, *, reason: str, page: str) -> Callable[[OfContract], OfContract]:
    """Register a rule that compares the interactions of one contract with each other."""

    def register(judge: OfContract) -> OfContract:
        CONTRACT_RULES[_new(Rule(rule_id, reason, page))] = judge
        return judge

    return register


def rules() -> list[Rule]:
    """Every rule there is, in the order in which the modules stand."""
    return [*PROMISE_RULES, *CONTRACT_RULES]


def _new(rule: Rule) -> Rule:
    if rule.id in {one.id for one in rules()}:
        raise ValueError(f"two rules are called {rule.id!r}: give one of them another id")
    return rule
