"""The catalogue as a table: who notices a change, told apart by what the tests are."""

from pact_harness.book.catalogue import Known, Noticed, rows
from pact_harness.changes import Change, Edit

KNOWN = Known(
    contract_tests={"tests/consumer/test_profile.py::test_get": "profile-client"},
    promises={"profile-client: a user [1]": "profile-client-user-service.html#a-user-1"},
    verifying=frozenset({"tests/provider/test_contract.py::test_contract"}),
)


def test_who_notices_a_change_is_told_apart() -> None:
    noticed_by = (
        "tests/consumer/test_profile.py::test_get",
        "tests/provider/test_contract.py::test_contract[profile-client: a user [1]]",
        "tests/provider/test_contract.py::test_contract[profile-client: gone]",
        "tests/provider/test_api.py::test_it[/users/]",
    )
    edits = (Edit("a.py", "x", "y"), Edit("b.py", "x", "y"), Edit("a.py", "z", "y"))
    (row,) = rows([Change("an-id", "A sentence.", edits, noticed_by)], KNOWN)
    assert row.files == ["a.py", "b.py"]
    assert row.recording == [Noticed("profile-client", "test_profile.py::test_get")]
    assert row.verification == [
        Noticed("promise", "profile-client: a user [1]", "profile-client-user-service.html#a-user-1"),
        Noticed("test", "profile-client: gone"),
    ]
    assert row.others == [Noticed("test", "test_api.py::test_it[/users/]")]


def test_what_nobody_notices_stays_in_the_table() -> None:
    (row,) = rows([Change("an-id", "A sentence.", (Edit("a.py", "x", "y"),), ())], KNOWN)
    assert (row.recording, row.verification, row.others) == ([], [], [])
