"""`.pact/verification.json` and JUnit XML: whole, partial, parallel and damaged.

- merging: new results replace their own, others stay, interactions that no contract holds go; order; a torn file
- at once: two processes, many threads of them; a failure before the provider was reached; -n 2; an interrupted run
- a file that cannot be written: a line and red, no traceback
- the summary beside it, the line that leads to the book, and the one that verifies an interaction again
- exchange: cut bodies, binary, secrets, crashes that are logged and crashes that are raised
"""

import json
import logging
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

import pytest

from harness.tests.projects import ROOT
from harness.tests.providers import ALICE, APP, FILE, contract, interaction, provider_project, record
from pact_harness.pactfile.contract import State
from pact_harness.results.store import ResultsError, begin, merge, read_results
from pact_harness.results.verification_result import Mismatch, Status, VerificationResult
from pact_harness.verifying.exchange import LIMIT, Exchange, Recorder
from pact_harness.verifying.http_message import ProviderRequest
from pact_harness.verifying.wsgi_application import WsgiApplication

USER = interaction("a user", "/users/1", ALICE, body={"id": 1})
NOBODY = interaction("nobody", "/users/1", status=404)
BROKEN = interaction("broken", "/users/1", status=200)


def one(name: str, result: Status = "passed", provider: str = "user-service", *states: str) -> VerificationResult:
    consumer, description = name.split(", given ")[0].split(": ")
    given = tuple(State(state, {}) for state in states)
    return VerificationResult(provider, consumer, description, given, name, result)


def outcomes(file: Path) -> dict[str, str]:
    return {one["name"]: one["result"] for one in json.loads(file.read_text(encoding="utf-8"))["results"]}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / ".pact" / "verification.json"


@pytest.fixture
def contracts(tmp_path: Path) -> Path:
    folder = tmp_path / "contracts"
    folder.mkdir()
    (folder / "a.json").write_text(contract(interaction("one", "/"), interaction("two", "/"), consumer="é"))
    return folder


def test_a_partial_run_keeps_what_is_known_of_the_others(file: Path, contracts: Path) -> None:
    merge(file, [one("é: two", "failed"), one("é: one")], contracts)
    merge(file, [one("é: two", "passed")], contracts)

    assert list(outcomes(file).items()) == [("é: one", "passed"), ("é: two", "passed")]


def test_each_result_is_a_line_that_reads_back_as_it_was(file: Path, contracts: Path) -> None:
    """With its states, mismatches and exchange; a line each, so that a person and `diff` can read the file."""
    whole = VerificationResult(
        "user-service", "é", "two", (State("a user", {"id": 1, "tags": ["x"]}),), "é: two", "failed",
        (Mismatch("body", ("users", 0, "name"), "a string", "7"),), failure_message="two\nlines", milliseconds=1.5,
        request={"method": "GET", "headers": [["Accept", "*/*"]]}, response={"status": 200}, test="t.py::t",
    )  # fmt: skip
    (contracts / "a.json").write_text(
        contract(interaction("one", "/"), interaction("two", "/", {"name": "a user"}), consumer="é")
    )
    merge(file, [whole, one("é: one")], contracts)

    first, *lines, last = file.read_text(encoding="utf-8").splitlines()
    assert (first, last) == ('{"version": 1, "results": [', "]}")
    assert [json.loads(line.rstrip(","))["name"] for line in lines] == ["é: one", "é: two"]
    assert ['"consumer": "é"' in line for line in lines] == [True, True]
    assert read_results(file)[1] == whole


def test_an_interaction_that_no_contract_holds_any_more_goes(file: Path, contracts: Path) -> None:
    merge(file, [one("é: gone"), one("é: one")], contracts)
    merge(file, [one("x: elsewhere", provider="billing")], contracts)

    assert outcomes(file) == {"é: one": "passed"}


