"""The consumer's half of the workload: COUNT tests of one interaction each, alike for both patterns."""

import http.client
import json
import os

import pytest
from pact import Pact, match

pytestmark = pytest.mark.pact(consumer="bench-client", provider="bench-service")


@pytest.mark.parametrize("number", range(1, int(os.environ["COUNT"]) + 1))
def test_get_item(pact: Pact, number: int) -> None:
    (
        pact.upon_receiving(f"a request for item {number}")
        .given("the item exists", id=number)
        .with_request("GET", f"/items/{number}")
        .will_respond_with(200)
        .with_body({"id": number, "name": match.str("an item"), "tags": match.each_like("a tag", min=1)})
    )
    with pact.serve(addr="127.0.0.1") as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        connection.request("GET", f"/items/{number}")
        assert json.load(connection.getresponse())["id"] == number
        connection.close()
