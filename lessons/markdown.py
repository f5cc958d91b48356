"""A lesson's Markdown on a terminal, so that whatever a reader copies from it is whole.

- words, paths, addresses and short commands are never broken; code keeps its lines, however long, in a pipe
- on a terminal, what continues a longer line of code stands further in, and a command goes on after a backslash
- a Mermaid diagram is drawn; a table that does not fit becomes a list
- HTML comments are left out; `<details>` shows its summary, and the rest only once the lesson is solved
"""

import re
from collections.abc import Iterator
from typing import ClassVar

from markdown_it import MarkdownIt
from markdown_it.token import Token
from rich import markdown
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from lessons.diagram import draw
from lessons.errors import CourseError
from lessons.wrap import CODE, hanging, hanging_command, kept, wrapped

SUMMARY = re.compile(r"<summary>(.*?)</summary>", re.DOTALL)
INDENT = "  "  # of code
GAP = 2  # columns between two cells of a table
JOINED = "\ue000"  # stands for a space where a line is not broken; a private character, so that no text has it
SHORT = 40  # columns: a command in a sentence or a table that is longer may be broken


class Words(markdown.Paragraph):
    def __rich_console__(self, _: Console, options: ConsoleOptions) -> RenderResult:
        yield from wrapped(self.text, options.max_width)


class Code(markdown.CodeBlock):
    """A fenced or indented block, line by line."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        code = str(self.text).rstrip()
        if self.lexer_name == "mermaid":
            drawn = Text("\n".join(_drawn(code, options.max_width - 2)))
        else:
            drawn = Syntax(code, self.lexer_name, theme="ansi_dark", background_color="default").highlight(code)
        whole = self.lexer_name == "mermaid" or not console.is_terminal
        for line in drawn.split():
            line.rstrip()
            for piece in [line] if whole else self._broken(line, options.max_width - len(INDENT)):
                yield kept(Text(INDENT).append_text(piece) if piece else piece)

    def _broken(self, line: Text, width: int) -> list[Text]:
        """The line as a terminal has room for it; a console block has commands, `$ …`, and what they print."""
        if self.lexer_name == "sh" or line.plain.startswith("$ "):
            return hanging_command(line, width)
        return hanging(line, width) if self.lexer_name == "console" else hanging(line, width, CODE)


def _drawn(source: str, width: int) -> list[str]:
    try:
        return draw(source, width)
    except CourseError as error:
        return [str(error)]


class Item(markdown.ListItem):
    """An item of a list, none of whose lines is cut off."""

    def render_bullet(self, console: Console, options: ConsoleOptions) -> RenderResult:
        return self._marked(" • ", console, options)

    def render_number(self, console: Console, options: ConsoleOptions, number: int, last_number: int) -> RenderResult:
        return self._marked(f"{number:>{len(str(last_number)) + 1}}. ", console, options)

    def _marked(self, mark: str, console: Console, options: ConsoleOptions) -> RenderResult:
        inner = console.render(self.elements, options.update(width=options.max_width - len(mark)))
        for number, line in enumerate(Segment.split_lines(inner)):
            yield Segment(" " * len(mark) if number else mark)
            yield from line
            yield Segment.line()


class Columns(markdown.TableElement):
    """A table whose words are whole; where the columns do not fit, a list of its rows."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        header = self.header.row.cells if self.header and self.header.row else []
        heads = [cell.content for cell in header]
        rows = [[cell.content for cell in row.cells] for row in self.body.rows] if self.body else []
        widths = _widths([heads, *rows], options.max_width)
        if not widths:
            for line in _listed(heads, rows):
                yield from wrapped(line, options.max_width)
            return
        table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), show_header=any(map(str, heads)))
        for head, width in zip(heads, widths, strict=True):
            table.add_column(head, width=width)
        for row in rows:
            table.add_row(*row)
        yield table


def _widths(rows: list[list[Text]], room: int) -> list[int]:
    """A width for each column: what it would like, or a share of the *room*; none where its words do not fit."""
    columns = list(zip(*rows, strict=True))
    wanted = [max(cell.cell_len for cell in column) for column in columns]
    least = [max((cell_len(word) for cell in column for word in cell.plain.split()), default=1) for column in columns]
    room -= GAP * (len(columns) - 1)
    if sum(wanted) <= room:
        return wanted
    if sum(least) > room:
        return []
    spare, missing = room - sum(least), sum(wanted) - sum(least)
    return [small + spare * (large - small) // missing for small, large in zip(least, wanted, strict=True)]


def _listed(heads: list[Text], rows: list[list[Text]]) -> Iterator[Text]:
    for number, row in enumerate(rows):
        if number:
            yield Text()
        for head, cell in zip(heads, row, strict=True):
            yield Text.assemble(head, ": " if head else "", cell)


class Title(markdown.Heading):
    LEVEL_ALIGN: ClassVar = {}  # all to the left


class TerminalMarkdown(markdown.Markdown):
    """The Markdown *text*; addresses are spelled, since a pipe and many terminals cannot follow a link."""

    elements: ClassVar = {
        **markdown.Markdown.elements,
        "paragraph_open": Words,
        "fence": Code,
        "code_block": Code,
        "heading_open": Title,
        "list_item_open": Item,
        "table_open": Columns,
    }

    def __init__(self, text: str, *, solved: bool) -> None:
        super().__init__(text, hyperlinks=False)
        self.parsed = list(_without_html(self.parsed, solved=solved))
        for token in self.parsed:
            for code in token.children or ():
                if code.type == "code_inline" and cell_len(code.content) <= SHORT:
                    code.content = code.content.replace(" ", JOINED)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for part in super().__rich_console__(console, options):
            yield Segment(part.text.replace(JOINED, " "), part.style) if isinstance(part, Segment) else part


def _without_html(tokens: list[Token], *, solved: bool) -> Iterator[Token]:
    """The tokens with `<details>` told in words, and without any other HTML."""
    folded = False
    for token in tokens:
        if token.type != "html_block":
            if not folded:
                yield token
            continue
        if "<details" in token.content:
            folded = not solved
            found = SUMMARY.search(token.content)
            summary = found[1].strip() if found else "Answers"
            yield from MarkdownIt().parse(f"▾ **{summary}**" if solved else f"▸ {summary} (once it is green)")
        if "</details>" in token.content:
            folded = False
