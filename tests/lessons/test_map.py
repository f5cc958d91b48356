"""lessons/README.md and TEACHING.md say of each lesson what its lesson.toml says.

- the map has each lesson once, in order, in the table of its part, with its title and minutes; each part's sum is right
- the rules are those of the lessons
- a plan of TEACHING.md names lessons by number, title and minutes as they are, and its minutes add up
"""

import re
from pathlib import Path

import pytest

from lessons.course import Course
from lessons.lesson import Lesson

ROOT = Path(__file__).parents[2]
COURSE = Course(ROOT)
LESSONS = [COURSE.lesson(number) for number in COURSE.folders()]
MAP = (ROOT / "lessons" / "README.md").read_text(encoding="utf-8")
TEACHING = (ROOT / "lessons" / "TEACHING.md").read_text(encoding="utf-8")
PARTS = {"core": "Core", "team": "What a team needs", "further": "Further"}


def section(text: str, heading: str) -> str:
    """What stands under the heading, up to the next one of any level."""
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"there is no heading {heading!r}"
    return found[1]


@pytest.mark.parametrize("part", PARTS)
def test_the_map_has_the_lessons_of_each_part(part: str) -> None:
    lessons = [lesson for lesson in LESSONS if lesson.part == part]
    assert lessons
    minutes = sum(lesson.minutes for lesson in lessons)
    rows = re.findall(r"^\| (\w+) \| (.*) \| (\d+) \| .+ \|$", section(MAP, f"{PARTS[part]}: {minutes} minutes"), re.M)
    assert rows == [(lesson.number, link(lesson), str(lesson.minutes)) for lesson in lessons]


def link(lesson: Lesson) -> str:
    return f"[{lesson.title}]({lesson.slug}/README.md)"


def test_the_rules_are_those_of_the_lessons() -> None:
    rows = re.findall(r"^\| (.*) \| \[(.*)\]\((.*)\) \| (\[.*\]\(.*\)) \|$", section(MAP, "The rules"), re.M)
    assert rows == [
        (
            lesson.rule.says,
            lesson.rule.page.removeprefix("https://docs.pact.io/"),
            lesson.rule.page,
            f"[{lesson.number}]({lesson.slug}/README.md)",
        )
        for lesson in LESSONS
    ]


PLANS = re.findall(r"^### (.*: \d+ minutes)$", TEACHING, re.MULTILINE)


def test_there_are_plans() -> None:
    assert len(PLANS) >= 3


@pytest.mark.parametrize("plan", PLANS)
def test_the_minutes_of_a_plan_add_up(plan: str) -> None:
    rows = re.findall(r"^\| (\d+) \| (.*) \|$", section(TEACHING, plan), re.MULTILINE)
    lessons = {f"Lesson {lesson.number}: {link(lesson)}": lesson.minutes for lesson in LESSONS}
    named = [(what, int(minutes)) for minutes, what in rows if what.startswith("Lesson ")]
    assert named
    for what, minutes in named:
        assert lessons.get(what) == minutes, what
    total = sum(int(minutes) for minutes, _ in rows)
    assert f"| **{total}** | together |" in section(TEACHING, plan)
    assert plan.endswith(f": {total} minutes")
