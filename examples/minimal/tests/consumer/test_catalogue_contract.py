import pytest
from pact import Pact

from shop import NoSuchArticleError, price


def test_the_price_of_an_article(pact: Pact) -> None:
    (
        pact.upon_receiving("a request for an article")
        .given("the article exists", id=7, cents=250)
        .with_request("GET", "/articles/7")
        .will_respond_with(200)
        .with_body({"cents": 250})  # no matcher: the state says what it costs
    )
    with pact.serve("127.0.0.1") as server:
        assert price(str(server.url), 7) == 250


def test_an_article_that_the_catalogue_does_not_have(pact: Pact) -> None:
    (
        pact.upon_receiving("a request for an article that does not exist")
        .given("the article doesn't exist", id=8)
        .with_request("GET", "/articles/8")
        .will_respond_with(404)
    )
    with pact.serve("127.0.0.1") as server, pytest.raises(NoSuchArticleError):
        price(str(server.url), 8)
