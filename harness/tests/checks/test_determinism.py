"""Two recordings of the same tests, under different circumstances.

- the same bytes: nothing to tell
- values that come from the hash seed, the environment or the time zone; a description that does
- tests that need one another, or one process
- a single file; tests that cannot even be collected
"""

import re
from pathlib import Path

from harness.tests.checks.shops import ARTICLE, findings, shop, told
from pact_harness.checks import determinism

FIX = "Use a fixed example in the test. Do not use the clock, random numbers or the order of a set."
MOVING = """
    import os
    import time
    from urllib.request import urlopen

    import pytest
    from pact import Pact, match

    SEED = int(os.environ.get("PYTHONHASHSEED", "0"))


    @pytest.mark.pact(consumer="shop", provider="stock")
    def test_article(pact: Pact) -> None:
        pact.upon_receiving("a request for an article").given("the article exists", id=SEED).with_request(
            "GET", "/articles/1"
        ).will_respond_with(200).with_header("X-Zone", time.tzname[0]).with_body({"sizes": [{"hash": SEED}]})
        with pact.serve() as server:
            urlopen(f"{server.url}/articles/1").close()


    @pytest.mark.pact(consumer="till", provider="stock")
    def test_named_after_the_seed(pact: Pact) -> None:
        pact.upon_receiving(f"a request with the seed {SEED}").with_request("GET", "/").will_respond_with(200)
        with pact.serve() as server:
            urlopen(str(server.url)).close()
"""


def test_the_same_bytes(tmp_path: Path) -> None:
    assert told(determinism.check, shop(tmp_path)) == []


def test_what_moves_is_told(tmp_path: Path) -> None:
    project = shop(tmp_path, {"tests/consumer/test_shop.py": MOVING})
    expected = [
        "value-moves: a request for an article: providerStates[0].params.id: "
        f"It is 1 in one recording and 2 in the next. {FIX}",
        "value-moves: a request for an article: the response's $.sizes[0].hash: "
        f"It is 1 in one recording and 2 in the next. {FIX}",
        "value-moves: a request for an article: response.headers.X-Zone[0]: "
        f'It is "UTC" in one recording and "LATER" in the next. {FIX}',
    ]
    assert told(determinism.check, project) == [
        *expected,
        "interaction-moves: till-stock.json: a request with the seed 1: "
        f"One of two runs records it, and the other does not. {FIX}",
        "interaction-moves: till-stock.json: a request with the seed 2: "
        f"One of two runs records it, and the other does not. {FIX}",
    ]
    assert told(determinism.check, project, "contracts/shop-stock.json") == expected


TWO_STATES = """
    import os
    from urllib.request import urlopen

    import pytest
    from pact import Pact

    SEED = os.environ.get("PYTHONHASHSEED", "0")


    @pytest.mark.parametrize(("state", "size"), [("a small one", SEED), ("a tall one", "7")], ids=["small", "tall"])
    @pytest.mark.pact(consumer="shop", provider="stock")
    def test_article(pact: Pact, state: str, size: str) -> None:
        pact.upon_receiving("a request for an article").given(state).with_request("GET", "/").will_respond_with(
            200
        ).with_body({"size": size})
        with pact.serve() as server:
            urlopen(str(server.url)).close()
"""


def test_one_description_in_two_states_is_two_interactions(tmp_path: Path) -> None:
    """The one that moves is looked at, though another one of the same description follows it in the file."""
    project = shop(tmp_path, {"tests/consumer/test_shop.py": TWO_STATES})
    assert told(determinism.check, project) == [
        "value-moves: a request for an article, given a small one: the response's $.size: "
        f'It is "1" in one recording and "2" in the next. {FIX}'
    ]


def test_a_value_from_the_clock_is_told_in_the_recorders_words(tmp_path: Path) -> None:
    """Text without a matcher for dates: with one, the recorder would have refused it."""
    now = 'datetime.datetime.now().isoformat(timespec="seconds")'
    moving = MOVING.replace("import os\n", "import datetime\n    import os\n").replace('{"hash": SEED}', now)
    project = shop(tmp_path, {"tests/consumer/test_shop.py": moving})
    (found,) = [one for one in told(determinism.check, project) if "sizes" in one]
    assert re.fullmatch(
        r"value-moves: a request for an article: the response's \$\.sizes\[0\]: It is \"(.*)\" in one recording and "
        r"\".*\" in the next\. It was taken from the clock, so every run would record another one\. "
        r"Give it a fixed one, as in \"2020-01-31T(..:..:..)\"\.",
        found,
    )


def test_tests_that_need_one_another(tmp_path: Path) -> None:
    needs_the_first = ARTICLE.replace(
        "-> None:\n", "-> None:\n        assert number in (1, *seen)\n        seen.add(2)\n"
    )
    project = shop(tmp_path, {"tests/consumer/test_shop.py": needs_the_first + "\n\n    seen = set()\n"})
    (finding,) = findings(determinism.check, project)
    assert (finding.rule, finding.advice) == (
        "contract-moves",
        "Make each test independent: it must not need an earlier test or the same process.",
    )
    assert finding.message.splitlines()[:2] == [
        "The contract tests record in their normal order, but not in reverse order or with two workers: a test failed",
        "FAILED tests/consumer/test_shop.py::test_article[2] - assert 2 in (1,)",
    ]


def test_tests_that_record_nothing_at_all(tmp_path: Path) -> None:
    project = shop(tmp_path)
    (tmp_path / "tests" / "conftest.py").write_text("raise RuntimeError('no')\n")
    (finding,) = findings(determinism.check, project)
    assert finding.rule == "not-recorded"
    assert finding.message.splitlines()[-1] == "E   RuntimeError: no"
