"""``pact-harness init``: write the few files that a project needs; shown first, and nothing is overwritten."""

import argparse
import os
import shlex
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pact_harness.config import Settings, UsageError
from pact_harness.init.detection import Detected, detect
from pact_harness.init.plan import Step, Wanted, steps
from pact_harness.recording.marker import UNFIT_FOR_A_FILE

NOTHING = "Nothing was written. With --yes, it is written without asking."


def add_arguments(parser: argparse.ArgumentParser, _settings: Settings) -> None:
    """The command's options."""
    parser.description = (
        "Set up contract tests in the project of this folder. Everything is shown before it is written."
    )
    sides = parser.add_mutually_exclusive_group()
    sides.add_argument("--consumer-only", action="store_true", help="this project is only a consumer")
    sides.add_argument("--provider-only", action="store_true", help="this project is only a provider")
    parser.add_argument("--consumer", metavar="NAME", help="the consumer's name in the contract (this project's)")
    parser.add_argument("--provider", metavar="NAME", help="the provider's name in the contract")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--yes", action="store_true", help="write without asking")
    how.add_argument("--dry-run", action="store_true", help="show what would be written, and write nothing")


def run(options: argparse.Namespace, _settings: Settings) -> int:
    """Show what is missing, and write it if the answer is yes; 1 where the answer was no."""
    root = Path.cwd()
    try:
        project = detect(root)
        wanted = _wanted(project, options)
        if not options.yes and not options.dry_run and sys.stdin.isatty():
            wanted = _named(wanted, options)
        todo = steps(project, wanted)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{root / 'pyproject.toml'} cannot be read: {error}") from error
    except EOFError:
        _print("", NOTHING)
        return 1
    except OSError as error:
        raise UsageError(f"{error.filename} cannot be read: {error.strerror}") from error
    _print(*_described(project, wanted), "", *_shown(todo))
    new = [one for one in todo if not one.kept]
    if new and options.dry_run:
        _print("Nothing was written (--dry-run).")
        return 0
    if new and not options.yes and not _confirmed():
        _print(NOTHING)
        return 1
    _write(root, new)
    _print(*_next(project, wanted, nothing_new=not new))
    return 0


def _wanted(project: Detected, options: argparse.Namespace) -> Wanted:
    """The sides as the options name them. By default a web application is a provider, a project with an HTTP client a
    consumer, and a project of which neither is known is both."""
    for option, given in (("--consumer", options.consumer), ("--provider", options.provider)):
        if given is not None and not _is_fit(given):
            raise UsageError(f"{option} {given!r} cannot be part of a file's name. Choose another name.")
    answers = project.framework != "none" or bool(project.provider_fixture)
    unknown = not answers and not project.asks
    consumer = options.consumer_only or (
        not options.provider_only and bool(options.consumer or project.asks or unknown)
    )
    verified = options.provider_only or (not options.consumer_only and (answers or unknown))
    provider = options.provider or (project.name if verified and not unknown else "provider")
    own = project.name if project.name != provider else project.client or f"{provider}-client"
    return Wanted((options.consumer or own) if consumer else "", provider, verified)


def _is_fit(name: str) -> bool:
    return not UNFIT_FOR_A_FILE.search(name)


def _named(wanted: Wanted, options: argparse.Namespace) -> Wanted:
    """With the names that are typed, for those that no option gives."""
    consumer, provider = wanted.consumer, wanted.provider
    if consumer and not options.consumer:
        consumer = _typed("consumer", consumer)
    if not options.provider:
        provider = _typed("provider", provider)
    return replace(wanted, consumer=consumer, provider=provider)


def _typed(side: str, usual: str) -> str:
    while not _is_fit(name := input(f"The {side}'s name in the contract [{usual}]: ").strip() or usual):
        _print(f"{name!r} cannot be part of a file's name.")
    return name


def _described(project: Detected, wanted: Wanted) -> Sequence[str]:
    frameworks = {"flask": "Flask", "django": "Django", "fastapi": "FastAPI", "none": "no web framework that is known"}
    sides = [f"consumer {wanted.consumer!r}"] if wanted.consumer else []
    sides += [f"provider {wanted.provider!r}{'' if wanted.verified else ', which is verified elsewhere'}"]
    lines = [
        f"{project.root}: {frameworks[project.framework]}, tests in {project.tests}/"
        f"{', source in src/' if project.source else ''}",
        f"Contracts: {' and '.join(sides)}. (--consumer, --provider, --consumer-only and --provider-only change this.)",
    ]
    if project.application:
        module, name, called = project.application
        lines.append(f"The application: {module}.{name}{'()' if called else ''}")
    return lines


def _shown(todo: Sequence[Step]) -> list[str]:
    lines = []
    for one in todo:
        if one.kept:
            lines.append(f"=== {one.path}: stays as it is ({one.kept})")
        else:
            what = "these lines are added at its end" if one.append else "new"
            lines += [f"=== {one.path}: {what}", *(f"    {line}".rstrip() for line in one.text.strip().splitlines())]
        lines.append("")
    return lines


def _confirmed() -> bool:
    if not sys.stdin.isatty():
        return False
    try:
        return input("Write this? [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False


def _write(root: Path, new: Sequence[Step]) -> None:
    """Write them all; or nothing, where one of them could not be written."""
    if refused := [one.path for one in new if not _is_writable(root / one.path)]:
        raise UsageError(
            f"{refused[0]} cannot be written: its folder is not a folder, or is read-only. Nothing was written."
        )
    for one in new:
        path = root / one.path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a" if one.append else "x", encoding="utf-8") as file:
                file.write(one.text)
        except OSError as error:
            raise UsageError(f"{one.path} cannot be written: {error.strerror}. Fix that, and run it again.") from error


def _is_writable(path: Path) -> bool:
    there = next(one for one in (path, *path.parents) if one.exists())
    return (there.is_dir() or there == path) and os.access(there, os.W_OK)


def _next(project: Detected, wanted: Wanted, *, nothing_new: bool) -> list[str]:
    lines = ["There is nothing to write: every file is there."] if nothing_new else []
    side = "consumer" if wanted.consumer else "provider"
    run = shlex.join(["python", "-m", "pytest", f"{project.tests}/{side}"])
    if wanted.consumer:
        lines += ["Let the contract test call your client; then a green run writes the contract:", f"    {run}"]
        if not wanted.verified:
            return [*lines, "Then give the contract to the team of the provider, which verifies it."]
        verify = shlex.join(["python", "-m", "pytest", f"{project.tests}/provider"])
        return [*lines, f"Then fill in {project.tests}/provider/, and verify the contract:", f"    {verify}"]
    return [*lines, "Put the consumers' contracts into contracts/, and verify them:", f"    {run}"]


def _print(*lines: str) -> None:
    for line in lines:
        print(line)  # noqa: T201
