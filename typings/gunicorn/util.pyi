from collections.abc import Callable
from socket import socket
from urllib.parse import SplitResult

write_error: Callable[[socket, int, str, str], None]

def write_nonblock(sock: socket, data: bytes, chunked: bool = False) -> None: ...
def split_request_uri(uri: str) -> SplitResult: ...
