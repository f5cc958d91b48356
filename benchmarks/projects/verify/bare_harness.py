"""The harness's verifier calls without pytest."""

import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import states
from app import app

from pact_harness.ffi_environment import loopback_only
from pact_harness.pactfile.contract import read_contracts
from pact_harness.verifying.ffi_call import Verification
from pact_harness.verifying.server import ProviderServer
from pact_harness.verifying.state_handlers import ActiveStates, StateHandlers
from pact_harness.verifying.wsgi_application import WsgiApplication

(contract,) = read_contracts(Path(os.environ["CONTRACTS"]))
with ProviderServer().running() as server, tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(1) as thread:
    folder = Path(name)
    server.mount(WsgiApplication(app))
    verification = Verification(server, 5, folder, loopback_only(folder), thread)
    for interaction in contract.interactions:
        for state in interaction.states:
            ActiveStates(StateHandlers.of(states), {}).set_up(state.name, state.parameters)
        run = verification.replay(contract, interaction)
        assert [one["result"] for one in run.results["interactionResults"]] == ["OK"], run.results
