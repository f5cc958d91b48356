"""The harness's verifier calls without pytest."""

import os
import tempfile
from pathlib import Path

from app import app

import states
from harness.contract import read_contracts
from harness.messages import Messages
from harness.server import ProviderServer
from harness.states import States
from harness.surroundings import loopback_only
from harness.verifier import verify_one

(contract,) = read_contracts(Path(os.environ["CONTRACTS"]))
with ProviderServer().running() as server, tempfile.TemporaryDirectory() as folder:
    url, variables = server.mount(app), loopback_only(Path(folder))
    for interaction in contract.interactions:
        server.endpoint.prepare(States.of(states), Messages.of(), {})
        run = verify_one(contract, interaction, url, server, 5, Path(folder), variables)
        assert [one["result"] for one in run.results["interactionResults"]] == ["OK"], run.results
