from typing import Any

from pact import Verifier


def test_the_catalogue_keeps_its_contracts(catalogue_url: str, articles: dict[int, int]) -> None:
    def exists(parameters: dict[str, Any]) -> None:
        articles[parameters["id"]] = parameters["cents"]

    def does_not_exist(parameters: dict[str, Any]) -> None:
        articles.pop(parameters["id"], None)

    states = {"the article exists": exists, "the article doesn't exist": does_not_exist}
    verifier = Verifier("catalogue", host="127.0.0.1").add_transport(url=catalogue_url)
    verifier.add_source("contracts").state_handler(states, teardown=False).follow_redirects(False)
    verifier.verify()
    assert verifier.results["interactionResults"], "nothing was verified: is there a contract in contracts/?"
