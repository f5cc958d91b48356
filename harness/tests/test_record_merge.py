"""The pure half of recording: merging what tests staged, and replacing a file.

- the same interactions give the same text, in whatever order and form they were staged
- the text: keys and interactions sorted, nothing of the tool, a final newline, letters readable
- the same promise by two tests stands once, under the first test's name
- one description with different contents is refused, naming every test; 1 and true are different contents
- one description in two contracts is none of that's business
- two pairs of names that would share a file are refused
- staging: what processes staged is read back, and a folder that is missing holds nothing
- replacing: a file that is new, one that differs, one that is the same already, another file system,
  and a folder that cannot be one
- a copy that a full disk cuts off is removed, one that a kill left is never read; a symbolic link stays one
"""

import errno
import json
import os
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from harness.tests.providers import contract
from pact_harness.pactfile.contract import PactFileError, read_contracts
from pact_harness.pactfile.file_replacement import replace_file
from pact_harness.pactfile.writer import ConflictError
from pact_harness.recording.contract_merge import StagedInteractions, merge, read_staged, stage


def interaction(description: str, *, test: str = "t.py::test", **more: Any) -> dict[str, Any]:
    return {"description": description, "comments": {"testname": test}, **more}


def staged(*interactions: dict[str, Any], consumer: str = "shop", provider: str = "stock") -> StagedInteractions:
    return StagedInteractions(consumer, provider, list(interactions))


def test_the_order_of_staging_changes_no_byte() -> None:
    parts = [
        staged(interaction("b", test="t.py::test_2")),
        staged(interaction("b", test="t.py::test_1"), interaction("a")),
        staged(interaction("c"), provider="post"),
        staged(interaction("a", test="t.py::test_0")),
    ]
    expected = merge(parts)
    assert sorted(expected) == ["shop-post.json", "shop-stock.json"]
    assert all(list(merge(order).items()) == list(expected.items()) for order in permutations(parts))


def test_a_contract_is_sorted_readable_and_ends_with_a_newline() -> None:
    text = merge([staged(interaction("zwölf", b=1, a=2.0), interaction("drei"))])["shop-stock.json"]
    assert text == (
        '{\n  "consumer": {\n    "name": "shop"\n  },\n  "interactions": [\n'
        '    {\n      "comments": {\n        "testname": "t.py::test"\n      },\n      "description": "drei"\n    },\n'
        '    {\n      "a": 2.0,\n      "b": 1,\n'
        '      "comments": {\n        "testname": "t.py::test"\n      },\n      "description": "zwölf"\n    }\n'
        '  ],\n  "metadata": {\n    "pactSpecification": {\n      "version": "4.0"\n    }\n  },\n'
        '  "provider": {\n    "name": "stock"\n  }\n}\n'
    )


def test_a_promise_that_two_tests_make_stands_once_under_the_first_tests_name() -> None:
    parts = [staged(interaction("a", test="t.py::test_2")), staged(interaction("a", test="t.py::test_1"))]
    recorded = json.loads(merge(parts)["shop-stock.json"])["interactions"]
    assert recorded == [interaction("a", test="t.py::test_1")]


@pytest.mark.parametrize(("one", "other"), [(1, 2), (1, True), (0, False), (1, 1.0)])
def test_one_description_with_different_contents_is_refused_naming_the_tests(one: Any, other: Any) -> None:
    parts = [
        staged(interaction("a", test="t.py::test_2", response={"status": one})),
        staged(interaction("a", test="t.py::test_1", response={"status": other})),
        staged(interaction("b", test="t.py::test_3")),
    ]
    with pytest.raises(ConflictError) as refused:
        merge(parts)
    assert str(refused.value) == (
        "one description, different contents, in shop -> stock:\n"
        '  "a"\n'
        "    t.py::test_1\n"
        "    t.py::test_2\n"
        "Description and names of states tell interactions apart. Their parameters do not: the Pact FFI, like other "
        "tools, would\nreplace one by the other. Give each its own description, or a state of another name."
    )


def in_state(name: str, **parameters: object) -> dict[str, Any]:
    return {"providerStates": [{"name": name, "params": parameters}]}


def test_one_description_in_different_states_is_two_interactions() -> None:
    parts = [
        staged(interaction("a", test="t.py::test_2", response={"status": 404})),
        staged(interaction("a", test="t.py::test_3", response={"status": 200}, **in_state("there is one"))),
        staged(interaction("a", test="t.py::test_1", response={"status": 503}, **in_state("it is down"))),
    ]
    texts = [merge(order)["shop-stock.json"] for order in permutations(parts)]
    assert len(set(texts)) == 1
    assert [each["response"]["status"] for each in json.loads(texts[0])["interactions"]] == [404, 503, 200]


def test_one_description_in_one_state_with_other_parameters_is_refused_and_says_why() -> None:
    parts = [
        staged(interaction("a", test="t.py::test_1", **in_state("there is one", id=1))),
        staged(interaction("a", test="t.py::test_2", **in_state("there is one", id=2))),
    ]
    with pytest.raises(ConflictError, match=r'"a", given there is one\n(.*\n)*.*Their parameters do not: the Pact FFI'):
        merge(parts)


def test_two_contracts_may_use_the_same_description() -> None:
    parts = [staged(interaction("a", status=1)), staged(interaction("a", status=2), consumer="till")]
    assert sorted(merge(parts)) == ["shop-stock.json", "till-stock.json"]


