"""The provider: what the catalogue answers. It has more to say than the shop wants to know."""

from flask import Flask, abort


def create_app(articles: dict[int, int]) -> Flask:
    """The service; `articles` maps each article's number to its price in cents."""
    app = Flask(__name__)

    @app.get("/articles/<int:article>")
    def show(article: int) -> dict[str, int | str]:
        if article not in articles:
            abort(404)
        return {"id": article, "cents": articles[article], "currency": "EUR"}

    return app
