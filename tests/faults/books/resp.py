"""A Redis client in one page: RESP2 over a unix socket or TCP, pipelined. Replies are bytes, ints, lists or
None."""

import socket
from urllib.parse import urlsplit


class RedisError(Exception):
    """The server's own words."""


def _encode(command):
    parts = [b"*%d\r\n" % len(command)]
    for word in command:
        raw = word if isinstance(word, bytes) else str(word).encode()
        parts.append(b"$%d\r\n%s\r\n" % (len(raw), raw))
    return b"".join(parts)


class Redis:
    def __init__(self, url, timeout=30.0):
        """unix:///path/to/socket or redis://host:port, either with user:password@ before the place"""
        place = urlsplit(url)
        if place.scheme == "unix":
            self._socket = socket.socket(socket.AF_UNIX)
            self._socket.settimeout(timeout)
            try:
                self._socket.connect(place.path)
            except OSError:
                self._socket.close()
                raise
        else:
            self._socket = socket.create_connection((place.hostname, place.port or 6379), timeout)
        self._stream = self._socket.makefile("rb")
        if place.password:
            self.call("AUTH", place.username, place.password)

    def close(self):
        self._stream.close()
        self._socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def call(self, *command):
        reply = self.pipeline([command])[0]
        if isinstance(reply, RedisError):
            raise reply
        return reply

    def pipeline(self, commands):
        """Replies in order; an error reply stands as a RedisError value."""
        replies = []
        for start in range(0, len(commands), 500):  # bounded: neither side's buffers may fill up
            some = commands[start : start + 500]
            self._socket.sendall(b"".join(_encode(command) for command in some))
            replies.extend(self._read() for _ in some)
        return replies

    def values(self, commands):
        """As pipeline(), but the first error is raised."""
        replies = self.pipeline(commands)
        for reply in replies:
            if isinstance(reply, RedisError):
                raise reply
        return replies

    def keys(self, pattern=b"*"):
        """Every key, each once (SCAN may repeat some)."""
        found, cursor = set(), b"0"
        while True:
            cursor, some = self.call("SCAN", cursor, "MATCH", pattern, "COUNT", 1000)
            found.update(some)
            if cursor == b"0":
                return found

    def _read(self):
        line = self._stream.readline()
        if not line.endswith(b"\r\n"):
            raise ConnectionError("Redis closed the connection")
        kind, rest = line[:1], line[1:-2]
        if kind == b"+":
            return rest
        if kind == b"-":
            return RedisError(rest.decode(errors="replace"))
        if kind == b":":
            return int(rest)
        size = int(rest)
        if size < 0:
            return None
        if kind == b"$":
            data = self._stream.read(size + 2)
            if len(data) != size + 2:
                raise ConnectionError("Redis closed the connection")
            return data[:-2]
        if kind == b"*":
            return [self._read() for _ in range(size)]
        raise ConnectionError(f"not a RESP reply: {line!r}")


def pairs(flat):
    """HGETALL's flat reply as a dict."""
    return dict(zip(flat[::2], flat[1::2]))
