"""OpenAPI: is each contract allowed by the document of its provider?

[tool.pact-harness]
openapi = "provider/openapi.yaml"                       # the document; for one provider of several:
providers.user-service.openapi = "provider/openapi.yaml"
"""

from collections.abc import Iterator
from pathlib import Path

from pact_harness.checks.context import Context
from pact_harness.checks.finding import Finding
from pact_harness.config import UsageError
from pact_harness.openapi.conformance import Conformance
from pact_harness.openapi.document import read_openapi
from pact_harness.openapi.findings import RULES, Problem
from pact_harness.openapi.http_interaction import exchanges_of

PAGE = "https://spec.openapis.org/oas/latest.html"


def check(context: Context) -> list[Finding]:
    """What the documents do not allow, and what they leave open. OpenApiError for one that cannot be read."""
    found: list[Finding] = []
    conformances: dict[Path, Conformance] = {}
    for contract in context.contracts:
        path = _document(context, contract.provider)
        if path is None:
            continue
        if path not in conformances:
            conformances[path] = Conformance(read_openapi(path))
            found += [_finding(context, path, one) for one in conformances[path].of_document()]
        file = context.shown(contract.path)
        for exchange in exchanges_of(contract):
            for problem in conformances[path].of_exchange(exchange):
                found.append(_finding(context, path, problem, file, exchange.name))
    if not conformances:
        providers = sorted({contract.provider for contract in context.contracts})
        known = f"of {', '.join(providers)}" if providers else "for what is no contract"
        raise UsageError(
            f"which OpenAPI document? None is named {known}. Name it with --openapi FILE, or as openapi = "
            f'"FILE" in [tool.pact-harness] of {context.settings.file}'
        )
    return found


def _document(context: Context, provider: str) -> Path | None:
    """The document of a provider: the one on the command line, or the one of its settings."""
    if context.openapi:
        return context.openapi
    settings = context.settings.of(provider)
    theirs = context.settings.provider in ("", provider) or "openapi" in context.settings.providers.get(provider, {})
    return context.settings.existing_file("openapi", settings.openapi) if settings.openapi and theirs else None


def _finding(
    context: Context, path: Path, problem: Problem, file: str | None = None, interaction: str | None = None
) -> Finding:
    location = problem.location
    shown = context.shown(path.parent / location.file if location.file else path)
    return Finding(
        problem.rule,
        file or context.shown(path),
        interaction,
        problem.at or None,
        problem.message,
        problem.advice,
        RULES[problem.rule].reason,
        severity=problem.severity,
        pointer=f"{shown}#{location.pointer}",
    )


def documents(context: Context) -> Iterator[Path]:
    """The documents that settings and options name."""
    for contract in context.contracts:
        if path := _document(context, contract.provider):
            yield path
