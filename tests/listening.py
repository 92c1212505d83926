"""An application that answers on a free port of this machine."""

import threading
from contextlib import contextmanager

import uvicorn


@contextmanager
def listening(app):
    """The address at which `app` answers meanwhile."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        pass
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()
