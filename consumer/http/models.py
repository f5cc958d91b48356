"""How a response's body is read: the base of all models, and the body of a refusal.

A model has what its consumer reads, and nothing else: who reads less is broken less often.
https://docs.pact.io/consumer#use-pact-for-contract-testing-not-functional-testing-of-the-provider
"""

from pydantic import BaseModel, ConfigDict


class ResponseModel(BaseModel):
    """Part of a response: immutable, types taken at their word ("1" is no number), unknown keys ignored."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")


class Problem(ResponseModel):
    """Why the service refused, in words for a person (RFC 9457, `detail`)."""

    detail: str