def test_interactions_of_another_provider_stay(file: Path, contracts: Path) -> None:
    (contracts / "b.json").write_text(contract(interaction("elsewhere", "/"), consumer="x", provider="billing"))
    merge(file, [one("x: elsewhere", provider="billing")], contracts)
    merge(file, [one("é: one")], contracts)

    assert outcomes(file) == {"x: elsewhere": "passed", "é: one": "passed"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "{}",
        "[1]",
        '{"version": 1, "results": [1, {"provider": "user-service"}]}',
        '{"version": 0, "results": []}',
    ],
)
def test_a_damaged_file_is_made_again(file: Path, contracts: Path, text: str) -> None:
    file.parent.mkdir()
    file.write_text(text)
    merge(file, [one("é: one")], contracts)

    assert outcomes(file) == {"é: one": "passed"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "cannot be read as results"),
        ('{"a": 1}', "holds no results"),
        ("[]", "holds no results of a verification as this release writes them"),
        ('{"version": 2, "results": []}', "has version 2, and 1 is read here"),
        ("\xff", "cannot be read as results"),
    ],
)
def test_a_damaged_file_is_told_with_what_to_do(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "verification.json"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(ResultsError, match=rf"verification\.json {told}.*Remove it and verify again"):
        read_results(file)


def test_what_is_written_is_read_again(file: Path, contracts: Path) -> None:
    found = [Mismatch("body", ("users", 0, "name"), "text", "1"), Mismatch("header", ("Location",), "/a", "none")]
    whole = replace(
        one("é: one", "failed"),
        mismatches=tuple(found),
        error="no",
        failure_message="m",
        crash="c",
        milliseconds=1.5,
        verified_at="2020-01-01T00:00:00+00:00",
        request={"method": "GET"},
        response={"status": 500},
        test="t",
        recorded_by="r",
    )
    (contracts / "a.json").write_text(contract(interaction("one", "/", ALICE), consumer="é"))
    whole = replace(whole, states=(State("the user exists", {"id": 1, "name": "Alice"}),))
    merge(file, [whole], contracts)

    assert read_results(file) == [whole]


def test_an_interaction_whose_item_has_another_name_now_has_one_result(file: Path, contracts: Path) -> None:
    merge(file, [one("é: one", "failed")], contracts)
    (contracts / "a.json").write_text(contract(interaction("one", "/"), interaction("one", "/", ALICE), consumer="é"))
    given = one("é: one, given the user exists", "passed", "user-service", "the user exists")
    merge(file, [one("é: one, given nothing"), given], contracts)

    assert outcomes(file) == {"é: one, given nothing": "passed", "é: one, given the user exists": "passed"}


def test_interactions_that_are_alike_keep_a_result_each(file: Path, contracts: Path) -> None:
    (contracts / "a.json").write_text(contract(interaction("one", "/a"), interaction("one", "/b"), consumer="é"))
    second = replace(one("é: one", "failed"), name="é: one #2")
    merge(file, [one("é: one"), second], contracts)
    merge(file, [one("é: one")], contracts)

    assert outcomes(file) == {"é: one": "passed", "é: one #2": "failed"}


def test_what_a_run_has_begun_is_no_result_until_it_ends(file: Path, contracts: Path) -> None:
    names = [f"number {number}" for number in range(5)]
    (contracts / "a.json").write_text(contract(*(interaction(name, "/") for name in names), consumer="é"))
    results = [one(f"é: {name}") for name in names]
    begin(file, "a run", results[:3])
    with pytest.raises(ResultsError, match=r"\(é: number 0, é: number 1, é: number 2\): wait for it, or verify again"):
        read_results(file)
    begin(file, "another run", results[2:])
    with pytest.raises(ResultsError, match=r"\(é: number 0, é: number 1, é: number 2 and 2 more\)"):
        read_results(file)

    merge(file, results[:2], contracts, "a run")
    with pytest.raises(ResultsError, match=r"\(é: number 2, é: number 3, é: number 4\)"):
        read_results(file)

    merge(file, results[2:4], contracts, "another run")
    assert read_results(file) == results[:4]


def test_what_no_contract_holds_any_more_is_not_waited_for(file: Path, contracts: Path) -> None:
    begin(file, "a run that died", [one("é: gone"), one("é: two")])
    merge(file, [one("é: one")], contracts, "another run")

    with pytest.raises(ResultsError, match=r"\(é: two\)"):
        read_results(file)


def test_processes_that_merge_at_once_lose_nothing(file: Path, contracts: Path) -> None:
    descriptions = [f"number {number}" for number in range(60)]
    (contracts / "a.json").write_text(contract(*(interaction(text, "/") for text in descriptions), consumer="é"))
    program = """
import sys
from pathlib import Path
from pact_harness.pactfile.contract import State
from pact_harness.results.store import ResultsError, merge, read_results
from pact_harness.results.verification_result import Mismatch, Status, VerificationResult
from harness.tests.test_report import one
file, contracts, first = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
for number in range(first, first + 20):
    merge(file, [one(f"é: number {number}")], contracts)
"""
    command = [sys.executable, "-c", program, str(file), str(contracts)]
    started = [subprocess.Popen([*command, str(first)], cwd=ROOT) for first in (0, 20, 40)]  # noqa: S603

    assert [process.wait(timeout=60) for process in started] == [0, 0, 0]
    assert set(outcomes(file)) == {f"é: {text}" for text in descriptions}


@pytest.mark.parametrize("arguments", [[], ["-n", "2"]], ids=["serial", "parallel"])
def test_a_run_writes_what_became_of_each_interaction(tmp_path: Path, arguments: list[str]) -> None:
    project = provider_project(tmp_path, contract(USER, NOBODY, BROKEN))
    run = project.pytest(*arguments, "--junit-xml=junit.xml")

    expected = {
        "profile-client: a user": "passed",
        "profile-client: broken": "failed",
        "profile-client: nobody": "passed",
    }
    assert outcomes(tmp_path / ".pact/verification.json") == expected, run.output
    properties = ET.parse(tmp_path / "junit.xml").iter("property")  # noqa: S314 - our own file
    held = [json.loads(one.attrib["value"]) for one in properties if one.attrib["name"] == "pact"]
    assert {one["name"]: one["result"] for one in held} == expected


def test_a_run_of_one_interaction_replaces_its_result_alone(tmp_path: Path) -> None:
    project = provider_project(tmp_path, contract(NOBODY, BROKEN))
    project.pytest()
    project.having({"contracts/0.json": contract(NOBODY, {**BROKEN, "response": {"status": 404}})})

    project.pytest(f"{FILE}::test_contract[profile-client: broken]")

    assert set(outcomes(tmp_path / ".pact/verification.json").items()) == {
        ("profile-client: broken", "passed"),
        ("profile-client: nobody", "passed"),
    }


def test_a_fixture_that_fails_leaves_an_error_and_no_old_success(tmp_path: Path) -> None:
    project = provider_project(tmp_path, contract(NOBODY))
    project.pytest()
    project.having({"tests/provider/conftest.py": APP.replace("return app", "raise OSError('no app')")})
    project.pytest()

    found = record(project, "profile-client: nobody")
    assert found["result"] == "error"
    assert "OSError: no app" in found["failure_message"]


def test_a_reset_that_fails_is_an_error(tmp_path: Path) -> None:
    project = provider_project(tmp_path, contract(USER), app=APP.replace("USERS.clear()", "raise OSError('not empty')"))
    project.pytest()

    assert record(project, "profile-client: a user")["result"] == "error"


def test_an_interrupted_run_keeps_what_it_verified(tmp_path: Path) -> None:
    stops = 'if path == "/stop":\n            import os, signal\n            os.kill(os.getpid(), signal.SIGINT)\n'
    interrupting = APP.replace("if path ==", f"{stops}        if path ==", 1)
    stop = interaction("stop", "/stop", status=404)
    project = provider_project(tmp_path, contract(NOBODY, stop, USER), app=interrupting)

    run = project.pytest()

    assert run.code == pytest.ExitCode.INTERRUPTED, run.output
    assert outcomes(tmp_path / ".pact/verification.json")["profile-client: nobody"] == "passed"
    assert "profile-client: a user" not in outcomes(tmp_path / ".pact/verification.json")


@pytest.mark.parametrize("arguments", [[], ["-n", "1"]], ids=["serial", "parallel"])
def test_results_that_cannot_be_written_are_an_error_and_no_traceback(tmp_path: Path, arguments: list[str]) -> None:
    project = provider_project(tmp_path, contract(NOBODY)).having({".pact": "in the folder's place"})

    run = project.pytest(*arguments)

    assert "1 passed" in run.output
    assert run.code == pytest.ExitCode.TESTS_FAILED
    assert run.lines(".pact/verification.json was not written, so the results are lost: [Errno "), run.output
    assert "INTERNALERROR" not in run.output
    assert "Traceback" not in run.output


def test_results_whose_lock_cannot_be_opened_are_an_error_and_no_traceback(tmp_path: Path) -> None:
    project = provider_project(tmp_path, contract(NOBODY))
    (tmp_path / ".pact/verification.lock").mkdir(parents=True)

    run = project.pytest()

    assert run.code == pytest.ExitCode.TESTS_FAILED
    assert run.lines(".pact/verification.json was not written, so the results are lost: [Errno ")
    assert "INTERNALERROR" not in run.output


App = Callable[[dict[str, Any], Any], Iterable[bytes]]


def exchanged(app: App, body: bytes = b"", **headers: str) -> Exchange:
    recorder = Recorder()
    named = Headers([(name.replace("_", "-"), value) for name, value in headers.items()])
    with recorder.listening():
        recorder.around(WsgiApplication(app).answer, ProviderRequest("POST", "/", named, body))
    (seen,) = recorder.take()
    return seen


def echo(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    start("200 OK", [("Content-Type", "text/plain"), ("Set-Cookie", "session=secret")])
    return [environ["wsgi.input"].read()]


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ("café".encode(), {"body": "café"}),
        (b"x" * LIMIT, {"body": "x" * LIMIT}),
        (b"x" * (LIMIT + 1), {"body": "x" * LIMIT, "cut": LIMIT + 1}),
        (b"x" * (LIMIT - 1) + "é".encode(), {"body": "x" * (LIMIT - 1), "cut": LIMIT + 1}),
        (b"\xff\x00", {"body": "/wA=", "base64": True}),
    ],
    ids=["text", "just short enough", "too long", "cut within a letter", "binary"],
)
def test_bodies_are_kept_up_to_64_kib_and_reach_the_application_whole(body: bytes, kept: dict[str, Any]) -> None:
    seen = exchanged(echo, body)

    assert seen.response is not None
    for side in (seen.request, seen.response):
        assert {name: side[name] for name in ("body", "cut", "base64") if name in side} == kept