@pytest.mark.parametrize(("one", "other"), [(("a-b", "c"), ("a", "b-c")), (("Shop", "stock"), ("shop", "stock"))])
def test_two_pairs_that_would_share_a_file_are_refused(one: tuple[str, str], other: tuple[str, str]) -> None:
    with pytest.raises(ConflictError, match=r" would share the file .*: rename one of them"):
        merge([StagedInteractions(*one, []), StagedInteractions(*other, [])])


def test_what_two_processes_staged_is_read_back(tmp_path: Path) -> None:
    first, second, third = staged(interaction("ä\u2028\n")), staged(interaction("b")), staged(consumer="till")
    for each, process in ((first, "1"), (second, "1"), (third, "2")):
        (tmp_path / process).mkdir(exist_ok=True)
        stage(each, tmp_path / process)
    read = read_staged(tmp_path)
    assert len(read) == 3
    assert all(each in read for each in (first, second, third))


def test_a_run_that_staged_nothing_has_nothing_staged(tmp_path: Path) -> None:
    assert read_staged(tmp_path / "missing") == []


def test_a_new_file_is_written_with_its_folder_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "contracts" / "a.json"
    assert replace_file(path, "ä\n".encode(), tmp_path / "scratch")
    assert path.read_bytes() == "ä\n".encode()
    assert [*path.parent.iterdir(), *(tmp_path / "scratch").iterdir()] == [path]


def test_a_file_that_differs_is_replaced_by_another_file_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("old")
    with path.open() as reader:
        assert replace_file(path, b"new", tmp_path)
        assert reader.read() == "old"
    assert path.read_text() == "new"


def test_a_file_that_holds_the_text_already_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("same")
    before = path.stat()
    assert not replace_file(path, b"same", tmp_path)
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_folder_on_another_file_system_is_written_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch, real = tmp_path / "scratch", os.replace

    def across(source: Path, target: Path) -> None:
        if Path(source).parent == scratch and Path(target).parent != scratch:
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        real(source, target)

    monkeypatch.setattr(os, "replace", across)
    monkeypatch.setattr(os, "rename", across)
    path = tmp_path / "contracts" / "a.json"
    assert replace_file(path, b"text", scratch)
    assert [each.name for each in path.parent.iterdir()] == ["a.json"]
    assert path.read_text() == "text"


def _across_file_systems(monkeypatch: pytest.MonkeyPatch, scratch: Path) -> None:
    real = os.replace

    def across(source: Path, target: Path) -> None:
        if Path(source).parent == scratch and Path(target).parent != scratch:
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        real(source, target)

    monkeypatch.setattr(os, "replace", across)


def test_a_copy_that_a_full_disk_cuts_off_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "contracts" / "a.json"
    replace_file(path, b"old", tmp_path / "scratch")

    def fills(source: Path, target: Path) -> None:
        Path(target).write_text(Path(source).read_text()[:2])
        raise OSError(errno.ENOSPC, "No space left on device")

    _across_file_systems(monkeypatch, tmp_path / "scratch")
    monkeypatch.setattr("pact_harness.pactfile.file_replacement.shutil.copyfile", fills)
    with pytest.raises(OSError, match="No space left"):
        replace_file(path, b"new text", tmp_path / "scratch")
    assert [(each.name, each.read_text()) for each in path.parent.iterdir()] == [("a.json", "old")]


def test_what_a_kill_left_is_never_read_and_removed_by_a_later_run(tmp_path: Path) -> None:
    folder = tmp_path / "contracts"
    replace_file(folder / "a.json", contract().encode(), tmp_path / "scratch")
    old, young, of_others = folder / ".a.json.4711", folder / ".b.json.4712", folder / ".keep.json"
    for path in (old, young, of_others):
        path.write_text('{"consu')
    os.utime(old, (0, 0))
    os.utime(of_others, (0, 0))
    with pytest.raises(PactFileError, match=r"\.keep\.json"):  # a file of somebody else's is still told
        read_contracts(folder)
    of_others.unlink()
    assert [one.path.name for one in read_contracts(folder)] == ["a.json"]
    assert replace_file(folder / "a.json", (contract() + "\n").encode(), tmp_path / "scratch")
    assert sorted(one.name for one in folder.iterdir()) == [".b.json.4712", "a.json"]


def test_a_symbolic_link_stays_and_the_file_that_it_names_is_replaced(tmp_path: Path) -> None:
    real, link = tmp_path / "elsewhere" / "a.json", tmp_path / "contracts" / "a.json"
    replace_file(real, b"old", tmp_path / "scratch")
    link.parent.mkdir()
    link.symlink_to(real)
    with real.open() as reader:
        assert replace_file(link, b"new", tmp_path / "scratch")
        assert reader.read() == "old"
    assert (link.is_symlink(), link.readlink(), real.read_text()) == (True, real, "new")
    assert [one.name for one in link.parent.iterdir()] == ["a.json"]


def test_a_replacement_that_fails_leaves_no_stray_file_among_the_contracts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(source: Path, target: Path) -> None:
        raise PermissionError(errno.EACCES, f"{source} must not become {target}")

    path = tmp_path / "contracts" / "a.json"
    replace_file(path, b"old", tmp_path / "scratch")
    monkeypatch.setattr(os, "replace", fails)
    with pytest.raises(PermissionError):
        replace_file(path, b"new", tmp_path / "scratch")
    assert [(each.name, each.read_text()) for each in path.parent.iterdir()] == [("a.json", "old")]


def test_a_file_where_the_folder_should_be_is_an_error_and_stays(tmp_path: Path) -> None:
    (tmp_path / "contracts").write_text("a file")
    with pytest.raises(OSError, match="contracts"):
        replace_file(tmp_path / "contracts" / "a.json", b"text", tmp_path / "scratch")
    assert (tmp_path / "contracts").read_text() == "a file"
