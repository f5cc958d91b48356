"""The two halves of a lesson's text: what to do, and what only a reader should see who has done it."""

import re

SOLVED = "Now you see"  # the heading of the second half's first section
RULE = "The rule"  # the section that a green check tells by itself
NOW_YOU = "Now you"  # the section of the exercise after the lesson
SECTION = re.compile(r"^(?=## )", re.MULTILINE)
CHECK = re.compile(r"^```console\n\$ make check\n(?:(?!\$ |```).*\n)*", re.MULTILINE)


def before_solved(text: str) -> str:
    return text.partition(f"\n## {SOLVED}\n")[0]


def after_solved(text: str) -> str:
    """The second half for a reader who sees a green check above it: without that check's output, and the rule."""
    sections = SECTION.split(text[len(before_solved(text)) :].lstrip())
    kept = [_without_check(one) for one in sections if not one.startswith(f"## {RULE}\n")]
    return "".join(one for one in kept if one.partition("\n")[2].strip())


def now_you(text: str) -> str:
    """The section that is the task of the exercise."""
    return next((one for one in SECTION.split(text) if one.startswith(f"## {NOW_YOU}\n")), "")


def _without_check(section: str) -> str:
    return CHECK.sub("```console\n", section).replace("```console\n```\n", "")
