import logging

from gunicorn.config import Config

class Logger:
    datefmt: str
    error_log: logging.Logger
    def __init__(self, cfg: Config) -> None: ...
