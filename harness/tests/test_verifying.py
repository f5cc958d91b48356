"""From contracts to pytest items: what is collected and selected, and what must not look green.

- items: names, letters outside ASCII, descriptions that are alike, selection by -k, -x, --lf, -n and node id
- nothing to verify: no folder, no contract, another provider's, an empty one, a README, a test that never verifies
- what is advised: record where --contracts looks, not against a README, a folder or a file in the folder's place
- supply: states and messages that nobody provides or asks for, also under xdist; two functions for one state
- surroundings: HTTP_PROXY, standard output (also after Ctrl-C), environment, Schemathesis's plugin
"""

from pathlib import Path

import pytest

from harness.tests.providers import (
    ALICE,
    APP,
    FILE,
    STATES,
    TEST,
    contract,
    interaction,
    message_interaction,
    provider_project,
    record,
)

USER = interaction("a request for a user", "/users/1", ALICE, body={"id": 1})
NOBODY = interaction("a request for nobody", "/users/1", status=404)
BROKEN = interaction("a broken promise", "/users/1", ALICE, status=204)


def test_each_interaction_is_an_item_that_bears_its_name(tmp_path: Path) -> None:
    run = provider_project(tmp_path, contract(USER), contract(NOBODY, consumer="newsletter")).pytest("-v")

    assert run.code == 0
    assert f"{FILE}::test_contract[profile-client: a request for a user] PASSED" in run.output
    assert f"{FILE}::test_contract[newsletter: a request for nobody] PASSED" in run.output
    assert "2 passed" in run.output


def test_letters_outside_ascii_stay_readable_and_selectable(tmp_path: Path) -> None:
    umlaut = interaction("eine Anfrage für Zoë :: 名前", "/users/1", ALICE)
    project = provider_project(tmp_path, contract(umlaut, USER))

    run = project.pytest("-v", f"{FILE}::test_contract[profile-client: eine Anfrage für Zoë :: 名前]")

    assert run.code == 0
    assert "für Zoë :: 名前] PASSED" in run.output
    assert "1 passed" in run.output


def test_descriptions_that_are_alike_get_names_of_their_own(tmp_path: Path) -> None:
    alike = [interaction("a user", "/users/1", ALICE), interaction("a user", "/users/1", status=404)]
    run = provider_project(
        tmp_path, contract(*alike, alike[1], interaction("odd\n\x07name", "/users/1", ALICE))
    ).pytest("-v")

    assert run.code == 0
    for name in (
        'a user, given the user exists {id: 1, name: "Alice"}',
        "a user, given nothing",
        "a user, given nothing #2",
        "odd name",
    ):
        assert f"[profile-client: {name}] PASSED" in run.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-k", "nobody"], "1 passed, 2 deselected"),
        (["-x"], "1 failed, 1 passed"),
        (["-n", "2"], "1 failed, 2 passed"),
        ([f"{FILE}::test_contract[profile-client: a request for nobody]"], "1 passed"),
    ],
)
def test_promises_are_selected_as_any_test_is(tmp_path: Path, arguments: list[str], said: str) -> None:
    project = provider_project(tmp_path, contract(USER, BROKEN, NOBODY))

    assert said in project.pytest(*arguments).output


def test_the_last_failed_promise_is_verified_alone(tmp_path: Path) -> None:
    project = provider_project(tmp_path, contract(USER, BROKEN, NOBODY))
    project.pytest("-p", "cacheprovider")

    run = project.pytest("-p", "cacheprovider", "--lf")

    assert "1 failed" in run.output
    assert "passed" not in run.output


def test_another_folder_is_verified_where_the_command_line_names_it(tmp_path: Path) -> None:
    project = provider_project(tmp_path, contract(USER))
    (tmp_path / "delivered").mkdir()
    (tmp_path / "delivered/one.json").write_text(contract(BROKEN))

    run = project.pytest("--pact-dir=delivered")

    assert "1 failed" in run.output
    again = f"next    python -m pytest --pact-dir=delivered '{FILE}::test_contract[profile-client: a broken promise]'"
    assert again in run.output


