"""The floor: the requests that a verification cannot do without (state, request, teardown), and nothing else."""

import http.client
import os
from threading import Thread

from app import ITEMS, app
from flask import request
from werkzeug.serving import make_server


@app.post("/state")
def state() -> str:
    ITEMS.clear()
    ITEMS.add(request.get_json()["id"])
    return ""


server = make_server("127.0.0.1", 0, app, threaded=True)
thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
thread.start()
for number in range(1, int(os.environ["COUNT"]) + 1):
    for method, path in (("POST", "/state"), ("GET", f"/items/{number}"), ("POST", "/state")):
        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        body = f'{{"id": {number}}}' if method == "POST" else None
        connection.request(method, path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200
        connection.close()
server.shutdown()
thread.join()
server.server_close()
