"""The second half of a lesson's text, for a reader who sees a green check above it."""

from lessons.sections import after_solved, before_solved

TEXT = """# A lesson

## Your turn

Edit.

## Now you see

```console
$ make check
Lesson 1, A lesson: green
...
```

## What you learned

- It works.

## The rule

Read it.

## Next

Go on.
"""


def test_a_text_has_two_halves() -> None:
    assert before_solved(TEXT) == "# A lesson\n\n## Your turn\n\nEdit.\n"


def test_a_section_that_only_showed_the_check_is_left_out_and_so_is_the_rule() -> None:
    assert after_solved(TEXT) == "## What you learned\n\n- It works.\n\n## Next\n\nGo on.\n"


def test_what_else_the_section_says_stays() -> None:
    more = TEXT.replace("...\n```\n", "...\n$ make needs\nnothing\n```\n\nMore.\n")
    assert after_solved(more).startswith("## Now you see\n\n```console\n$ make needs\nnothing\n```\n\nMore.\n\n## What")