@pytest.mark.parametrize(
    ("contracts", "words"),
    [
        ({}, ["contracts does not exist", "Record the contracts first: python -m pytest tests/consumer"]),
        (
            {"contracts/.tool/x": ""},
            ["contracts/ holds no contract for user-service. Record one first: python -m pytest"],
        ),
        ({"contracts/README.md": "# Contracts"}, ["README.md is not JSON", "Only pact files belong here"]),
        ({"contracts/a.json": "{}"}, ["a.json is not a pact file", "To record the contracts again: python -m pytest"]),
        (
            {"contracts/a.json": contract(USER), "contracts/team/b.json": contract(BROKEN)},
            ["contracts/team is a folder: contracts lie flat in ", "Move its contracts up, or the folder elsewhere."],
        ),
        ({"contracts/a.json": contract()}, ["a.json holds no interactions: verifying it would check nothing"]),
        (
            {"contracts/a.json": contract(USER), "contracts/b.json": contract(USER, provider="users-service")},
            ["b.json is a contract with 'users-service', which nobody verifies here (this is 'user-service')"],
        ),
    ],
    ids=["no folder", "no contract", "a README", "no pact", "a folder", "an empty pact", "a pact for nobody"],
)
def test_nothing_to_verify_is_an_error_that_tells_what_to_do(
    tmp_path: Path, contracts: dict[str, str], words: list[str]
) -> None:
    run = provider_project(tmp_path).having(contracts).pytest()

    assert run.code == pytest.ExitCode.INTERRUPTED
    assert f"ERROR collecting {FILE}" in run.output
    assert "Traceback" not in run.output
    assert "harness/" not in run.output.partition("short test summary")[0]
    for word in words:
        assert word in run.output


def test_the_same_error_reads_as_well_beside_schemathesis(tmp_path: Path) -> None:
    project = provider_project(tmp_path)
    plugin = ["-W", "ignore", "-p", "schemathesis.pytest.plugin"]

    run = project.pytest(*plugin)

    assert (
        "schemathesis" in run.output.partition("collecting")[0]
        or "schemathesis" in project.pytest(*plugin, "--trace-config").output
    )
    assert "contracts does not exist. Is the path right?" in run.output
    assert "Error during collection" not in run.output
    assert "AssertionError" not in run.output


@pytest.mark.parametrize(
    ("arguments", "advised"),
    [
        (["--pact-dir=contrcts"], "python -m pytest tests/consumer --pact-dir=contrcts"),
        (["--pact-dir=my contracts"], "python -m pytest tests/consumer --pact-dir='my contracts'"),
        (["--pact-dir=contrcts", "--pact-set", "record_command=make record"], "make record --pact-dir=contrcts"),
        (["--pact-dir=contracts", "--pact-set", "record_command=make record"], "make record"),
        (["--pact-set", "record_command=make record"], "make record"),
    ],
    ids=["a typo", "a space", "a typo by make", "the usual folder", "none"],
)
def test_what_is_advised_records_where_contracts_are_looked_for(
    tmp_path: Path, arguments: list[str], advised: str
) -> None:
    run = provider_project(tmp_path).pytest(*arguments)

    assert "does not exist. Is the path right?" in run.output
    assert run.output.count("Record") == 1
    assert f"Record the contracts first: {advised}\n" in run.output


def test_a_folder_that_does_not_exist_is_told_with_the_usual_one_that_does(tmp_path: Path) -> None:
    usual = "contracts/ exists. To verify what it holds, leave out --pact-dir='my contracts'."
    run = provider_project(tmp_path, contract(USER)).pytest("--pact-dir=my contracts")

    assert "my contracts does not exist. Is the path right?" in run.output
    assert run.output.count(usual) == 1
    assert "exists. To verify" not in provider_project(tmp_path / "without").pytest("--pact-dir=contrcts").output


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"contracts": ""}, "contracts is not a folder. Is the path right?"),
        ({"contracts/README.md": "# Contracts"}, "Only pact files belong here: repair it, or move it elsewhere."),
        ({"contracts/README.json/x": "", "contracts/a.json": contract(USER)}, "README.json is a folder"),
    ],
    ids=["a file", "a README", "a folder"],
)
def test_recording_is_not_advised_where_it_does_not_help(tmp_path: Path, files: dict[str, str], said: str) -> None:
    run = provider_project(tmp_path).having(files).pytest()

    assert said in run.output
    assert "ecord the contract" not in run.output


