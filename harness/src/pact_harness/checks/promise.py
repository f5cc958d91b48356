"""An interaction as the checks see it: what the consumer asks, and what the provider promises in answer."""

from functools import cached_property
from typing import Literal

from pact_harness.pactfile.contract import Contract, Interaction
from pact_harness.pactfile.part import Side

Role = Literal["request", "response"]


class Promise:
    """An interaction with its place: ``request`` is None for a message that the provider sends unasked."""

    def __init__(self, contract: Contract, interaction: Interaction) -> None:
        self.contract, self.interaction = contract, interaction
        self.wrapped = contract.specification.startswith("4")

    @property
    def name(self) -> str:
        return self.interaction.description

    @cached_property
    def request(self) -> Side | None:
        if self.interaction.kind == "message":
            return None
        body_key = "body" if self.interaction.kind == "http" else "contents"
        return Side(self.interaction.raw.get("request"), body_key=body_key, wrapped=self.wrapped)

    @cached_property
    def answers(self) -> list[Side]:
        """What the provider must send: one response, the message itself, or a call's responses."""
        raw = self.interaction.raw
        if self.interaction.kind == "http":
            return [Side(raw.get("response"), wrapped=self.wrapped)]
        if self.interaction.kind == "message":
            return [Side(raw, body_key="contents", wrapped=self.wrapped)]
        responses = raw.get("response")
        found = responses if isinstance(responses, list) else [responses]
        return [Side(one, body_key="contents", wrapped=self.wrapped) for one in found]

    @property
    def sides(self) -> list[tuple[Role, Side]]:
        asked: list[tuple[Role, Side]] = [("request", self.request)] if self.request else []
        return asked + [("response", answer) for answer in self.answers]
