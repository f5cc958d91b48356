"""Addresses: short, ASCII, unique, and known without making the book."""

from pathlib import Path

import pytest

from harness.tests.book.library import shelve
from harness.tests.checks.pacts import http, write
from pact_harness.pactfile.contract import read_contracts
from pact_harness.results.book_addresses import LONGEST, address, anchors, pages, slug


def test_a_name_becomes_a_part_of_an_address() -> None:
    assert slug("a request for a user's e-mail") == "a-request-for-a-user-s-e-mail"


@pytest.mark.parametrize("name", ["", "日本", "Zoë", "a" * 500, "../../etc", "\ud800", "<script>"])
def test_any_name_becomes_a_safe_part_of_an_address(name: str) -> None:
    found = slug(name)
    assert found
    assert len(found) <= LONGEST
    assert set(found) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_names_that_ascii_cannot_tell_apart_get_different_addresses() -> None:
    assert len({slug("Zoë"), slug("Zoé"), slug("Zo"), slug("日本"), slug("日光"), slug("")}) == 6


def test_two_interactions_and_two_files_alike_get_addresses_of_their_own(tmp_path: Path) -> None:
    for file in ("a.json", "b.json"):
        write(tmp_path / file, http("same"), http("Same"))
    contracts = read_contracts(tmp_path)
    assert pages(contracts) == ["a-b", "a-b-2"]
    assert anchors(contracts[0]) == ["same", "same-2"]


def test_one_description_in_other_states_has_addresses_that_name_them(tmp_path: Path) -> None:
    write(tmp_path / "a.json", http("a user", given={"she exists": {"id": 1}}), http("a user", given={}), http("other"))
    contracts = read_contracts(tmp_path)
    assert anchors(contracts[0]) == ["a-user-given-she-exists", "a-user-given-nothing", "other"]
    assert address(contracts, "a", "b", ("a user", ())) == "a-b.html#a-user-given-nothing"


def test_a_log_can_point_at_an_interaction_before_the_book_is_made(tmp_path: Path) -> None:
    contracts = read_contracts(shelve(tmp_path))
    found = address(contracts, "profile-client", "user-service", ("a request for nobody", ()))
    assert found == "profile-client-user-service.html#a-request-for-nobody"
    assert address(contracts, "profile-client", "user-service", ("gone", ())) is None
