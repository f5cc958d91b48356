"""Ways to be green though nothing was verified, or though the contract is broken. Each of them is red.

- in a test: a failure that is caught, skips, xfail, subtests, a fixture in the place of ours
- in a state or in provider_app: skips, xfail, two yields, `sys.exit`
- in a conftest.py: replaced hooks, changed reports; a plugin that tries again what failed
- a run that ends early: `--setup-plan`, `pytest.exit(returncode=0)`, `os._exit(0)`
- what stays as it was: pending interactions, skips that a setting allows, subtests before `verify()`
"""

import json
import re
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from harness.tests.projects import Project, Run
from harness.tests.providers import APP, FILE, STATES, contract, interaction, provider_project, record, section
from pact_harness.cli import main

BROKEN = interaction("broken", "/users/1", status=204)
KEPT = interaction("kept", "/users/1", status=404)
NAME = "[profile-client: broken]"

IN_TESTS = """
    import asyncio
    import contextlib
    import functools
    import threading
    import unittest

    import pytest

    from tests.provider import states

    pytestmark = [
        pytest.mark.pact(provider="user-service", states=states, messages=states),
        pytest.mark.filterwarnings("ignore"),
    ]


    def test_never(pact_interaction):
        pass


    def test_base_exception(pact_interaction):
        try:
            pact_interaction.verify()
        except BaseException:
            pass


    def test_suppress(pact_interaction):
        with contextlib.suppress(BaseException):
            pact_interaction.verify()


    def test_raises(pact_interaction):
        with pytest.raises(pytest.fail.Exception):
            pact_interaction.verify()


    def retried(function):
        @functools.wraps(function)
        def tried(*args, **kwargs):
            for _ in range(3):
                with contextlib.suppress(BaseException):
                    function(*args, **kwargs)

        return tried


    @retried
    def test_retry(pact_interaction):
        pact_interaction.verify()


    def test_fail_replaced(pact_interaction, monkeypatch):
        with monkeypatch.context() as replaced:
            replaced.setattr(pytest, "fail", lambda *_, **__: None)
            pact_interaction.verify()


    def test_thread(pact_interaction):
        thread = threading.Thread(target=pact_interaction.verify)
        thread.start()
        thread.join()


    def test_never_awaited(pact_interaction):
        pact_interaction.verify_async()


    async def test_task_never_awaited(pact_interaction):
        asyncio.create_task(pact_interaction.verify_async())


    @pytest.mark.skip(reason="no time")
    def test_skip_mark(pact_interaction):
        pact_interaction.verify()


    @pytest.mark.skipif(True, reason="no time")
    def test_skipif_mark(pact_interaction):
        pact_interaction.verify()


    def test_skip(pact_interaction):
        pytest.skip("no time")


    def test_unittest_skip(pact_interaction):
        raise unittest.SkipTest("no time")


    def test_skip_after_failure(pact_interaction):
        try:
            pact_interaction.verify()
        except BaseException:
            pytest.skip("no time")


    @pytest.mark.xfail(strict=False)
    def test_xfail_mark(pact_interaction):
        pact_interaction.verify()


    @pytest.mark.xfail(run=False)
    def test_xfail_mark_not_run(pact_interaction):
        pact_interaction.verify()


    def test_xfail(pact_interaction):
        pytest.xfail("later")


    def test_xfail_after_failure(pact_interaction):
        try:
            pact_interaction.verify()
        except BaseException:
            pytest.xfail("later")


    def test_xfail_added(pact_interaction, request):
        request.node.add_marker(pytest.mark.xfail(strict=False))
        pact_interaction.verify()


    def test_subtests(pact_interaction, subtests):
        with subtests.test("one"):
            pact_interaction.verify()


    def test_skip_in_subtest(pact_interaction, subtests):
        with subtests.test("one"):
            pytest.skip("no time")


    def test_xfail_in_subtest(pact_interaction, subtests):
        with subtests.test("one"):
            pytest.xfail("later")


    class TestReplaced:
        @pytest.fixture
        def pact_interaction(self):
            return None

        def test_fixture_replaced(self, pact_interaction):
            pass
"""
TRICKS = re.findall(r"def test_(\w+)\(", IN_TESTS)


