"""How a promise that cannot be verified says so. One run of a small project; each test reads of one item.

- the failure message: every mismatch; a redirect; a provider that crashes, hangs or hangs up
- states: unknown, wrong parameter, exception, exception when torn down, no value to inject
- logs: nothing of the core's, a crash's traceback once
- pending: shown and not green, and kept pending promises; messages
- a provider that runs elsewhere, and one that is not there
- tokens: 200, 401 and 403 in one contract; none of them in the results
"""

from pathlib import Path
from textwrap import dedent

import pytest

from harness.tests.projects import Project, Run
from harness.tests.providers import (
    ALICE,
    APP,
    FILE,
    STATES,
    contract,
    interaction,
    message_interaction,
    provider_project,
    record,
    section,
    with_token,
)

ADMIN, OTHER = {"name": "an administrator"}, {"name": "a token without rights"}
RAISING_LINE = dedent(STATES).strip().splitlines().index('    raise ConnectionError("no route to the database")') + 1
WRONG = {"name": "the user exists", "params": {"id": 1, "nme": "Alice"}}
CONTRACT = contract(
    interaction("a wrong user", "/users/1", ALICE, body={"id": 2, "name": "Alice", "created_on": "2020"}),
    interaction("a redirect", "/redirect", ALICE, body={"id": 1}),
    interaction("a crash", "/crash"),
    interaction("a hang", "/hang"),
    interaction("a hang-up", "/close"),
    interaction("an unknown state", "/users/1", {"name": "nobody's state", "params": {"id": 1}}),
    interaction("the same unknown state", "/users/1", {"name": "nobody's state", "params": {"id": 1}}),
    interaction("a misspelled state", "/users/1", {"name": "the user exist", "params": {"id": 1}}),
    interaction("a wrong parameter", "/users/1", WRONG),
    interaction("a state that raises", "/users/1", {"name": "the database is down"}),
    interaction("a teardown that raises", "/users/1", {"name": "a world that cannot be tidied"}, status=404),
    interaction("nothing to inject", "/users/1", ALICE, request=with_token("/users/1")),
    interaction("a pending promise", "/users/1", pending=True),
    interaction("a pending promise that is kept", "/users/1", status=404, pending=True),
    interaction("admin", "/admin", ADMIN, request=with_token("/admin")),
    interaction("not admin", "/admin", OTHER, status=403, request=with_token("/admin")),
    interaction("no token", "/admin", status=401),
    message_interaction("a user was created", {"id": 1, "users": 1}, {"kind": "created"}, ALICE),
    message_interaction("a user was created", {"id": 2, "users": 1}, {"kind": "made"}, ALICE),
    message_interaction("a user was renamed", {}, {}),
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return provider_project(tmp_path_factory.mktemp("failures"), CONTRACT)


@pytest.fixture(scope="module")
def run(project: Project) -> Run:
    return project.pytest("--pact-set", "provider_timeout=2", "-rA", "--junit-xml=junit.xml")


def test_a_failure_message_says_who_what_where_and_what_next(run: Run) -> None:
    assert section(run, "profile-client: a wrong user") == (
        "user-service breaks its contract with profile-client\n"
        '  given   the user exists {id: 1, name: "Alice"}\n'
        "  when    a wrong user        GET /users/1\n"
        "  at      $.created_on  expected a value, got none (there are: id, name)\n"
        "  at      $.id          expected 2, got 1\n"
        "  recorded by tests/consumer/test_users.py::test_it\n"
        f"  next    python -m pytest '{FILE}::test_contract[profile-client: a wrong user]'\n"
    )


def test_the_verdict_of_the_run_counts_each_promise(run: Run) -> None:
    assert "14 failed, 5 passed, 1 xfailed" in run.output


def test_a_redirect_is_not_followed(run: Run) -> None:
    assert "status  expected 200, got 308" in section(run, "profile-client: a redirect")


def test_a_crash_of_the_provider_shows_its_traceback(run: Run) -> None:
    told = section(run, "profile-client: a crash")

    assert "status  expected 200, got 500" in told
    assert "The provider crashed:" in told
    assert """raise ZeroDivisionError("the provider's own mistake")""" in told
    assert "ZeroDivisionError: the provider's own mistake" in told


def test_a_provider_that_hangs_fails_in_bounded_time(run: Run, project: Project) -> None:
    told = section(run, "profile-client: a hang")

    assert "but     the provider did not answer within 2 s (provider_timeout in [tool.pact-harness])" in told
    assert 2_000 <= record(project, "profile-client: a hang")["milliseconds"] < 60_000  # the provider sleeps for 600 s


def test_a_provider_that_hangs_up_is_told_from_one_that_hangs(run: Run) -> None:
    told = section(run, "profile-client: a hang-up")

    assert "but     the provider closed the connection without a readable response" in told


def test_a_hanging_request_does_not_leak_into_the_next_promise(project: Project, run: Run) -> None:
    assert record(project, "profile-client: a hang-up")["request"]["path"] == "/close", run.output


def test_an_unknown_state_shows_a_function_to_paste_and_no_traceback(run: Run) -> None:
    told = section(run, "profile-client: an unknown state")

    assert 'no function provides the state "nobody\'s state"; paste into tests/provider/states.py:' in told
    assert (
        'from pact_harness import state\n\n\n@state("nobody\'s state")\ndef nobodys_state(*, id: int) -> None: ...'
        in told
    )
    assert told.count("def nobodys_state") == 1
    assert "harness/" not in told
    assert "exception" not in told
    assert "hidden" not in told


def test_a_state_that_several_items_miss_is_pasted_once(run: Run) -> None:
    told = section(run, "profile-client: the same unknown state")

    assert told == (
        "profile-client: the same unknown state\n"
        'no function provides the state "nobody\'s state". The function to paste is shown for '
        "test_contract[profile-client: an unknown state].\n\n"
        f"then: python -m pytest '{FILE}::test_contract[profile-client: the same unknown state]'\n"
    )


def test_a_misspelled_state_asks_for_the_right_one(run: Run) -> None:
    asked = "'the user exist'. Did you mean 'the user exists'? Then correct the name in the consumer's test or here."

    assert asked in section(run, "profile-client: a misspelled state")
    assert f"    {asked.replace('. Did', ': Did')} Otherwise paste." in run.output


def test_a_wrong_parameter_raises_the_real_type_error(run: Run) -> None:
    told = section(run, "profile-client: a wrong parameter")

    assert "TypeError: the_user_exists() got an unexpected keyword argument 'nme'" in told
    assert "while setting up the provider state 'the user exists' with {'id': 1, 'nme': 'Alice'}" in told
    assert "the_user_exists(users, *, id, name) in " in told


def test_a_state_that_raises_shows_its_own_exception_and_line(run: Run) -> None:
    told = section(run, "profile-client: a state that raises")

    assert '>       raise ConnectionError("no route to the database")' in told
    assert "E       ConnectionError: no route to the database" in told
    assert f"tests/provider/states.py:{RAISING_LINE}: ConnectionError" in told
    assert "harness/" not in told


def test_a_provider_whose_state_failed_is_not_asked(run: Run, project: Project) -> None:
    assert record(project, "profile-client: a state that raises")["request"] is None, run.output


def test_a_teardown_that_raises_fails_its_promise(run: Run) -> None:
    told = section(run, "profile-client: a teardown that raises")

    assert "E       OSError: the broom is broken" in told
    assert "while tearing down a provider state" in told


def test_nothing_that_the_ffi_logs_follows_a_failure_message(run: Run) -> None:
    assert "Captured log" not in run.output
    assert "MismatchResult" not in run.output


LOGS = """
            import logging
            logging.getLogger("app").warning("about to crash")
            try:
                raise ZeroDivisionError("the provider's own mistake")
            except ZeroDivisionError:
                logging.getLogger("app").exception("it crashed")
            status = "500 Internal Server Error"
"""


def test_a_crash_that_was_logged_is_told_once(tmp_path: Path) -> None:
    crash = """raise ZeroDivisionError("the provider's own mistake")"""
    app = APP.replace(f"            {crash}\n", LOGS.lstrip("\n"))

    run = provider_project(tmp_path, contract(interaction("a crash", "/crash")), app=app).pytest()

    told = section(run, "profile-client: a crash")
    assert "The provider crashed:\n  Traceback (most recent call last):\n" in told
    assert told.count("ZeroDivisionError: the provider's own mistake") == 1
    assert "about to crash" in told
    assert "it crashed\n(its traceback is above)\n" in told


def test_a_value_that_no_state_returned_is_missed(run: Run) -> None:
    told = section(run, "profile-client: nothing to inject")

    assert "the contract injects token, and the user exists" in told
    assert "returned none, so nothing was injected. Return a dict with it from the state's function." in told


def test_a_pending_promise_is_neither_red_nor_silent(run: Run, project: Project) -> None:
    assert "= pending interactions =" in run.output
    assert (
        "user-service does not yet keep its pending contract with profile-client\n  when    a pending promise  "
        in run.output
    )
    assert record(project, "profile-client: a pending promise")["result"] == "pending"
    assert record(project, "profile-client: a pending promise that is kept")["result"] == "passed"


def test_a_pending_promise_is_red_where_xfail_is_switched_off(project: Project) -> None:
    run = project.pytest("--runxfail", "-k", "pending and not kept", "--pact-set", "output=.other")

    assert "1 failed" in run.output


def test_tokens_of_three_kinds_live_in_one_contract(project: Project, run: Run) -> None:
    statuses = {
        name: record(project, f"profile-client: {name}")["response"]["status"]
        for name in ("admin", "not admin", "no token")
    }

    assert statuses == {"admin": 200, "not admin": 403, "no token": 401}, run.output


def test_no_token_reaches_the_results(project: Project, run: Run) -> None:
    written = (project.folder / ".pact/verification.json").read_text() + (project.folder / "junit.xml").read_text()

    assert ["Authorization", "Bearer ***"] in record(project, "profile-client: admin")["request"]["headers"], run.output
    assert "Bearer real" not in written


def test_messages_come_from_the_providers_functions(run: Run) -> None:
    kept, broken = 'profile-client: a user was created, given the user exists {id: 1, name: "Alice"}', " #2"

    assert f"PASSED {FILE}::test_contract[{kept}]" in run.output
    told = section(run, kept + broken)
    assert "at      $.id           expected 2, got 1" in told
    assert "at      metadata kind  expected made, got created" in told


def test_an_unknown_message_shows_a_function_to_paste(run: Run) -> None:
    told = section(run, "profile-client: a user was renamed")

    assert "no function produces the message 'a user was renamed'; paste into tests/provider/states.py:" in told
    assert "from pact_harness import Message, message\n\n\n@message(" in told
    assert "def a_user_was_renamed() -> Message: ..." in told


def test_the_results_hold_what_was_sent_and_received(project: Project, run: Run) -> None:
    found = record(project, "profile-client: a wrong user")

    assert found["result"] == "failed", run.output
    assert found["states"] == [{"name": "the user exists", "parameters": {"id": 1, "name": "Alice"}}]
    assert found["mismatches"][1] == {"part": "body", "path": ["id"], "expected": "2", "actual": "1"}
    assert (found["request"]["method"], found["request"]["path"]) == ("GET", "/users/1")
    assert (found["response"]["status"], found["response"]["body"]) == (200, '{"id": 1, "name": "Alice"}')
    assert found["test"] == f"{FILE}::test_contract[profile-client: a wrong user]"
    assert found["recorded_by"] == "tests/consumer/test_users.py::test_it"


ELSEWHERE = """
    import threading
    from wsgiref.simple_server import WSGIRequestHandler, make_server

    import pytest


    class Quiet(WSGIRequestHandler):
        def log_message(self, *_):
            pass


    def app(environ, start):
        start("200 OK", [])
        return [b""]


    @pytest.fixture(scope="session")
    def provider_url():
        server = make_server("127.0.0.1", 0, app, handler_class=Quiet)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
        server.server_close()
"""


def test_a_provider_that_runs_elsewhere_is_verified_by_its_url(tmp_path: Path) -> None:
    project = provider_project(tmp_path, contract(interaction("kept", "/"), interaction("broken", "/", status=404)))

    run = project.having({"tests/provider/conftest.py": ELSEWHERE}).pytest()

    assert "1 failed, 1 passed" in run.output
    assert "status  expected 404, got 200" in section(run, "profile-client: broken")
    assert record(project, "profile-client: broken")["response"]["status"] == 200


def test_a_provider_that_is_not_there_is_told_from_one_that_hangs_up(tmp_path: Path) -> None:
    nowhere = """
        import pytest


        @pytest.fixture
        def provider_url():
            return "http://127.0.0.1:9"
    """
    run = provider_project(tmp_path, contract(interaction("a user", "/")), app=nowhere).pytest()

    told = section(run, "profile-client: a user")
    assert "but     the provider could not be reached at http://127.0.0.1:9" in told


def test_an_interaction_that_asks_for_nothing_is_no_success(tmp_path: Path) -> None:
    empty = message_interaction("a user was created", {"id": 1}, {})
    empty["content"] = empty.pop("contents")
    silent = interaction("a request for nobody", "/users/1")
    silent["response"] = {}
    run = provider_project(tmp_path, contract(empty, silent)).pytest("-v")

    assert run.code == 1
    passes = "Anything that the provider sends would pass. Let the consumer record what it reads."
    assert section(run, "profile-client: a user was created").strip() == (
        "profile-client: a user was created proves nothing. "
        f"The message has no contents; 'content' is no member of one. {passes}"
    )
    assert section(run, "profile-client: a request for nobody").strip() == (
        f"profile-client: a request for nobody proves nothing. The response is {{}}. {passes}"
    )


def test_a_tombstone_is_held_to_have_no_contents(tmp_path: Path) -> None:
    """The Pact FFI compares nothing where the contract has no contents."""
    marked = {**message_interaction("a user was created", 1, {"kind": "created"}), "comments": {"tombstone": True}}
    del marked["contents"]
    project = provider_project(tmp_path, contract(marked, consumer="newsletter"))

    run = project.pytest("-v")
    assert run.code == 1
    told = section(run, "newsletter: a user was created")
    assert "at      $  expected no contents, because the message is a tombstone, got {" in told

    for nothing in ("None", 'b""', '""'):
        states = STATES.replace('Message({"id": 1, "users": len(users)}', f"Message({nothing}")
        project.having({"tests/provider/states.py": states})
        assert "[newsletter: a user was created] PASSED" in project.pytest("-v").output, nothing


def test_a_file_that_the_verifier_cannot_load_is_told_in_its_own_words(tmp_path: Path) -> None:
    """Otherwise nothing would be known but that nothing was verified."""
    unreadable = interaction("a request for a user", "/users/1", ALICE, body={"a/b": 1})
    unreadable["response"]["matchingRules"] = {"body": {"$.a/b": {"matchers": [{"match": "type"}]}}}
    run = provider_project(tmp_path, contract(unreadable)).pytest()

    assert run.code == 1
    assert "Pact's verifier says: " in run.output
    assert "ffi_results.py" not in run.output  # no traceback of the plugin's own
    assert "then: python -m pytest 'tests/provider/test_contract.py::test_contract[" in run.output
    assert "a/b" in section(run, "profile-client: a request for a user").partition("Pact's verifier says: ")[2]


def test_a_mismatch_after_a_value_that_was_not_injected_is_told_as_that(tmp_path: Path) -> None:
    without = interaction("the admin's page", "/admin", ALICE, request=with_token("/admin"))
    run = provider_project(tmp_path, contract(without)).pytest()

    told = section(run, "profile-client: the admin's page")
    assert "the contract injects token, and the user exists" in told
    assert "expected 200" not in told


def test_a_fixture_that_raises_shows_no_frame_of_ours(tmp_path: Path) -> None:
    app = "import pytest\n\n\n@pytest.fixture\ndef provider_app():\n    raise RuntimeError('no database')\n"
    run = provider_project(tmp_path, contract(interaction("a user", "/users/1", status=404)), app=app).pytest()

    told = section(run, "profile-client: a user")
    assert "RuntimeError: no database" in told
    assert "pact_harness" not in told


DJANGO = """

import sys
import types

CONNECTION = types.SimpleNamespace(in_atomic_block=False, connection=None, close=lambda: None)
CONNECTIONS = types.SimpleNamespace(all=lambda *, initialized_only: [CONNECTION])
sys.modules["django.db"] = types.SimpleNamespace(connections=CONNECTIONS)


@pytest.fixture(autouse=True)
def transaction(request):
    CONNECTION.in_atomic_block = "outside" not in request.node.name
    yield
    CONNECTION.in_atomic_block = False
"""


def test_rows_in_a_transaction_of_the_test_are_named_where_the_provider_cannot_see_them(tmp_path: Path) -> None:
    """Without Django itself, which brings a plugin that every other run would load."""
    project = provider_project(
        tmp_path,
        contract(
            interaction("a user", "/users/1", status=404),
            interaction("a user, outside", "/users/1", status=404),
            message_interaction("a user was created", {"id": 1, "users": 0}, {"kind": "created"}),
        ),
        app=dedent(APP) + DJANGO,
    )

    other, own = project.pytest_each("", "--pact-set wsgi_in_test_thread=true")

    assert "1 failed, 2 passed" in other.output
    told = section(other, "profile-client: a user")
    assert "this test's rows are in a transaction of its own (Django's fixture db)" in told
    assert "3 passed" in own.output
