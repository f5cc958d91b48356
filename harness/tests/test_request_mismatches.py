"""What a contract test says whose client does not send what was promised: one run of a small project.

- another path, a query, a header, a body, a media type; nothing sent; the same request sent again
- the client's own exception and a failed assertion stay, with the frames of the project and no library's
- secrets are masked; --tb=native shows pact's own exception; raises=False raises nothing
"""

import re

import pytest
from pact.error import MismatchesError, RequestNotFound

from harness.tests.projects import Project, Run
from pact_harness.recording.request_mismatches import mismatch_message
from pact_harness.results.masking import Masking

FILE = "tests/consumer/test_weather.py"
CLIENT = """
    import json
    import urllib.request


    class WeatherError(Exception):
        pass


    def ask(url, method="GET", body=None, **headers):
        data = None if body is None else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            named.setdefault("Content-Type", "application/json")
        request = urllib.request.Request(url, data, named, method=method)
        try:
            with urllib.request.urlopen(request) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            error.close()
            raise WeatherError(f"the weather service answered {error.code}") from None


    def quietly(*args, **kwargs):
        try:
            return ask(*args, **kwargs)
        except WeatherError:
            return None
"""
TESTS = """
    import pytest
    from pact import match

    from tests.weather import ask, quietly

    pytestmark = pytest.mark.pact(consumer="weather-app", provider="weather-service")
    TOKEN = "Bearer not-for-anybodys-eyes"


    @pytest.fixture
    def oslo(pact):
        described = pact.upon_receiving("the weather in Oslo").with_request("GET", "/weather/oslo")
        described.with_query_parameters({"unit": "C"}).will_respond_with(200).with_body({"degrees": 4})
        return pact


    @pytest.fixture
    def report(pact):
        described = pact.upon_receiving("a report").with_request("POST", "/reports")
        described.with_header("Authorization", TOKEN)
        described.with_body({"place": match.str("Oslo"), "degrees": 4}).will_respond_with(204)
        return pact


    def test_path(oslo):
        with oslo.serve() as server:
            quietly(f"{server.url}/wether/oslo?unit=C")


    def test_query(oslo):
        with oslo.serve() as server:
            quietly(f"{server.url}/weather/oslo?unit=F")


    def test_raises(oslo):
        with oslo.serve() as server:
            ask(f"{server.url}/wether/oslo")


    def test_asserts(oslo):
        with oslo.serve() as server:
            degrees = 40 if quietly(f"{server.url}/wether/oslo") is None else 0
            assert degrees == 4


    def test_body(report):
        with report.serve() as server:
            quietly(f"{server.url}/reports", "POST", {"place": 4}, Authorization=TOKEN)


    def test_secret(report):
        with report.serve() as server:
            ask(f"{server.url}/reports?by=another-secret", "POST", {}, Authorization="Bearer another-secret")


    def test_media_type(report):
        with report.serve() as server:
            quietly(f"{server.url}/reports", "POST", {}, Authorization=TOKEN, Content_Type="text/plain")


    def test_no_header(report):
        with report.serve() as server:
            quietly(f"{server.url}/reports", "POST", {"place": "Oslo", "degrees": 4})


    def test_nothing(oslo, report):
        with oslo.serve():
            pass


    def test_again(oslo):
        with oslo.serve() as server:
            for _ in range(3):
                quietly(f"{server.url}/weather/rome", "PUT", {"place": "Rome"})


    def test_lets_it_pass(oslo):
        with oslo.serve(raises=False) as server:
            quietly(f"{server.url}/wether/oslo")
        assert server.mismatches == []


    def test_before(oslo):
        assert "rain" == "weather"
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("weather")
    return Project(folder).having({FILE: TESTS, "tests/weather.py": CLIENT, "tests/__init__.py": ""})


@pytest.fixture(scope="module")
def run(project: Project) -> Run:
    return project.pytest("-p", "no:randomly")


def told(run: Run, name: str) -> str:
    """What the run says of one test."""
    found = re.search(rf"^_+ {name} _+\n(.*?)^[_=]{{3}}", run.output, re.MULTILINE | re.DOTALL)
    assert found, run.output
    return found[1]


def line(code: str) -> int:
    """The number of the first line of the test file that holds *code*, counted as the file is written."""
    return TESTS.lstrip("\n").split(code)[0].count("\n") + 1


def test_what_was_sent_and_what_was_promised_and_the_next_command(run: Run) -> None:
    assert told(run, "test_path") == (
        "weather-app does not send what its contract with weather-service says\n"
        "  sent    Request not found: GET /wether/oslo?unit=C, which is in no interaction of this test\n"
        "  when    the weather in Oslo\n"
        "  but     Missing request: GET /weather/oslo?unit=C, which did not come\n"
        f"  test    {FILE}:{line('oslo.serve')}: with oslo.serve() as server:\n"
        f"  next    python -m pytest {FILE}::test_path\n"
    )


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        (
            "test_query",
            [
                "when    the weather in Oslo",
                "but     Request mismatch: GET /weather/oslo",
                "at      query unit  Expected query parameter 'unit' with value 'C' but was 'F'",
            ],
        ),
        (
            "test_body",
            [
                "when    a report",
                "but     Request mismatch: POST /reports",
                "at      $  Expected a Map with keys [degrees, place] but received one with keys [place]",
                "at      $.place  Expected 4 (Integer) to be the same type as 'Oslo' (String)",
            ],
        ),
        ("test_no_header", ["at      header Authorization  expected Bearer ***, got none"]),
        ("test_media_type", ["at      media type  Expected a body of 'application/json' but the actual content type"]),
        (
            "test_again",
            [
                'sent    Request not found: PUT /weather/rome {"place": "Rome"}, which is in no interaction of this '
                "test (3 times)",
            ],
        ),
        (
            "test_nothing",
            ["when    the weather in Oslo", "when    a report", 'but     Missing request: POST /reports {"degrees": 4'],
        ),
    ],
)
def test_each_kind_of_mismatch_is_in_pacts_words(run: Run, name: str, lines: list[str]) -> None:
    said = told(run, name)

    for one in lines:
        assert f"\n  {one}" in said


def test_what_the_client_raised_stays_with_the_lines_of_the_project(run: Run) -> None:
    said = told(run, "test_raises")

    assert "  but     Missing request: GET /weather/oslo?unit=C, which did not come\n" in said
    assert "Before that, the test raised this exception." in said
    assert 'in test_raises\n    ask(f"{server.url}/wether/oslo")' in said
    assert "E   tests.weather.WeatherError: the weather service answered 500" in said
    assert "urllib/request.py" not in said
    assert "During handling" not in said


def test_a_failed_assertion_stays(run: Run) -> None:
    said = told(run, "test_asserts")

    assert "sent    Request not found: GET /wether/oslo," in said
    assert "E   assert 40 == 4" in said


def test_a_failure_without_a_mismatch_is_pytests_own(run: Run) -> None:
    assert '>       assert "rain" == "weather"' in told(run, "test_before")


def test_a_test_that_asks_for_no_exception_gets_none(run: Run) -> None:
    assert ">       assert server.mismatches == []" in told(run, "test_lets_it_pass")


def test_secrets_are_masked(run: Run) -> None:
    said = told(run, "test_secret")

    assert "  at      header Authorization  expected Bearer ***, got Bearer ***\n" in said
    assert "anybodys-eyes" not in run.output
    assert "another-secret" not in told(run, "test_secret")


def test_a_secret_is_masked_before_a_long_body_is_cut() -> None:
    sent = {"method": "POST", "path": "/", "headers": {"Authorization": "Bearer half-a-secret"}}
    error = MismatchesError(RequestNotFound("POST", "/", {**sent, "body": "x" * 295 + "half-a-secret" + "y" * 99}))

    assert "half" not in mismatch_message(error, "app", "service", [], Masking())


def test_no_line_of_pact_or_a_library_is_shown(run: Run) -> None:
    for name in ("path", "query", "body", "no_header", "media_type", "again", "nothing", "raises"):
        said = told(run, f"test_{name}")
        assert not re.search(r"site-packages|pact_harness|Captured|MismatchesError", said), said
    assert "FAILED tests/consumer/test_weather.py::test_path - Failed: weather-app does not send what" in run.output


def test_workers_tell_the_same(project: Project) -> None:
    run = project.pytest("-n1", "--tb=short", f"{FILE}::test_raises")

    assert "  sent    Request not found: GET /wether/oslo, which is in no interaction of this test\n" in run.output
    assert "E   tests.weather.WeatherError: the weather service answered 500\n" in run.output


def test_one_line_names_the_contract(project: Project) -> None:
    run = project.pytest("--tb=line", f"{FILE}::test_path")

    assert "Failed: weather-app does not send what its contract with weather-service says" in run.output
    assert "pact_harness/" not in run.output


def test_pacts_own_exception_can_be_asked_for(project: Project) -> None:
    run = project.pytest("--tb=native", f"{FILE}::test_path")

    assert "pact.error.MismatchesError: Mismatches:" in run.output
