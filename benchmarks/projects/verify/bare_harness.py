"""The harness's verifier calls without pytest."""

import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import states
from app import app

from pact_harness.environment import loopback_only
from pact_harness.pactfile.contract import read_contracts
from pact_harness.verifying.ffi_call import Verification
from pact_harness.verifying.messages import MessageHandlers
from pact_harness.verifying.provider_states import StateHandlers
from pact_harness.verifying.server import ProviderServer

(contract,) = read_contracts(Path(os.environ["CONTRACTS"]))
with ProviderServer().running() as server, tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(1) as thread:
    folder, url = Path(name), server.mount(app)
    verification = Verification(server, 5, folder, loopback_only(folder), thread)
    for interaction in contract.interactions:
        server.endpoint.prepare(StateHandlers.of(states), MessageHandlers.of(), {})
        run = verification.replay(contract, interaction, url)
        assert [one["result"] for one in run.results["interactionResults"]] == ["OK"], run.results
