"""Coverage as text for a terminal, as Markdown for a pull request, and as JSON for a program."""

import json
from collections.abc import Iterator, Sequence

from pact_harness.openapi.coverage import Coverage, Item, by_operation

PLURAL = {"status": "statuses"}
MOST_LISTED = 200


def as_text(coverage: Coverage) -> str:
    """How much is covered, a matrix of endpoints and consumers, and what is in no contract."""
    lines = [f"{coverage.provider}: {coverage.percent:.0f} % of what {_source(coverage)} is in a contract", ""]
    width = max(len(_plural(kind)) for kind in coverage.counts) if coverage.counts else 0
    for kind, (covered, total) in coverage.counts.items():
        lines.append(f"  {_plural(kind).ljust(width)}  {covered:>4,} of {total:>4,}  {_percent(covered, total):>5}")
    return "\n".join([*lines, "", *_matrix(coverage), "", *_missing(coverage), *_unknown(coverage)]).rstrip()


def _matrix(coverage: Coverage) -> Iterator[str]:
    rows = [(name, item) for name, item in _rows(coverage)]
    width = max((len(name) for name, _ in rows), default=0)
    yield "  ".join(["".ljust(width), *coverage.consumers]).rstrip()
    for name, item in rows:
        cells = [_cell(item, one).ljust(len(one)) for one in coverage.consumers]
        yield "  ".join([name.ljust(width), *cells]).rstrip() + ("" if item.covered else "  in no contract")


def _rows(coverage: Coverage) -> Iterator[tuple[str, Item]]:
    operations = {one.name: one for one in coverage.of("operation")}
    for name, items in by_operation(coverage).items():
        yield name, operations[name]
        yield from ((f"  {one.name.removeprefix(name).strip()}", one) for one in items)


def _cell(item: Item, consumer: str) -> str:
    return str(len(item.users[consumer])) if consumer in item.users else "-"


def _missing(coverage: Coverage) -> Iterator[str]:
    for kind in ("request field", "response field"):
        names = [one.name for one in coverage.items if one.kind == kind and not one.covered]
        if names:
            verb = "sends" if kind == "request field" else "reads"
            yield f"Nobody {verb}: {', '.join(names[:MOST_LISTED])}{_more(names)}"


def _more(names: Sequence[str]) -> str:
    return f" and {len(names) - MOST_LISTED:,} more" if len(names) > MOST_LISTED else ""


def _unknown(coverage: Coverage) -> Iterator[str]:
    if coverage.unknown:
        named = "; ".join(f"{consumer}: {name}" for consumer, name in coverage.unknown[:MOST_LISTED])
        yield f"Not in the document (pact-harness check openapi says why): {named}"


def as_markdown(coverage: Coverage) -> str:
    """A summary, and the matrix in a part that folds."""
    lines = [f"### {_safe(coverage.provider)}: contracts cover {coverage.percent:.0f} %", ""]
    lines += ["| what | covered | of | |", "| --- | ---: | ---: | ---: |"]
    for kind, (covered, total) in coverage.counts.items():
        lines.append(f"| {_plural(kind)} | {covered:,} | {total:,} | {_percent(covered, total)} |")
    lines += ["", "<details><summary>Endpoints and consumers</summary>", ""]
    lines.append(f"| endpoint | {' | '.join(map(_safe, coverage.consumers))} |")
    lines.append(f"| --- |{' ---: |' * len(coverage.consumers)}")
    for name, item in list(_rows(coverage))[:MOST_LISTED]:
        cells = " | ".join(_cell(item, one) for one in coverage.consumers)
        indent = "&nbsp;&nbsp;" if name.startswith(" ") else ""
        lines.append(f"| {indent}{_safe(name.strip())} | {cells} |")
    lines += ["", "</details>", ""]
    missing = [_safe(line) for line in (*_missing(coverage), *_unknown(coverage))]
    return "\n".join([*lines, *(f"- {line}" for line in missing)]).rstrip()


def _safe(text: str) -> str:
    """A name from a file as text: in a table cell it is neither markup nor a new cell."""
    plain = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;")
    return "".join(f"\\{one}" if one in "\\`*_[]|!#~@" else one for one in plain)


def as_json(coverage: Coverage) -> str:
    """``{"provider", "percent", "counts", "items": [{kind, name, pointer, users}], "unknown"}``."""
    document = {
        "provider": coverage.provider,
        "consumers": coverage.consumers,
        "documented": coverage.documented,
        "percent": round(coverage.percent, 1),
        "counts": {kind: {"covered": covered, "total": total} for kind, (covered, total) in coverage.counts.items()},
        "items": [
            {"kind": one.kind, "name": one.name, "pointer": one.pointer, "users": one.users} for one in coverage.items
        ],
        "unknown": [{"consumer": consumer, "interaction": name} for consumer, name in coverage.unknown],
    }
    return json.dumps(document, indent=2)


def _source(coverage: Coverage) -> str:
    return "the document describes" if coverage.documented else "the provider was seen to do"


def _plural(kind: str) -> str:
    return PLURAL.get(kind, f"{kind}s")


def _percent(covered: int, total: int) -> str:
    return f"{100 * covered // total} %" if total else "-"
