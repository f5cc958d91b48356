"""The console blocks of a Markdown document, found by Sybil.

A block is fenced as `console` and holds commands (`$ …`), each with what it prints; a line `...` stands for any lines.
A comment on the line before says what is special about it:

    <!-- output: at solution -->               a lesson's: run at start, at step 2, or at solution
    <!-- output: needs PACT_BROKER_BASE_URL --> run only where that variable is set
    <!-- output: skip because it never ends --> never run, and why
"""

import re
from dataclasses import dataclass

from sybil import Document
from sybil.parsers.markdown.lexers import DirectiveInHTMLCommentLexer, FencedCodeBlockLexer

from lessons.errors import CourseError

MARK = re.compile(r"at (start|solution|step \d+)|needs [A-Z][A-Z0-9_]*|skip because \S.*")


@dataclass(frozen=True)
class Block:
    """`line` is where the fence stands; `start` and `end` are the offsets of what is between the fences."""

    line: int
    start: int
    end: int
    indent: str
    text: str
    heading: str
    mark: str

    @property
    def entries(self) -> list[tuple[str, str]]:
        """Each command with the output that the block claims for it."""
        parts = re.split(r"^\$ (.*)\n?", self.text, flags=re.MULTILINE)
        return list(zip(parts[1::2], parts[2::2], strict=True))


def blocks(text: str, name: str) -> list[Block]:
    """The console blocks of the document *name*, in order. Raises CourseError for one that cannot be run."""
    document = Document(text, name)
    marks = {_next_text(text, region.end): region.lexemes["arguments"] for region in _marks(document)}
    found = []
    for region in sorted(FencedCodeBlockLexer("console")(document), key=lambda region: region.start):
        line = text.count("\n", 0, region.start) + 1
        start = text.index("\n", region.start) + 1
        end = text.rindex("\n", 0, region.end) + 1
        fence = text[text.rfind("\n", 0, region.start) + 1 : start]
        indent = fence[: len(fence) - len(fence.lstrip())]
        headings = re.findall(r"^## +(.+?) *$", text[: region.start], flags=re.MULTILINE)
        heading = headings[-1] if headings else ""
        source = str(region.lexemes["source"])
        found.append(Block(line, start, end, indent, source, heading, marks.get(region.start, "")))
    for block in found:
        _require_runnable(block, f"{name}:{block.line}")
    return found


def _marks(document: Document):  # type: ignore[no-untyped-def]
    return DirectiveInHTMLCommentLexer("output")(document)


def _next_text(text: str, end: int) -> int:
    """Where the text after a comment begins; the region of the comment ends before its `-->`."""
    after = text.index("-->", end) + 3
    return after + len(text[after:]) - len(text[after:].lstrip())


def _require_runnable(block: Block, where: str) -> None:
    if not block.text.startswith("$ "):
        raise CourseError(f"{where}: expected a console block to begin with a command, `$ …`")
    if block.mark and not MARK.fullmatch(block.mark):
        raise CourseError(
            f"{where}: expected output: at start, at step N, at solution, needs VARIABLE or skip because …;"
            f" got output: {block.mark}"
        )
