"""`python -m consumer`: what it shows, what it says when it fails, and the code it leaves with.

- each command's request and output; --url before and after the command
- each error's exit code and its words on stderr, nothing on stdout; no traceback, no retry's log line
- a wrong command line; the codes are in --help; Ctrl-C is quiet
- an answer cannot command the terminal; a terminal that cannot show a name shows its code points
"""

import asyncio
import re
import signal
import sys
from collections.abc import Iterator

import pytest
import stamina

from consumer.__main__ import EPILOG, main
from consumer.console import EXIT_CODES
from tests.consumer.answering import ALICE, SILENCE, Service, answering, http
from tests.consumer.processes import LIMIT, output, running

MODULE = "consumer"
SHOWN = "id          1\nname        Alice\ncreated on  2020-01-01 12:00:00+00:00\n"


@pytest.fixture(autouse=True)
def no_pauses() -> Iterator[None]:
    with stamina.set_testing(True, attempts=10, cap=True):
        yield


def exit_code(*arguments: str) -> int:
    try:
        main(arguments)
    except SystemExit as left:
        return int(left.code or 0)
    return 0


async def run(service: Service, *arguments: str) -> int:
    """The exit code of the command line against `service`; in a thread, since it runs an event loop of its own."""
    return await asyncio.to_thread(exit_code, *arguments, "--url", service.url)


@pytest.mark.parametrize(
    ("arguments", "answer", "request_line", "output"),
    [
        (["get", "1"], http(200, ALICE), "GET /users/1", SHOWN),
        (["create", "Alice"], http(201, ALICE), "POST /users/", SHOWN),
        (["rename", "1", "Alice"], http(200, ALICE), "PATCH /users/1", SHOWN),
        (["delete", "1"], http(204), "DELETE /users/1", "user 1 deleted\n"),
    ],
    ids=["get", "create", "rename", "delete"],
)
async def test_a_command_shows_what_it_did(
    arguments: list[str], answer: bytes, request_line: str, output: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with answering(answer) as service:
        assert await run(service, *arguments) == 0
    assert [line for line, _ in service.requests] == [request_line]
    assert capsys.readouterr() == (output, "")


async def test_the_url_may_stand_before_the_command() -> None:
    async with answering(http(204)) as service:
        assert await asyncio.to_thread(exit_code, "--url", service.url, "delete", "1") == 0
    assert len(service.requests) == 1


@pytest.mark.parametrize(
    ("answer", "code", "words"),
    [
        (http(404), 3, "there is no user 1"),
        (http(400, b'{"detail": "no"}'), 4, "GET URL: refused with 400: no"),
        (
            http(503),
            5,
            "GET URL: the service answered 503 Service Unavailable\n"
            "Is it running? `make serve` starts it. If it is at another address, use --url.",
        ),
        (http(301), 6, "GET URL: expected 200, got 301 Moved Permanently"),
    ],
    ids=["not found", "rejected", "unavailable", "contract"],
)
async def test_an_error_has_its_words_and_its_code(
    answer: bytes, code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with answering(answer) as service:
        assert await run(service, "get", "1") == code
    url = f"{service.url}/users/1"
    assert capsys.readouterr() == ("", f"error: {words.replace('URL', url, 1)}\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "the following arguments are required: COMMAND"),
        (["get", "Alice"], "argument ID: invalid int value: 'Alice'"),
        (["rename", "1"], "the following arguments are required: NAME"),
        (["get", "1", "--url", "ftp://localhost"], "base_url: expected http://… or https://…, got 'ftp://localhost'"),
    ],
    ids=["nothing", "no id", "no name", "no URL"],
)
def test_a_wrong_command_line_says_what_is_wrong(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code(*arguments) == 2
    assert words in capsys.readouterr().err


def test_every_exit_code_is_its_own_and_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code("--help") == 0
    assert EPILOG.strip() in capsys.readouterr().out
    documented = [int(code) for code in re.findall(r"^  (\d+)  ", EPILOG, re.MULTILINE)]
    assert documented == [0, 2, *EXIT_CODES.values(), 130]
    assert len(set(documented)) == len(documented)


async def test_an_answer_cannot_command_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    evil = rb'{"id": 1, "name": "\u001b[2J\u202e", "created_on": "2020-01-01T12:00:00+0000"}'
    async with answering(http(200, evil), http(400, rb'{"detail": "\u001b[2J\r\n"}')) as service:
        assert await run(service, "get", "1") == 0
        assert await run(service, "get", "1") == 4
    out, err = capsys.readouterr()
    assert "name        \\x1b[2J\\u202e\n" in out
    assert err.endswith(": \\x1b[2J\\r\\n\n")


async def test_a_name_that_the_terminal_cannot_show_is_spelled_out() -> None:
    async with (
        answering(http(200, ALICE.replace(b"Alice", "Zoë".encode()))) as service,
        running(MODULE, "get", "1", "--url", service.url, PYTHONIOENCODING="ascii") as ran,
    ):
        out, err = await output(ran)
    assert (ran.returncode, err) == (0, b"")
    assert b"name        Zo\\xeb" in out


async def test_a_call_that_was_repeated_is_no_news() -> None:
    async with (
        answering(http(503), http(204)) as service,
        running(MODULE, "delete", "1", "--url", service.url) as ran,
    ):
        out, err = await output(ran)
    assert len(service.requests) == 2
    assert (ran.returncode, out.split(), err) == (0, b"user 1 deleted".split(), b"")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to one process")
async def test_ctrl_c_is_quiet() -> None:
    async with answering(SILENCE) as service, running(MODULE, "get", "1", "--url", service.url) as ran:
        async with asyncio.timeout(LIMIT):
            await service.asked.wait()
        ran.send_signal(signal.SIGINT)
        assert await output(ran) == (b"", b"")
    assert ran.returncode == 130