def test_a_contract_with_a_provider_that_is_verified_elsewhere_may_lie_beside_ours(tmp_path: Path) -> None:
    project = provider_project(tmp_path, contract(USER), contract(NOBODY, provider="billing"))

    run = project.pytest("--pact-set", "other_providers=billing")

    assert "1 passed" in run.output


def test_a_test_that_never_verifies_its_promise_fails(tmp_path: Path) -> None:
    run = provider_project(tmp_path, contract(USER), test=TEST.replace("pact_interaction.verify()", "pass")).pytest()

    assert run.code == pytest.ExitCode.TESTS_FAILED
    assert "verified nothing: it must call pact_interaction.verify()" in run.output


CAUGHT = TEST.replace(
    "        pact_interaction.verify()",
    "        try:\n            pact_interaction.verify()\n        except BaseException:\n            pass",
)


def test_a_test_that_catches_the_failure_of_its_interaction_fails_all_the_same(tmp_path: Path) -> None:
    project = provider_project(tmp_path, contract(interaction("nobody", "/users/9", status=200)), test=CAUGHT)
    run = project.pytest()

    assert run.code == pytest.ExitCode.TESTS_FAILED
    assert "at      status  expected 200, got 404" in run.output
    assert record(project, "profile-client: nobody")["result"] == "failed"


