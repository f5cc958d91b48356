"""Each word of lessons/glossary.md is explained where the course first uses it.

- the lesson that is the first to use a word explains it (`*word*`) or links its entry
- each entry has one example
- a word that is used and not explained is noticed; code, diagrams, tags and the target of a link are no use of it
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lessons.course import Course

ROOT = Path(__file__).parents[2]
GLOSSARY = (ROOT / "lessons" / "glossary.md").read_text(encoding="utf-8")
ENTRIES = re.findall(r"^### (.+)\n\n((?:.+\n)+)", GLOSSARY, re.MULTILINE)
COURSE = Course(ROOT)
TEXTS = {number: COURSE.lesson(number).text for number in COURSE.folders()}
NO_PROSE = re.compile(r"^```.*?^```$|`[^`]*`|<[^>]*>|\]\([^)]*\)", re.MULTILINE | re.DOTALL)


def unexplained(terms: list[str], texts: dict[str, str]) -> Iterator[str]:
    """Each term that the first lesson to use it does not explain, with that lesson."""
    for term in terms:
        used = [number for number, text in texts.items() if is_used(term, NO_PROSE.sub("", text))]
        if used and not is_explained(term, texts[used[0]]):
            yield f"{term} in lesson {used[0]}"


def is_used(term: str, prose: str) -> bool:
    return re.search(rf"\b{in_any_line(term)}s?\b", prose, re.IGNORECASE) is not None


def is_explained(term: str, text: str) -> bool:
    by_link = f"glossary.md#{term.replace(' ', '-')})" in text
    return by_link or re.search(rf"(?<!\*)\*{in_any_line(term)}s?\*(?!\*)", text, re.IGNORECASE) is not None


def in_any_line(term: str) -> str:
    return r"\s+".join(map(re.escape, term.split()))


def test_each_word_is_explained_where_it_is_first_used() -> None:
    assert len(ENTRIES) > 15
    assert list(unexplained([term for term, _ in ENTRIES], TEXTS)) == []


@pytest.mark.parametrize(("term", "entry"), ENTRIES, ids=[term for term, _ in ENTRIES])
def test_each_entry_has_one_example(term: str, entry: str) -> None:
    assert entry.count("*Example:*") == 1, term


def test_a_word_that_is_used_and_not_explained_is_noticed() -> None:
    texts = {
        "1": "A **stub** and [two](#stub), `a mock`\n```\na broker\n```\n",
        "2": "*Stubs*, a *mock*, and a [broker](../glossary.md#broker)",
    }
    assert list(unexplained(["stub", "mock", "broker", "schema"], texts)) == ["stub in lesson 1"]
