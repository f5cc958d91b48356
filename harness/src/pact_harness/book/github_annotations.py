"""Marks on a pull request: at the consumer's test that recorded an interaction, and at the view that answered.

They are GitHub's workflow commands:
https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from pact_harness.book.source_line import SourceLine, View, test_place, view_place
from pact_harness.pactfile.change import Change
from pact_harness.pactfile.readable_text import visible
from pact_harness.results.job_summary import whole_message
from pact_harness.results.verification_result import VerificationResult


def annotations(root: Path, results: Sequence[VerificationResult], views: Sequence[View] = ()) -> Iterator[str]:
    """GitHub's commands: an error at the test that recorded a failed interaction and at the view that answered it, a
    warning for a pending one. *views* are the provider's (`find_views`); a place that cannot be found is left out, the
    message is not."""
    for command, found in (
        ("error", [one for one in results if one.is_failed]),
        ("warning", [one for one in results if one.result == "pending"]),
    ):
        for one in found:
            places: list[SourceLine | None] = [*_places(root, one, views)]
            yield from (_command(command, place, one.name, whole_message(one)) for place in places or [None])


def change_annotations(changes: Sequence[Change]) -> Iterator[str]:
    """A notice for each change of the contracts that asks more of the provider."""
    for one in changes:
        if one.effect == "more":
            told = ": ".join(filter(None, [one.interaction, one.at, one.text]))
            yield _command("notice", None, f"{one.consumer} asks more of {one.provider}", told)


def _places(root: Path, result: VerificationResult, views: Sequence[View]) -> Iterator[SourceLine]:
    if result.recorded_by and (place := test_place(root, result.recorded_by)):
        yield place
    request = result.request
    if request and (place := view_place(views, str(request.get("method")), str(request.get("path")))):
        yield place


def _command(name: str, place: SourceLine | None, title: str, message: str) -> str:
    where = f"file={_property(place.file)},line={place.line}," if place else ""
    return f"::{name} {where}title={_property(title)}::{_data(message)}"


def _data(text: str) -> str:
    """What would end a command's line, or begin another, is written in percent."""
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return str(visible(text))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
