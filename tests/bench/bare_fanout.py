"""A bare WebSocket server to stand beside the hall: `python -m tests.bench.bare_fanout PORT`. What is posted is sent to everybody, as it is.

The same gevent server and WebSocket library as the hall, without hall, Flask, Socket.IO or log.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import Any


def main(port: int) -> int:
    from queue_server.serving import patch

    patch()
    import simple_websocket
    from gevent.pywsgi import WSGIServer

    following: list[simple_websocket.Server] = []

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "POST":
            text = environ["wsgi.input"].read().decode()
            for socket in following:
                socket.send(text)
            start_response("204 No Content", [("Content-Length", "0")])
            return []
        socket = simple_websocket.Server(environ)
        following.append(socket)
        try:
            socket.receive()
        except simple_websocket.ConnectionClosed:
            following.remove(socket)
        return []

    server = WSGIServer(("127.0.0.1", port), application, log=None, error_log=None)
    server.start()
    print("ready", flush=True)
    server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
