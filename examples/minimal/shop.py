"""The consumer: all that the shop asks the catalogue for."""

import json
from urllib.error import HTTPError
from urllib.request import urlopen


class NoSuchArticleError(LookupError):
    """The catalogue does not have the article."""


def price(base_url: str, article: int) -> int:
    """What the article costs, in cents. Raises NoSuchArticleError."""
    try:
        with urlopen(f"{base_url}/articles/{article}", timeout=5) as answer:
            cents: int = json.load(answer)["cents"]
    except HTTPError as error:
        with error:  # it holds the connection
            if error.code == 404:
                raise NoSuchArticleError(article) from None
            raise
    return cents