def test_secrets_are_masked_on_both_sides() -> None:
    seen = exchanged(echo, Authorization="Bearer secret", Cookie="secret", X_Other="shown")

    assert "secret" not in repr(seen)
    assert ["Authorization", "Bearer ***"] in seen.request["headers"]
    assert ["X-Other", "shown"] in seen.request["headers"]


def test_a_crash_that_the_framework_logs_is_kept() -> None:
    def logs(_: dict[str, Any], start: Any) -> Iterable[bytes]:
        try:
            dict[str, str]()["logged"]
        except LookupError:
            logging.getLogger("some.framework").exception("it broke")
        start("500 Internal Server Error", [])
        return [b""]

    assert "KeyError: 'logged'" in (exchanged(logs).crash or "")


def test_a_crash_that_leaves_the_application_is_kept_and_answered_with_500() -> None:
    def raises(_: dict[str, Any], __: Any) -> Iterable[bytes]:
        raise LookupError("raised")

    seen = exchanged(raises)

    assert seen.response is not None
    assert seen.response["status"] == 500
    assert "LookupError: raised" in (seen.crash or "")


def test_a_log_record_without_an_exception_is_no_crash() -> None:
    def warns(_: dict[str, Any], start: Any) -> Iterable[bytes]:
        logging.getLogger("some.framework").error("just saying")
        start("200 OK", [])
        return [b""]

    assert exchanged(warns).crash is None


