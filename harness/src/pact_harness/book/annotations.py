"""Marks on a pull request: at the consumer's test that asked, and at the provider's view that answered.

They are GitHub's workflow commands:
https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from pact_harness.book.places import Place, View, test_place, view_place
from pact_harness.checks.compatibility import Change
from pact_harness.results.summary import BROKEN, Record, letter
from pact_harness.visible import visible


def annotations(root: Path, records: Sequence[Record], views: Sequence[View] = ()) -> Iterator[str]:
    """GitHub's commands: an error where a broken promise is asked for and where it is answered, a warning for a pending
    one. *views* are the provider's (`find_views`); a place that cannot be found is left out, the message is not."""
    for outcomes, command in ((BROKEN, "error"), (("pending",), "warning")):
        for record in records:
            if record["outcome"] in outcomes:
                places: list[Place | None] = [*_places(root, record, views)]
                yield from (
                    _command(command, place, str(record["promise"]), letter(record)) for place in places or [None]
                )


def change_annotations(changes: Sequence[Change]) -> Iterator[str]:
    """A notice for each change of the contracts that asks more of the provider."""
    for one in changes:
        if one.effect == "more":
            told = ": ".join(filter(None, [one.interaction, one.at, one.text]))
            yield _command("notice", None, f"{one.consumer} asks more of {one.provider}", told)


def _places(root: Path, record: Record, views: Sequence[View]) -> Iterator[Place]:
    if record.get("promised_by") and (place := test_place(root, str(record["promised_by"]))):
        yield place
    request = record.get("request")
    if request and (place := view_place(views, str(request.get("method")), str(request.get("path")))):
        yield place


def _command(name: str, place: Place | None, title: str, message: str) -> str:
    where = f"file={_property(place.file)},line={place.line}," if place else ""
    return f"::{name} {where}title={_property(title)}::{_data(message)}"


def _data(text: str) -> str:
    """What would end a command's line, or begin another, is written in percent."""
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return str(visible(text))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
