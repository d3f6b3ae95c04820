from socket import socket

from _typeshed.wsgi import WSGIApplication
from gunicorn.config import Config
from gunicorn.glogging import Logger

class Application:
    callable: object

class Worker:
    app: Application
    alive: bool
    cfg: Config
    log: Logger
    sockets: list[socket]
    wsgi: WSGIApplication
    def __init__(
        self,
        age: int,
        ppid: int,
        sockets: list[socket],
        app: Application | None,
        timeout: int,
        cfg: Config,
        log: Logger,
    ) -> None: ...
    def init_process(self) -> None: ...
    def load_wsgi(self) -> None: ...
    def notify(self) -> None: ...
    def run(self) -> None: ...