@pytest.fixture(scope="module")
def tried_in_tests(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return provider_project(tmp_path_factory.mktemp("tests"), contract(BROKEN), test=IN_TESTS).pytest("-rA")


@pytest.mark.parametrize("trick", TRICKS)
def test_a_test_that_did_not_verify_is_red(tried_in_tests: Run, trick: str) -> None:
    red = re.findall(rf"^(?:FAILED|ERROR) \S+::test_{trick}\[", tried_in_tests.output, re.M)

    assert red, tried_in_tests.output


def test_no_trick_in_a_test_counts_as_anything_but_red(tried_in_tests: Run) -> None:
    counted = tried_in_tests.output.splitlines()[-1]

    assert "21 failed, 3 errors in " in counted  # an error before the call; a subtest counts beside its test


def test_the_message_says_why(tried_in_tests: Run) -> None:
    output = tried_in_tests.output

    assert f"test_never{NAME} verified nothing: it must call pact_interaction.verify()" in output
    assert f"test_skip{NAME} verified nothing, for it was skipped: no time" in output
    assert "To allow that, set allow_skips = true in [tool.pact-harness]." in output
    assert f"test_xfail{NAME} verified nothing: xfail forgives no interaction, only pending in its contract" in output


IN_STATES = """
    import sys

    import pytest


    @state("skips")
    def skips():
        pytest.skip("no database")


    @state("skips, async")
    async def skips_async():
        pytest.skip("no database")


    @state("imports or skips")
    def imports_or_skips():
        pytest.importorskip("nothing_of_that_name")


    @state("is expected to fail")
    def is_expected_to_fail():
        pytest.xfail("later")


    @state("yields twice")
    def yields_twice():
        yield
        yield


    @state("yields twice, async")
    async def yields_twice_async():
        yield
        yield


    @state("skips in its teardown")
    def skips_in_its_teardown():
        yield
        pytest.skip("no database")


    @state("leaves")
    def leaves():
        sys.exit(0)


    @state("raises")
    def raises():
        raise OSError("no database")
"""
STATE_TRICKS = re.findall(r'@state\("(.*)"\)', IN_STATES)


@pytest.fixture(scope="module")
def tried_in_states(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The provider is right: what is wrong are the states alone."""
    tricks = [interaction(name, "/users/1", {"name": name}, status=404) for name in STATE_TRICKS]
    states = dedent(STATES) + dedent(IN_STATES)
    return provider_project(tmp_path_factory.mktemp("states"), contract(*tricks), states=states).pytest("-rA")


@pytest.mark.parametrize("name", STATE_TRICKS)
def test_a_state_that_was_not_set_up_is_red(tried_in_states: Run, name: str) -> None:
    assert re.search(rf"^FAILED \S+::test_contract\[profile-client: {name}\]", tried_in_states.output, re.M)


def test_a_states_exception_that_a_test_catches_is_red_and_named(tmp_path: Path) -> None:
    test = """
        import pytest

        from tests.provider import states

        pytestmark = pytest.mark.pact(provider="user-service", states=states, messages=states)


        def test_contract(pact_interaction):
            try:
                pact_interaction.verify()
            except Exception:
                pass
    """
    down = interaction("down", "/users/1", {"name": "the database is down"}, status=404)
    run = provider_project(tmp_path, contract(down), test=test).pytest()

    told = section(run, "profile-client: down")
    assert "verify() failed, and the test caught it: ConnectionError('no route to the database')" in told


APPS = {
    "skip": "pytest.skip('no database')",
    "xfail": "pytest.xfail('later')",
    "exit": "pytest.exit('enough', returncode=0)",
}


@pytest.mark.parametrize("statement", APPS.values(), ids=APPS)
def test_an_application_that_is_not_there_is_red(tmp_path: Path, statement: str) -> None:
    app = f"import pytest\n\n\n@pytest.fixture\ndef provider_app():\n    {statement}\n"
    project = provider_project(tmp_path, contract(KEPT), app=app)

    assert project.pytest().code == 1
    assert results_of(project) == {"profile-client: kept": "error"}


def results_of(project: Project) -> dict[str, str]:
    document = json.loads((project.folder / ".pact/verification.json").read_text(encoding="utf-8"))
    return {one["name"]: one["result"] for one in document["results"]}


IN_CONFTESTS = {
    "the fixture": "@pytest.fixture\ndef pact_interaction():\n    class Nothing:\n        def verify(self): ...\n"
    "    return Nothing()\n",
    "a report": "@pytest.hookimpl(wrapper=True, tryfirst=True)\ndef pytest_runtest_makereport():\n    report = yield\n"
    "    report.outcome, report.longrepr = 'passed', None\n    return report\n",
    "a report in the end": "@pytest.hookimpl(tryfirst=True)\ndef pytest_runtest_logreport(report):\n"
    "    report.outcome, report.longrepr = 'passed', None\n",
    "the exit code": "@pytest.hookimpl(trylast=True)\ndef pytest_sessionfinish(session):\n    session.exitstatus = 0\n",
    "the call": "@pytest.hookimpl(tryfirst=True)\ndef pytest_pyfunc_call():\n    return True\n",
    "what the call raises": "@pytest.hookimpl(wrapper=True, tryfirst=True)\ndef pytest_pyfunc_call():\n"
    "    try:\n        return (yield)\n    except BaseException:\n        return True\n",
    "the protocol": "def pytest_runtest_protocol():\n    return True\n",
    "the loop": "@pytest.hookimpl(tryfirst=True)\ndef pytest_runtestloop():\n    return True\n",
    "a mark": "def pytest_collection_modifyitems(items):\n    for item in items:\n"
    "        item.add_marker(pytest.mark.xfail(strict=False))\n",
    "the setup": "def pytest_runtest_setup():\n    pytest.skip('no time')\n",
}


@pytest.mark.parametrize("hook", IN_CONFTESTS.values(), ids=IN_CONFTESTS)
def test_a_project_that_replaces_parts_of_pytest_is_red(tmp_path: Path, hook: str) -> None:
    run = provider_project(tmp_path, contract(BROKEN), app=f"{dedent(APP)}\n\n{hook}").pytest()

    assert run.code == 1, run.output


# As pytest-rerunfailures does it. Its earlier releases log nothing of a try after the report that failed.
TRIES_AGAIN = """
    import itertools

    import pytest
    from _pytest.runner import runtestprotocol

    TRY = itertools.count(1)
    CURRENT = []


    def pytest_runtest_protocol(item, nextitem):
        for again in (True, True, False):
            CURRENT[:] = [next(TRY)]
            failed = False
            for report in runtestprotocol(item, nextitem=nextitem, log=False):
                if report.failed and again:
                    report.outcome, failed = "rerun", True
                item.ihook.pytest_runtest_logreport(report=report)
                if failed:
                    break
            if not failed:
                return True


    def fail_at_first():
        if CURRENT == [1]:
            raise OSError("not at first")


    @pytest.fixture(autouse=True)
    def around(pytestconfig, request):
        if "setup" in request.node.name:
            fail_at_first()
        yield
        if "teardown" in request.node.name:
            fail_at_first()


    @pytest.fixture
    def provider_app():
        def answer(environ, start):
            status = "500 Oops" if environ["PATH_INFO"] == "/flaky" and CURRENT == [1] else "204 No Content"
            start(status, [])
            return []

        return answer


    @pytest.fixture
    def connected():
        return fail_at_first
"""
CONNECTED = "from pact_harness import state\n\n\n@state('connected')\ndef is_connected(connected):\n    connected()\n"


@pytest.mark.parametrize(
    ("flaky", "says"),
    [
        (interaction("response", "/flaky", status=204), "expected 204, got 500"),
        (interaction("state", "/", {"name": "connected"}, status=204), "OSError: not at first"),
        (interaction("setup", "/", status=204), "OSError: not at first"),
        (interaction("teardown", "/", status=204), "OSError: not at first"),
    ],
    ids=["response", "state", "setup", "teardown"],
)
def test_a_failure_that_is_tried_again_until_it_passes_is_red(tmp_path: Path, flaky: dict[str, Any], says: str) -> None:
    project = provider_project(tmp_path, contract(flaky), app=TRIES_AGAIN, states=CONNECTED)
    run = project.pytest()

    name = f"profile-client: {flaky['description']}"
    assert run.code == 1
    told = section(run, name)
    assert says in told
    assert told.count("It did not fail when it was tried again, and is red all the same") == 1
    result = record(project, name)
    assert result["result"] == "failed"
    assert says in result["failure_message"]


@pytest.mark.parametrize("option", ["--setup-plan", "--setup-only"])
def test_a_run_that_plans_alone_is_red_and_leaves_results_as_they_were(tmp_path: Path, option: str) -> None:
    project = provider_project(tmp_path, contract(BROKEN))
    run = project.pytest(option)

    assert run.code == 1
    assert f"1 interaction selected, and not verified: {FILE}::test_contract{NAME}" in run.output
    assert not (tmp_path / ".pact/verification.json").exists()


def test_of_many_that_were_not_verified_five_are_named(tmp_path: Path) -> None:
    def told(number: int) -> str:
        several = [interaction(f"number {one}", "/") for one in range(number)]
        output = provider_project(tmp_path, contract(*several)).pytest("--setup-plan").output
        return next(line for line in output.splitlines() if " selected, and not verified: " in line)

    assert told(5).startswith("5 interactions selected")
    assert told(5).endswith("test_contract[profile-client: number 4]")
    assert told(7).endswith("test_contract[profile-client: number 4] and 2 more")


def test_a_run_that_collects_alone_verifies_nothing_and_says_so_nowhere(tmp_path: Path) -> None:
    assert provider_project(tmp_path, contract(BROKEN)).pytest("--collect-only").code == 0
    assert not (tmp_path / ".pact/verification.json").exists()


def test_a_module_that_is_marked_and_takes_no_interaction_is_an_error(tmp_path: Path) -> None:
    test = """
        import pytest

        pytestmark = pytest.mark.pact(provider="user-service")


        def test_contract():
            pass
    """
    run = provider_project(tmp_path, contract(BROKEN), test=test).pytest()

    assert run.code == pytest.ExitCode.USAGE_ERROR
    assert "tests/provider/test_contract.py is marked as verifying user-service, and no test of it takes" in run.output


def ending(tmp_path: Path, statement: str) -> Project:
    """A project of two interactions; in the first one's state the process or the run ends."""
    states = dedent(STATES) + f"\n\n@state('ends')\ndef ends():\n    import os, pytest\n    {statement}\n"
    first = interaction("a first", "/users/1", {"name": "ends"}, status=404)
    return provider_project(tmp_path, contract(first, KEPT), states=states)


def test_a_run_that_a_test_ends_as_a_success_is_red(tmp_path: Path) -> None:
    project = ending(tmp_path, "pytest.exit('enough', returncode=0)")
    run = project.pytest()

    assert run.code == 1
    assert "2 interactions selected, and not verified: " in run.output
    assert results_of(project) == {"profile-client: a first": "error"}


def test_a_process_that_ends_in_the_middle_leaves_results_that_nobody_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No process can change the exit code that it gives to `os._exit`."""
    project = ending(tmp_path, "os._exit(0)")
    assert project.pytest().code == 0

    document = json.loads((tmp_path / ".pact/verification.json").read_text(encoding="utf-8"))
    assert {one["name"] for one in document["running"]} == {"profile-client: a first", "profile-client: kept"}
    monkeypatch.chdir(tmp_path)
    for command in ("summary", "book"):
        assert main([command]) == 2
        told = capsys.readouterr().err
        assert (
            "says that a verification has begun and not ended (profile-client: a first, profile-client: kept)" in told
        )

    good = {"tests/provider/states.py": f"{dedent(STATES)}\n\n@state('ends')\ndef ends(): ...\n"}
    assert project.having(good).pytest().code == 0
    assert results_of(project) == {"profile-client: a first": "passed", "profile-client: kept": "passed"}
    assert main(["summary"]) == 0


def test_a_setting_allows_skips_and_the_summary_names_them(tmp_path: Path) -> None:
    test = """
        import pytest

        from tests.provider import states

        pytestmark = pytest.mark.pact(provider="user-service", states=states, messages=states)


        def test_contract(pact_interaction):
            if "broken" in repr(pact_interaction):
                pytest.skip("no database today")
            pact_interaction.verify()
    """
    project = provider_project(tmp_path, contract(BROKEN, KEPT), test=test)
    run = project.pytest("--pact-set", "allow_skips=true")

    assert run.code == 0
    assert "1 passed, 1 skipped" in run.output
    assert results_of(project) == {"profile-client: broken": "skipped", "profile-client: kept": "passed"}
    summary = (tmp_path / ".pact/summary.md").read_text(encoding="utf-8")
    assert "1 interaction was skipped and not verified: `profile-client: broken`." in summary


def test_a_failure_that_was_caught_before_a_skip_is_red_though_skips_are_allowed(tmp_path: Path) -> None:
    project = provider_project(tmp_path, contract(BROKEN), test=IN_TESTS)

    assert project.pytest("-k", "skip_after_failure", "--pact-set", "allow_skips=true").code == 1


def test_a_pending_interaction_is_forgiven_also_where_a_test_catches_its_failure(tmp_path: Path) -> None:
    project = provider_project(tmp_path, contract({**BROKEN, "pending": True}), test=IN_TESTS)

    assert "1 xfailed" in project.pytest("-k", "suppress").output
    assert project.pytest("-k", "suppress", "--runxfail").code == 1


def test_a_subtest_before_the_verification_is_no_failure(tmp_path: Path) -> None:
    test = """
        import pytest

        from tests.provider import states

        pytestmark = pytest.mark.pact(provider="user-service", states=states, messages=states)


        def test_contract(pact_interaction, subtests):
            with subtests.test("before"):
                pass
            pact_interaction.verify()
    """
    project = provider_project(tmp_path, contract(KEPT), test=test)

    assert project.pytest().code == 0
    assert results_of(project) == {"profile-client: kept": "passed"}
