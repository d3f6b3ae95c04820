from gunicorn.http.unreader import Unreader

class Parser:
    unreader: Unreader
    def finish_body(self, deadline: float | None = None, max_bytes: int | None = None) -> bool: ...
