"""`python -m pact_harness.broker.child`: one Verifier run over all that a broker holds, in a process that can be ended.

The Verifier never gives up on a silent broker, and nothing can stop it from within. What to do is read from standard
input, so that no secret is among the arguments; the results go to a file, with what the core says of publishing: it
tells nobody but its log when a broker refuses a result.
"""

import json
import logging
import os
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread
from typing import Any

from pact_harness.environment import always
from pact_harness.verifying.ffi_call import VerifierError, verifier_for, verify

PUBLISHED, REFUSED = "Results published to Pact Broker", "Publishing of verification results failed"


class Publishing(logging.Handler):
    """Hears how many results were published, and why one was not."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.published, self.refused = 0, ""

    def emit(self, record: logging.LogRecord) -> None:
        said = record.getMessage()
        self.published += PUBLISHED in said
        if REFUSED in said:
            self.refused = self.refused or said.partition(": ")[2]


def _end_with_parent() -> None:
    """Without the worlds that it makes, every promise would be published as broken."""
    sys.stdin.read()
    os._exit(1)


def main() -> int:
    """Verify; 1 if the core gave no results, with its reason on standard error."""
    told: Mapping[str, Any] = json.loads(sys.stdin.readline())
    Thread(target=_end_with_parent, daemon=True).start()
    publishing, log = Publishing(), logging.getLogger("pact.ffi")
    log.setLevel(logging.INFO)
    log.addHandler(publishing)
    log.propagate = False
    verifier = verifier_for(told["provider"], told["url"], told["endpoint"], told["seconds"])
    broker = {name: told["broker"].get(name) or None for name in ("username", "password", "token")}
    if told["pact_url"]:
        _ = verifier.add_source(told["pact_url"], **{name: value for name, value in broker.items() if value})
    else:
        builder = verifier.broker_source(told["broker"]["url"], **broker, selector=True, use_env=False)
        builder.include_pending().provider_branch(told["branch"])
        builder.consumer_version(main_branch=True).consumer_version(matching_branch=True)
        builder.consumer_version(deployed_or_released=True)
        if told["wip_since"]:
            builder.include_wip_since(told["wip_since"])
        builder.build()
    if told["publish"]:
        verifier.set_publish_options(told["version"], told["build_url"], told["branch"])
    try:
        with ThreadPoolExecutor(1) as thread:
            run = verify(verifier, always(), thread)
    except VerifierError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    heard = {"published": publishing.published, "refused": publishing.refused}
    Path(told["results"]).write_text(json.dumps({**run.results, **heard}), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
