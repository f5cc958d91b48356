"""What changed contracts ask of the provider.

- each kind of change with its effect, told whole: names, states, requests, statuses, headers, values, messages
- contracts that came, went, or follow another version of the format
- a git revision against the folder as it stands; what is neither a folder nor a revision
- the summary as text, as Markdown that nothing in a contract can break, as JSON
"""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from harness.tests.checks.pacts import Json, answers, asks, http, message, write
from pact_harness.checks.compatibility import compare_versions
from pact_harness.checks.compatibility.summary import as_markdown, as_text
from pact_harness.cli import main
from pact_harness.pactfile.change import Change

TYPE, INTEGER = {"match": "type"}, {"match": "integer"}
PROVIDER_STATE = {"path": {"type": "ProviderState", "expression": "/users/${id}"}}


def changes(tmp_path: Path, before: list[Json], after: list[Json]) -> list[str]:
    """Each change as ``effect: place: words``; the place empty for a whole interaction."""
    write(tmp_path / "before" / "a-b.json", *before)
    write(tmp_path / "after" / "a-b.json", *after)
    found = compare_versions(str(tmp_path / "before"), tmp_path / "after")
    return [f"{change.effect}: {change.at or ''}: {change.text}" for change in found]


def of_answer(body: object, rules: Any = None, **parts: Any) -> Json:
    return http(response=answers(body, rules, **parts))


def of_type(media_type: str, side: Json) -> Json:
    return {**side, "body": {**side["body"], "contentType": media_type}}


def either(combine: str) -> Json:
    found = of_answer({"a": 1})
    rule = {"combine": combine, "matchers": [INTEGER, {"match": "notEmpty"}]}
    found["response"]["matchingRules"] = {"body": {"$.a": rule}}
    return found


def test_the_same_contracts_change_nothing(tmp_path: Path) -> None:
    assert changes(tmp_path, [http(), message("x", {"a": 1})], [message("x", {"a": 1}), http()]) == []


