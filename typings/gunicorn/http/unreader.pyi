class Unreader:
    def take_buffered(self) -> bytes: ...

class SocketUnreader(Unreader):
    max_body_chunk: int
