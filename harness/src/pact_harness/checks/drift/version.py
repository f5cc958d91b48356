"""One version of a contract's file, taken apart as far as it can be: somebody may have edited it badly."""

import json
from functools import cached_property
from typing import Any

from pact_harness.recording.contracts import contract_text

Json = dict[str, Any]


class Version:
    """The text of a contract, and the JSON of its interactions by description; none of a text that is no contract."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def raw(self) -> Json:
        try:
            found = json.loads(self.text)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    @cached_property
    def interactions(self) -> dict[str, Json]:
        listed = self.raw.get("interactions")
        found = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
        return {str(each.get("description")): each for each in found}

    @cached_property
    def is_as_written(self) -> bool:
        """Whether the text is, byte for byte, what recording would have written for what it says."""
        try:
            names = (str(self.raw["consumer"]["name"]), str(self.raw["provider"]["name"]))
            return self.text == contract_text(*names, self.raw["interactions"])
        except Exception:  # what is not even a contract was not written by recording, however it is broken
            return False
