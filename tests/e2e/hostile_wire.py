"""Raw HTTP/1.1 over a socket: bytes out as they are given, answers read one by one. Believes nothing."""

import socket

PATIENCE = 30.0


class Wire:
    def __init__(self, port, address="127.0.0.1"):
        self._socket = socket.create_connection((address, port), timeout=PATIENCE)
        self._buffer = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._socket.close()

    def write(self, data):
        """False when the peer has closed on us."""
        try:
            self._socket.sendall(data)
            return True
        except OSError:
            return False

    def _fill(self):
        try:
            more = self._socket.recv(65536)
        except ConnectionError:
            more = b""
        self._buffer += more
        return bool(more)

    def answer(self, to_head=False):
        """(status, headers, body) of the next response; None when the connection ends instead."""
        while b"\r\n\r\n" not in self._buffer:
            if not self._fill():
                return None
        head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        size = 0 if to_head else int(headers.get("content-length", 0))
        while len(self._buffer) < size:
            if not self._fill():
                return None
        body, self._buffer = self._buffer[:size], self._buffer[size:]
        return int(first.split(" ")[1]), headers, body

    def status(self):
        """Of the next response, 0 when there is none."""
        answer = self.answer()
        return answer[0] if answer else 0

    def is_closed(self):
        """Reads to the end; True when nothing more came before it."""
        while self._fill():
            pass
        return not self._buffer


def head(method, target, *fields):
    lines = [f"{method} {target} HTTP/1.1", "Host: localhost", *fields, "", ""]
    return "\r\n".join(lines).encode("latin-1")


def bearer(token):
    return f"Authorization: Bearer {token}"