def test_a_red_run_leaves_its_messages_as_a_summary_and_ends_with_where_to_look(tmp_path: Path) -> None:
    project = provider_project(tmp_path, contract(USER, BROKEN))
    run = project.pytest("--pact-set", "book_command=make book")
    summary = (tmp_path / ".pact/summary.md").read_text(encoding="utf-8")

    assert summary.startswith(
        "## 1 interaction failed\n\n### Failed\n\n```text\nuser-service breaks its contract with "
    )
    assert "1 interaction passed: `profile-client` of `user-service` 1." in summary
    look = "look at it: make book, then open .pact/book/profile-client-user-service.html#broken"
    assert run.output.splitlines()[-1] == look


def test_a_green_run_sends_nobody_anywhere(tmp_path: Path) -> None:
    run = provider_project(tmp_path, contract(USER)).pytest("--pact-set", "book_command=make book")

    assert "look at it" not in run.output
    assert (tmp_path / ".pact/summary.md").read_text(encoding="utf-8").startswith("## Every interaction passed\n")


def test_a_project_without_a_book_is_not_sent_to_one(tmp_path: Path) -> None:
    assert "look at it" not in provider_project(tmp_path, contract(BROKEN)).pytest().output


def test_another_folder_of_contracts_has_a_book_of_its_own(tmp_path: Path) -> None:
    project = provider_project(tmp_path, contract(BROKEN))
    (tmp_path / "contracts").rename(tmp_path / "theirs")
    run = project.pytest("--pact-dir=theirs", "--pact-set", "book_command=make book")

    assert "look at it: pact-harness book theirs, then open .pact/book/profile-client" in run.output


def test_a_command_to_run_next_names_the_environment_in_the_project(tmp_path: Path) -> None:
    project = provider_project(tmp_path, contract(BROKEN))
    assert "next    python -m pytest 'tests/" in project.pytest().output

    (tmp_path / ".venv").symlink_to(sys.prefix)
    command = [".venv/bin/python", "-m", "pytest"]
    environment = project.environment()
    printed = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False).stdout  # noqa: S603
    assert "next    .venv/bin/python -m pytest 'tests/" in printed