def test_a_test_that_does_not_say_whose_promise_it_takes_is_an_error(tmp_path: Path) -> None:
    run = provider_project(tmp_path, contract(USER), test=TEST.replace("pytestmark", "nothing")).pytest()

    assert 'takes pact_interaction: say whose, with pytest.mark.pact(provider="…")' in run.output
    assert "Traceback" not in run.output


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("states=", "state=", "the marker pact takes no 'state'. Did you mean 'states'?"),
        ("provider=", "providers=", "the marker pact takes no 'providers'. Did you mean 'provider'?"),
        ("messages=", "q=", "the marker pact takes no 'q'. There are: consumer, provider, states, messages."),
    ],
)
def test_a_marker_with_an_unknown_keyword_is_an_error(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    run = provider_project(tmp_path, contract(USER), test=TEST.replace(right, wrong)).pytest()

    assert run.code == pytest.ExitCode.INTERRUPTED
    assert f"{FILE}::test_contract: {said}" in run.output
    assert "Traceback" not in run.output


def test_a_provider_with_nearly_the_name_is_told_with_the_file_that_has_the_other(tmp_path: Path) -> None:
    run = provider_project(tmp_path, contract(USER, provider="users-service")).pytest()
    assert f"{FILE} verifies 'user-service'. Did you mean 'users-service'?" in run.output


def test_a_provider_with_quite_another_name_is_not_guessed(tmp_path: Path) -> None:
    run = provider_project(tmp_path, contract(USER, provider="billing")).pytest()
    assert "a contract with 'billing', which nobody verifies here (this is 'user-service')" in run.output
    assert "Did you mean" not in run.output


def test_a_project_without_an_application_is_told_what_to_define(tmp_path: Path) -> None:
    run = provider_project(tmp_path, contract(NOBODY), app="").pytest()

    assert run.code == pytest.ExitCode.TESTS_FAILED
    assert "define a fixture provider_app that returns your application (WSGI, ASGI or aiohttp.web)" in run.output


GONE = {"name": "the user's gone", "params": {"id": 1, "when": None}}
GONE_BEFORE = {"name": "the user's gone", "params": {"id": "1"}}


@pytest.mark.parametrize("arguments", [[], ["-n", "1"]], ids=["serial", "xdist"])
def test_what_nobody_provides_and_nobody_asks_for_is_listed(tmp_path: Path, arguments: list[str]) -> None:
    asked = [
        interaction("one", "/users/1", GONE, status=404),
        interaction("two", "/users/1", GONE_BEFORE, status=404),
        message_interaction("a user was deleted", {}, {}),
    ]
    run = provider_project(tmp_path, contract(*asked)).pytest(*arguments, "--maxfail=1")

    assert (
        """no function provides the provider state "the user's gone"; paste into tests/provider/states.py:"""
        in run.output
    )
    assert """    from pact_harness import state\n\n\n    @state("the user's gone")""" in run.output
    assert "    from pact_harness import Message, message\n\n\n    @message(" in run.output
    assert "    def the_users_gone(*, id: int | str, when: None = None) -> None: ..." in run.output
    assert "no function provides the message 'a user was deleted'; paste into tests/provider/states.py:" in run.output
    assert '    @message("a user was deleted")\n    def a_user_was_deleted() -> Message: ...' in run.output
    assert "no contract asks for the provider states 'the user exists', 'an administrator'," in run.output
    assert "no contract asks for the message 'a user was created'" in run.output


def test_what_does_not_fit_is_listed_before_anything_runs(tmp_path: Path) -> None:
    run = provider_project(tmp_path, contract(interaction("one", "/users/1", GONE))).pytest()

    assert run.output.index("no function provides") < run.output.index(f"{FILE} F")


def test_two_functions_for_one_state_are_an_error(tmp_path: Path) -> None:
    twice = STATES + '\n\n    @state("the user exists")\n    def again():\n        pass\n'
    run = provider_project(tmp_path, contract(USER), states=twice).pytest()

    assert "two functions provide the state 'the user exists': keep one of them" in run.output
    assert f"ERROR collecting {FILE}" in run.output


def test_a_proxy_in_the_environment_is_no_obstacle(tmp_path: Path) -> None:
    nowhere, project = "http://127.0.0.1:9", provider_project(tmp_path, contract(USER))

    run = project.pytest(HTTP_PROXY=nowhere, http_proxy=nowhere, ALL_PROXY=nowhere, NO_PROXY="example.org", no_proxy="")

    assert "1 passed" in run.output


def test_verifying_prints_nothing_and_leaves_the_environment_as_it_was(tmp_path: Path) -> None:
    looks = """
        import os

        BEFORE = dict(os.environ)
        KEPT = {  # for every process that is started from now on
            "PACT_DO_NOT_TRACK": "true",
            "NO_PROXY": "company.example.com,127.0.0.1,localhost",
            "no_proxy": "company.example.com,127.0.0.1,localhost",  # Python's clients read this one alone
        }


        def test_the_environment():
            after = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
            before = {name: value for name, value in BEFORE.items() if name != "PYTEST_CURRENT_TEST"}
            assert after == {**before, **KEPT}
    """
    project = provider_project(tmp_path, contract(USER, BROKEN)).having({"tests/test_later.py": looks})

    run = project.pytest(
        "-s", "-q", "--no-header", "--tb=no", SSL_CERT_DIR="/somewhere", NO_PROXY="company.example.com", no_proxy=""
    )

    assert "1 failed, 2 passed" in run.output
    assert "Verifying a pact" not in run.output


def test_the_core_prints_nothing_after_ctrl_c_either(tmp_path: Path) -> None:
    stops = 'if path == "/stop":\n            import os, signal\n            os.kill(os.getpid(), signal.SIGINT)\n'
    late = "            time.sleep(0.3)  # the FFI has its answer after the thread that waits for it was interrupted\n"
    project = provider_project(
        tmp_path,
        contract(interaction("stop", "/stop", status=404)),
        app=APP.replace("if path ==", f"{stops}{late}        if path ==", 1),
    )

    run = project.pytest("-s")

    assert run.code == pytest.ExitCode.INTERRUPTED, run.output
    assert "Verifying a pact" not in run.output
