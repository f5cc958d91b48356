"""A provider of a few lines, whose answers are what it is given: `create_app({"/users/1": {"name": "Alice"}})`."""

from collections.abc import Mapping

from flask import Flask, jsonify
from flask.typing import ResponseReturnValue


def create_app(answers: Mapping[str, object]) -> Flask:
    """An application that answers the JSON of each path, and 404 for every other one."""
    app = Flask("a small provider")

    @app.get("/<path:path>")
    def answer(path: str) -> ResponseReturnValue:
        if f"/{path}" not in answers:
            return {"title": "Not Found"}, 404
        return jsonify(answers[f"/{path}"])

    return app
