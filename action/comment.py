"""Puts the report into one comment on the pull request: written once, and replaced from then on.

Run by action.yml. It needs no package. A comment that cannot be written is said in the log, and ends no job, since the
report is on the job's page too.
"""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

TIMEOUT = 20
PAGE = 100
MOST_PAGES = 30
READS_ONLY = "The token may not comment here; a pull request from a fork reads only. The report is on the job's page."
LONGEST = 60_000  # characters: GitHub takes 65,536


def main() -> int:
    """Write or replace the comment."""
    try:
        print(put(Path(os.environ["PACT_REPORT"]).read_text(encoding="utf-8")))
    except HTTPError as error:
        with error:
            if error.code in {403, 404}:
                print(f"::notice::{READS_ONLY}")
            else:
                print(f"::warning::The comment could not be written: {error.code} {error.reason}")
    except (URLError, TimeoutError) as error:
        print(f"::warning::The comment could not be written: {getattr(error, 'reason', error)}")
    return 0


def put(report: str) -> str:
    """The address of the comment, after it was written. Raises HTTPError or URLError."""
    repository = f"{os.environ['GITHUB_API_URL']}/repos/{os.environ['GITHUB_REPOSITORY']}"
    event = json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))
    comments = f"{repository}/issues/{event['pull_request']['number']}/comments"
    marker = f"<!-- pact-harness: {os.environ.get('PACT_PROJECT') or '.'} -->"
    body = {"body": f"{marker}\n{_shortened(report)}"}
    ours = next((one for one in _all(comments) if _is_ours(one, marker)), None)
    if ours:
        return str(_call("PATCH", f"{repository}/issues/comments/{ours['id']}", body)["html_url"])
    return str(_call("POST", comments, body)["html_url"])


def _is_ours(comment: dict[str, Any], marker: str) -> bool:
    """A person may quote the marker; only what a workflow wrote is replaced."""
    return comment["user"]["type"] == "Bot" and str(comment["body"]).startswith(f"{marker}\n")


def _shortened(report: str) -> str:
    if len(report) <= LONGEST:
        return report
    server, run = os.environ.get("GITHUB_SERVER_URL", ""), os.environ.get("GITHUB_RUN_ID", "")
    page = f"{server}/{os.environ['GITHUB_REPOSITORY']}/actions/runs/{run}"
    at = report.rfind("\n", 0, LONGEST)
    fences = [line for line in report[:at].splitlines() if line.startswith("```")]
    end = f"\n{fences[-1].removesuffix('text')}" if len(fences) % 2 else ""
    return f"{report[:at]}{end}\n\nThe whole report is on [the job's page]({page})."


def _all(comments: str) -> Iterator[dict[str, Any]]:
    for page in range(1, MOST_PAGES + 1):
        found = _call("GET", f"{comments}?per_page={PAGE}&page={page}")
        yield from found
        if len(found) < PAGE:
            return


def _call(method: str, url: str, body: dict[str, str] | None = None) -> Any:
    headers = {
        "Accept": "application/vnd.github+json",
        "Authorization": f"Bearer {os.environ['GITHUB_TOKEN']}",
        "Content-Type": "application/json",
        "X-GitHub-Api-Version": "2022-11-28",
    }
    data = None if body is None else json.dumps(body).encode()
    request = Request(url, data, headers, method=method)  # noqa: S310 - the API's address, as GitHub gives it
    with build_opener(_NoRedirect).open(request, timeout=TIMEOUT) as response:
        return json.load(response)


class _NoRedirect(HTTPRedirectHandler):
    """A redirect is an error: the token goes to the API's address alone."""

    def redirect_request(self, *_: object) -> None:
        return None


if __name__ == "__main__":
    sys.exit(main())