def test_one_description_in_two_states_is_two_interactions(tmp_path: Path) -> None:
    there, gone = (http("a user", given={state: {}}, response=answers({"id": 1})) for state in ("there", "gone"))
    changed = http("a user", given={"gone": {}}, response=answers({"id": 2}))
    write(tmp_path / "before" / "a-b.json", there, gone)
    write(tmp_path / "after" / "a-b.json", changed, there)
    found = compare_versions(str(tmp_path / "before"), tmp_path / "after")
    assert [(one.interaction, one.at) for one in found] == [("a user, given gone", "$.id")]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ([], [http()], "more: : is newly asked for (given the user exists)"),
        ([http()], [], "less: : is no longer asked for (given the user exists)"),
        ([], [message("an event", {"a": 1})], "more: : is newly asked for"),
        (
            [http("a user", response=answers({"id": 1}))],
            [http("one user", response=answers({"id": 1}))],
            "neither: : was called 'a user' before; only the name has changed",
        ),
        (
            [http(given={})],
            [http(given={"the user exists": {"id": 1}})],
            "more: the states: now has the state 'the user exists'",
        ),
        ([http()], [http(given={})], "more: the states: no longer has the state 'the user exists'"),
        (
            [http()],
            [http(given={"the user exists": {"id": 1, "name": "Alice"}})],
            "more: the states: now gives the state 'the user exists' the parameter name",
        ),
        (
            [http()],
            [http(given={"the user exists": {"id": 2}})],
            "more: the states: gives the state 'the user exists' other values",
        ),
        (
            [http()],
            [http(given={"the user exists": {}})],
            "more: the states: no longer gives the state 'the user exists' the parameter id",
        ),
        (
            [http(given={"one": {}, "two": {}})],
            [http(given={"two": {}, "one": {}})],
            "more: the states: are set up in another order",
        ),
        (
            [http(providerStates=[{"name": "one", "params": {"id": 1}}, {"name": "one", "params": {"id": 2}}])],
            [http(providerStates=[{"name": "one", "params": {"id": 3}}, {"name": "one", "params": {"id": 2}}])],
            "more: the states: gives the state 'one' other values",
        ),
        (
            [http(providerStates=[{"name": "one", "params": {"id": 1}}])],
            [http(providerStates=[{"name": "one", "params": {"id": 1}}, {"name": "one", "params": {"id": 2}}])],
            "more: the states: has the state 'one' 2 times now, instead of 1",
        ),
        (
            [message("an event", {"a": 1})],
            [message("one event", {"a": 1})],
            "more: : was called 'an event' before; the provider is asked for a message by its name",
        ),
        ([http()], [http(pending=True)], "less: : is now pending"),
        ([http(pending=True)], [http()], "more: : is no longer pending"),
    ],
)
def test_interactions_and_their_states(tmp_path: Path, before: list[Json], after: list[Json], told: str) -> None:
    assert changes(tmp_path, before, after) == [told]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (asks(), asks("/people/1"), "more: the request: is GET /people/1 now, instead of GET /users/1"),
        (
            asks(),
            asks(query={"full": ["yes"]}),
            'more: the request\'s query full: is "yes" now',
        ),
        (
            asks(headers={"Accept": ["text/plain"]}),
            asks(),
            'more: the request\'s header accept: is no longer sent; it was "text/plain"',
        ),
        (
            asks(body={"name": "Bob"}),
            asks(body={"name": "Rob"}),
            'more: the request\'s $.name: is "Rob" now, instead of "Bob"',
        ),
        (
            asks(),
            asks(rules={"path": TYPE}),
            "neither: the request: is checked by other rules, on the consumer's side alone",
        ),
        (
            asks(),
            asks(generators=PROVIDER_STATE),
            "more: the request: takes other values from a provider state",
        ),
        (
            asks(generators=PROVIDER_STATE),
            asks(),
            "less: the request: no longer takes values from a provider state",
        ),
        (asks(), asks(body={}), "more: the request's $: is {} now"),
        (asks(body={"a": []}), asks(body={"a": {}}), "more: the request's $.a: is {} now, instead of []"),
        (asks(body={}), asks(body={"a": 1}), "more: the request's $.a: is 1 now"),
        (
            asks(body={"a": 1}),
            of_type("application/problem+json", asks(body={"a": 1})),
            "more: the request's media type: is application/problem+json now, instead of application/json",
        ),
    ],
)
def test_requests(tmp_path: Path, before: Json, after: Json, told: str) -> None:
    assert changes(tmp_path, [http(request=before)], [http(request=after)]) == [told]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (of_answer({}, status=200), of_answer({}, status=404), "more: the status: is 404 now, instead of 200"),
        (
            of_answer({"id": 1}),
            of_answer({"id": 1, "name": "Alice"}, {"$.name": TYPE}),
            "more: $.name: is expected now: any string",
        ),
        (
            of_answer({"id": 1, "name": {"first": "A", "last": "B"}}),
            of_answer({"id": 1}),
            "less: $.name: is no longer expected; it was an object",
        ),
        (
            of_answer({"n0": [0] * 12}),
            of_answer({"n0": [0] * 10 + [1, 0]}),
            "more: $.n0[10]: is exactly 1 now, instead of exactly 0",
        ),
        (
            of_answer({"id": 1}),
            of_answer({"id": 1}, {"$.id": INTEGER}),
            "less: $.id: is any integer now, instead of exactly 1",
        ),
        (
            of_answer({"id": 1}, {"$.id": TYPE}),
            of_answer({"id": 1}),
            "more: $.id: is exactly 1 now, instead of any number",
        ),
        (
            of_answer({"id": 1}, {"$.id": TYPE}),
            of_answer({"id": 1}, {"$.id": INTEGER}),
            "more: $.id: is any integer now, instead of any number",
        ),
        (
            of_answer({"a": "x"}, {"$.a": {"match": "regex", "regex": "x+"}}),
            of_answer({"a": "x"}, {"$.a": TYPE}),
            "less: $.a: is any string now, instead of a text like /x+/",
        ),
        (
            of_answer({"a": "x"}, {"$.a": {"match": "regex", "regex": "x+"}}),
            of_answer({"a": "x"}, {"$.a": {"match": "regex", "regex": "x*"}}),
            "more: $.a: is a text like /x*/ now, instead of a text like /x+/",  # which is looser cannot be told
        ),
        (
            of_answer({"a": "x"}),
            of_answer({"a": "y"}),
            'more: $.a: is exactly "y" now, instead of exactly "x"',
        ),
        (
            of_answer({"a": "x"}, {"$.a": TYPE}),
            of_answer({"a": "y"}, {"$.a": TYPE}),
            'neither: $.a: has another example: "y" instead of "x"',
        ),
        (
            of_answer({"a": "1"}, {"$.a": TYPE}),
            of_answer({"a": 1}, {"$.a": TYPE}),
            "more: $.a: is any number now, instead of any string",
        ),
        (
            of_answer({"a": None}),
            of_answer({"a": "x"}, {"$.a": TYPE}),
            "more: $.a: is any string now, instead of exactly null",
        ),
        (
            of_answer({"a": [1]}, {"$.a": TYPE}),
            of_answer({"a": [1]}, {"$.a": {"match": "type", "min": 1}}),
            "more: $.a: is a list of at least 1 now, instead of a list",
        ),
        (
            of_answer({"a": [1]}, {"$.a": {"match": "type", "min": 1, "max": 3}}),
            of_answer({"a": [1]}, {"$.a": {"match": "type", "min": 1, "max": 5}}),
            "less: $.a: is a list of at least 1 of at most 5 now, instead of a list of at least 1 of at most 3",
        ),
        (
            of_answer({"a": [1, 2]}),
            of_answer({"a": [1, 2, 3]}),
            "more: $.a: is a list of exactly 3 now, instead of a list of exactly 2",
        ),
        (
            of_answer([{"id": 1}], {"$": {"match": "type", "min": 1}}),
            of_answer([{"id": 1, "name": "A"}], {"$": {"match": "type", "min": 1}}),
            "more: $[*].name: is expected now: any string",
        ),
        (
            of_answer({"a": [1, 2]}),
            of_answer({"a": [1, 3]}),
            "more: $.a[1]: is exactly 3 now, instead of exactly 2",
        ),
        (
            of_answer({"a": [1, 2]}, {"$.a": TYPE}),
            of_answer({"a": [1]}),
            "more: $.a: is a list of exactly 1 now, instead of a list",
        ),
        (
            of_answer({"a": []}, {"$.a": TYPE}),
            of_answer({"a": ["x"]}, {"$.a": TYPE}),
            "more: $.a[*]: is expected now: any string",
        ),
        (
            of_answer({"a": [1]}, {"$.a": {"match": "type", "min": 2, "max": 5}}),
            of_answer({"a": [1]}, {"$.a": {"match": "type", "min": 1, "max": 3}}),
            "more: $.a: is a list of at least 1 of at most 3 now, instead of a list of at least 2 of at most 5",
        ),
        (
            of_answer({"a": 1}, {"$": TYPE, "$.a": {"match": "equality"}}),
            of_answer({"a": 1}, {"$": TYPE, "$.a": INTEGER}),
            "less: $.a: is any integer now, instead of exactly 1",
        ),
        (
            of_answer({"a": {"x": 1}}, {"$.a.x": TYPE}),
            of_answer({"a": {"x": 1}}, {"$.a": {"match": "values"}, "$.a.x": TYPE}),
            "more: $.a: is what values accepts now, instead of an object",
        ),
        (
            of_answer({"a": "2020"}, {"$.a": {"match": "date", "format": "yyyy"}}),
            of_answer({"a": "2020"}, {"$.a": {"match": "date"}}),
            "more: $.a: is what date accepts now, instead of a date like yyyy",
        ),
        (http(), of_answer({"id": 1}), "more: $: is expected now: an object"),
        (
            of_answer({"id": 1}),
            http(response=of_type("application/problem+json", answers({"id": 1}))),
            "more: the media type: is application/problem+json now, instead of application/json",
        ),
        (
            either("OR"),
            either("AND"),
            "more: $.a: is any integer and what notEmpty accepts now, instead of any integer or what notEmpty accepts",
        ),
        (
            http(response=answers(headers={"Location": ["/users/1"]})),
            http(),
            'less: header Location: is no longer expected; it was exactly "/users/1"',
        ),
        (
            http(),
            http(response=answers(headers={"X-Next": ["2"]}, rules={"header X-Next": TYPE})),
            "more: header X-Next: is expected now: any string",
        ),
        (
            message("an event", {"a": 1}, metadata={"contentType": "application/json"}),
            message("an event", {"a": 1}, metadata={"contentType": "text/plain"}),
            'more: metadata contentType: is exactly "text/plain" now, instead of exactly "application/json"',
        ),
    ],
)
def test_answers(tmp_path: Path, before: Json, after: Json, told: str) -> None:
    assert changes(tmp_path, [before], [after]) == [told]


