"""Every single change of tests/changes/ is made in a copy of the project, and noticed by just the tests it names.

- each named test passes in an untouched copy, and fails (not: errors) once the change is made
- a change whose text is gone, or there twice, is an error with file, text and nearest line; nothing is written
- unknown keys, shared ids and folders without changes are errors too
"""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from lessons.changes import Change, ChangeError, Edit, read_changes
from tests.project_copy import ProjectCopy

ROOT = Path(__file__).parents[2]
CHANGES = read_changes(ROOT / "tests" / "changes")


def outcomes(copy: ProjectCopy, tests: tuple[str, ...]) -> dict[str, str]:
    """Run *tests* (node ids) in *copy*; what became of each, by its name: passed, failed or error."""
    report = copy.folder / "junit.xml"
    ran = copy.pytest("-q", f"--junitxml={report}", *tests)
    assert report.exists(), ran.output
    return {
        case.attrib["name"]: next(
            (child.tag for child in case if child.tag in {"failure", "error", "skipped"}), "passed"
        )
        for case in ET.parse(report).iter("testcase")  # noqa: S314 - pytest wrote it just now
    }


def names(change: Change) -> set[str]:
    return {test.split("::")[-1] for test in change.noticed_by}


@pytest.mark.parametrize("change", [one for one in CHANGES if one.noticed_by], ids=lambda change: change.id)
def test_a_change_is_noticed_by_the_tests_it_names(change: Change, copy: ProjectCopy) -> None:
    copy.make(change)
    assert outcomes(copy, change.noticed_by) == dict.fromkeys(names(change), "failure")


def test_in_an_untouched_copy_the_same_tests_pass(copy: ProjectCopy) -> None:
    tests = tuple(sorted({test for change in CHANGES for test in change.noticed_by}))
    assert set(outcomes(copy, tests).values()) == {"passed"}


def a_change(**edit: str) -> Change:
    return Change("an-id", "A sentence.", (Edit("a.py", **edit),), ())


def test_a_text_that_is_gone_is_an_error_with_the_nearest_line(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("def one():\n    return 1\n")
    with pytest.raises(ChangeError) as error:
        a_change(find="    return 2", replacement="").apply(tmp_path)
    assert str(error.value) == (
        "a.py: expected this text exactly once, found it 0 times:\n        return 2\nnearest line: 2: return 1"
    )


def test_a_text_that_is_there_twice_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\nx = 1\n")
    with pytest.raises(ChangeError, match="found it 2 times"):
        a_change(find="x = 1", replacement="x = 2").apply(tmp_path)


def test_a_change_that_fits_only_in_part_is_not_made_at_all(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    edits = (Edit("a.py", "x = 1", "x = 2"), Edit("b.py", "y", "z"))
    with pytest.raises(ChangeError, match=r"b\.py: cannot be read"):
        Change("an-id", "A sentence.", edits, ()).apply(tmp_path)
    assert (tmp_path / "a.py").read_text() == "x = 1\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"expected \[\[change\]\] tables"),
        ("[[change", r"expected \[\[change\]\] tables"),
        (
            "[[change]]\nid = 'a'\nsay = ''",
            r"change 1 \(a\): expected the keys edits, id, noticed_by, says; got id, say",
        ),
        (
            "[[change]]\nid='a'\nsays=''\nnoticed_by=[]\nedits=[{file='f'}]",
            "expected the keys file, find, with; got file",
        ),
        ("[[change]]\nid='a'\nsays=''\nnoticed_by=[]\nedits=[]\n" * 2, "two changes share an id: a"),
    ],
    ids=["empty", "not TOML", "wrong key", "wrong key of an edit", "shared id"],
)
def test_a_file_that_describes_no_change_properly_is_an_error(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "a.toml").write_text(text)
    with pytest.raises(ChangeError, match=message):
        read_changes(tmp_path)


def test_a_folder_without_changes_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ChangeError, match="no change is described there"):
        read_changes(tmp_path)
