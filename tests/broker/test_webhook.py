"""A contract that nobody has verified calls the provider's job, which verifies that very version of the provider.

- the broker calls about 5 s after a contract was published: with its URL, and the version and branch of the provider
- the job's result, under that version and branch, turns the consumer's "no" into "yes"
- setting the webhook up again leaves a single one

A broker in a container sees this machine under another name: BROKER_SEES_US_AS=host.docker.internal.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from queue import Queue
from threading import Thread

import pytest
from flask import Flask, request
from werkzeug.serving import make_server

from tests.broker.life import Life, Provider, promise, refused, succeeded

pytestmark = pytest.mark.broker

NAME = promise("a user's name", "/users/1", {"name": "Alice"})
CITY = promise("a user's city", "/users/1/address", {"city": "Oslo"})
ANSWERS = {"/users/1": {"name": "Alice"}, "/users/1/address": {"city": "Oslo"}}
LONGEST = 30  # seconds to wait for the broker's call


@dataclass
class Job:
    """What stands for the provider's CI: its address as the broker sees it, and what the broker told it."""

    url: str
    calls: "Queue[dict[str, str]]"


@pytest.fixture
def job() -> Iterator[Job]:
    calls: Queue[dict[str, str]] = Queue()
    app = Flask("the provider's CI")

    @app.post("/dispatches")
    def begin() -> tuple[str, int]:
        calls.put(request.get_json()["client_payload"])
        return "", 204

    seen_as = os.environ.get("BROKER_SEES_US_AS", "127.0.0.1")
    server = make_server("127.0.0.1" if seen_as == "127.0.0.1" else "0.0.0.0", 0, app, threaded=True)  # noqa: S104
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield Job(f"http://{seen_as}:{server.port}/dispatches", calls)
    server.shutdown()
    thread.join()
    server.server_close()


def set_up(life: Life, job: Job, users: Provider, environment: str) -> str:
    """What `make broker-setup` runs, for the contracts published as version 1."""
    contracts = next(life.folder.glob("shop-*/1"))
    run = succeeded(
        life.command("setup", "--pact-dir", str(contracts), "--environments", environment, "--webhook", job.url)
    )
    assert users.name in run.output
    return run.output


def webhooks(life: Life, users: Provider) -> list[str]:
    listed = life.rest.get(f"/webhooks/provider/{users.name}") or {"_links": {}}
    return [one["href"] for one in listed["_links"].get("pb:webhooks", [])]


def test_a_new_contract_calls_the_providers_job(life: Life, job: Job) -> None:
    shop, users, production = life.consumer("shop"), life.provider("users"), life.environment("production")
    shop.publish("1", NAME, of=users)
    succeeded(users.verify("abc1", ANSWERS))
    life.record_deployment(users, "abc1", production)
    assert set_up(life, job, users, production) == set_up(life, job, users, production)
    assert len(webhooks(life, users)) == 1

    shop.publish("2", NAME, CITY, of=users, branch="feat/city")
    told = job.calls.get(timeout=LONGEST)
    assert told["sha"] == "abc1"
    assert told["branch"] == "main"
    refused(life.can_i_deploy(shop, "2", production))

    succeeded(users.verify(told["sha"], ANSWERS, branch=told["branch"], PACT_URL=told["pact_url"]))
    succeeded(life.can_i_deploy(shop, "2", production))