def test_a_field_that_came_with_a_rule_for_all_of_them(tmp_path: Path) -> None:
    rules = {"$.a": {"match": "values"}, "$.a.*": TYPE}
    before = of_answer({"a": {"x": 1}}, {"$.a.x": TYPE})
    assert changes(tmp_path, [before], [of_answer({"a": {"x": 1, "y": 1}}, rules)]) == [
        "more: $.a: is what values accepts now, instead of an object",
        "more: $.a.y: is expected now: any number",
    ]


def test_a_second_example_of_a_list_asks_for_nothing(tmp_path: Path) -> None:
    rules = {"$": {"match": "type", "min": 1}}
    one, two = of_answer([{"id": 1}], rules), of_answer([{"id": 1}, {"id": 2}], rules)
    assert changes(tmp_path, [one], [two]) == []


def test_contracts_come_and_go(tmp_path: Path) -> None:
    write(tmp_path / "before" / "old.json", http(), consumer="old")
    write(tmp_path / "after" / "new.json", http(), consumer="new")
    found = compare_versions(str(tmp_path / "before"), tmp_path / "after")
    assert [(one.effect, one.consumer) for one in found] == [("more", "new"), ("less", "old")]


def test_another_version_of_the_format_asks_for_nothing(tmp_path: Path) -> None:
    write(tmp_path / "before" / "a-b.json", version="3.0.0")
    write(tmp_path / "after" / "a-b.json")
    found = compare_versions(str(tmp_path / "before"), tmp_path / "after")
    assert [(one.effect, one.text) for one in found] == [
        ("neither", "the file follows version 4.0 now, instead of 3.0.0")
    ]


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)  # noqa: S603, S607


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose committed contract promises one thing less than the file as it stands."""
    git(tmp_path, "init", "--initial-branch=main")
    (tmp_path / "README.md").write_text("a project")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--message=first")
    write(tmp_path / "contracts" / "a-b.json", of_answer({"id": 1}))
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--message=second")
    write(tmp_path / "contracts" / "a-b.json", of_answer({"id": 1, "name": "Alice"}))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_git_revision_against_the_folder(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert repository == Path.cwd()
    assert main(["compare", "main"]) == 0
    assert capsys.readouterr().out == (
        'Asks more of the provider (1)\n  a of b: a request for a user: $.name: is expected now: exactly "Alice"\n'
    )


def test_what_was_not_compared_is_not_said_to_be_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "contracts" / "a-b.json", http())
    for file, why in (("a-b.json", "git has no earlier version"), ("README.md", "README.md cannot be read")):
        (tmp_path / "contracts" / file).touch()
        assert main(["check", "compatibility"]) == 0
        out = capsys.readouterr().out
        assert f"Not compared: {why}" in out
        assert out.endswith("nothing found, 1 note\n")


def test_a_change_is_a_note_and_no_fault(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert repository == Path.cwd()
    assert main(["check", "compatibility", "--json"]) == 0
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert (finding["rule"], finding["severity"]) == ("asks-more", "note")
    assert finding["message"] == 'Is expected now: exactly "Alice".'


@pytest.mark.parametrize(
    ("revision", "problem"),
    [
        ("trunk", "'trunk' is neither a folder nor a git revision here: git log --oneline lists some"),
        ("--help", "neither a folder nor a git revision"),
        ("main~1", "the git revision 'main~1' has no folder contracts: name a later one, or a folder"),
    ],
)
def test_no_such_version(repository: Path, revision: str, problem: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert repository == Path.cwd()
    assert main(["compare", "--", revision]) == 2
    assert problem in capsys.readouterr().err


def test_a_file_that_is_no_pact_is_not_taken_for_a_promise_gone(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "contracts" / "a-b.json").write_text("{")
    assert main(["compare", "main"]) == 2
    assert "a-b.json is not JSON" in capsys.readouterr().err


CHANGES = [
    Change("more", "web_app", "b", "a *new* <b>request</b>\n# x", "$.a", "is expected now: any string"),
    Change("neither", "a", "b", None, None, "the file follows version 4.0 now, instead of 3.0.0"),
]


def test_the_summary_as_text() -> None:
    assert as_text([]) == "The contracts ask for the same as before."
    assert as_text(CHANGES[1:]) == (
        "Asks neither more nor less (1)\n  a of b: the file follows version 4.0 now, instead of 3.0.0"
    )


def test_the_summary_as_markdown_that_contracts_cannot_break() -> None:
    assert as_markdown([]) == "**Contracts**: The contracts ask for the same as before."
    assert as_markdown(CHANGES) == (
        "### What this changes for the provider\n\n"
        "**Asks more of the provider** (1)\n\n"
        "- web\\_app of b, *a \\*new\\* \\<b\\>request\\</b\\> \\# x*, **$.a**: is expected now: any string\n\n"
        "**Asks neither more nor less** (1)\n\n"
        "- a of b: the file follows version 4.0 now, instead of 3.0.0"
    )


def containing(*items: Json, rules: Any = None) -> Json:
    variants = [{"index": index, "rules": rules or {}} for index in range(len(items))]
    return of_answer({"actions": list(items)}, {"$.actions": {"match": "arrayContains", "variants": variants}})


def test_below_array_contains_each_variant_is_compared(tmp_path: Path) -> None:
    update, delete = {"name": "update", "method": "PUT"}, {"name": "delete", "method": "PUT", "href": "/1"}
    assert changes(tmp_path, [containing(update)], [containing(update)]) == []
    assert changes(tmp_path, [containing(update)], [containing(delete)]) == [
        'more: $.actions[variant 0].href: is expected now: exactly "/1"',
        'more: $.actions[variant 0].name: is exactly "delete" now, instead of exactly "update"',
    ]
    looser = containing(update, rules={"$.name": {"matchers": [TYPE]}})
    assert changes(tmp_path, [containing(update)], [looser]) == [
        'less: $.actions[variant 0].name: is any string now, instead of exactly "update"'
    ]
    assert changes(tmp_path, [containing(update)], [containing(update, delete)]) == [
        'more: $.actions[variant 1]: is required in the list now: {"href": "/1", "method": "PUT", "name": "delete"}'
    ]
    assert changes(tmp_path, [containing(update, {"a": 1})], [containing(update)]) == [
        'less: $.actions[variant 1]: is no longer required in the list; it was {"a": 1}'
    ]


def xml(rules: Any = None) -> Json:
    found = of_answer("<r><id>42</id></r>", rules)
    found["response"]["body"]["contentType"] = "application/xml"
    return found


def test_rules_within_xml_are_compared(tmp_path: Path) -> None:
    place = "$.r.id['#text']"
    ruled, other = xml({place: {"match": "regex", "regex": "a"}}), xml({place: TYPE})
    told = '[{"match": "regex", "regex": "a"}]'
    assert changes(tmp_path, [ruled], [ruled]) == []
    assert changes(tmp_path, [xml()], [ruled]) == [
        f"less: {place}: has the rule {told} now, where the text stood for itself"
    ]
    assert changes(tmp_path, [ruled], [xml()]) == [f"more: {place}: has no rule any more; it was {told}"]
    assert changes(tmp_path, [ruled], [other]) == [
        f'more: {place}: has the rule [{{"match": "type"}}] now, instead of {told}'
    ]
