"""The provider's half of the workload: one service, alike for both patterns and for the bare requests."""

from flask import Flask, abort
from flask.typing import ResponseReturnValue

ITEMS: set[int] = set()
app = Flask(__name__)


@app.get("/items/<int:number>")
def get_item(number: int) -> ResponseReturnValue:
    if number not in ITEMS:
        abort(404)
    return {"id": number, "name": f"item {number}", "tags": ["one", "two"]}
