"""Stands between a worker and Redis on a socket of its own, and does to commands what a run asks for: it puts a
mutant's scripts in the place of the real ones, or loses the reply of one that was executed. Threads of ours, one for
each direction of a connection."""

import random
import socket
import socketserver
import threading

from harness.scripts import edited, name_of, read_all


def _read_command(stream):
    """Its words, or None at the end."""
    head = stream.readline()
    if not head.startswith(b"*"):
        return None
    words = []
    for _ in range(int(head[1:])):
        size = int(stream.readline()[1:])
        words.append(stream.read(size + 2)[:-2])
    return words


def _encode(words):
    return b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words)


class RedisProxy:
    def __init__(self, path, redis_path):
        self.path, self._redis_path = path, redis_path
        self._other_texts, self._lossy, self._one_in, self._dice = {}, frozenset(), 0, None
        self.replaced = self.lost = 0
        proxy = self

        class Link(socketserver.BaseRequestHandler):
            def handle(self):
                proxy.serve(self.request)

        class Server(socketserver.ThreadingUnixStreamServer):
            daemon_threads = True

        self._server = Server(path, Link)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"unix://{self.path}"

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def put_in(self, edit):
        """Scripts as a mutant has them, from the next command on."""
        self._other_texts = edited(edit)

    def lose_replies(self, scripts, one_in, seed):
        """Of these scripts' executions, one in so many, by chance; the connection goes with the reply."""
        texts = read_all()
        self._one_in, self._dice = one_in, random.Random(seed)
        self._lossy = frozenset(name_of(texts[name]) for name in scripts)

    def lose_no_more(self):
        self._lossy = frozenset()

    def _change(self, words):
        """The command as it goes on."""
        kind = words[0].upper()
        if kind not in (b"EVAL", b"EVALSHA"):
            return words
        name = words[1] if kind == b"EVALSHA" else name_of(words[1].decode())
        other = self._other_texts.get(name)
        if other is None:
            return words
        self.replaced += 1
        return [words[0], name_of(other.decode()) if kind == b"EVALSHA" else other, *words[2:]]

    def _is_to_be_lost(self, words):
        return words[0].upper() == b"EVALSHA" and words[1] in self._lossy and not self._dice.randrange(self._one_in)

    def serve(self, client):
        redis, is_losing = socket.socket(socket.AF_UNIX), threading.Event()
        try:
            redis.connect(self._redis_path)
            threading.Thread(target=self._bring_replies, args=(redis, client, is_losing), daemon=True).start()
            with client.makefile("rb") as stream:
                while (words := _read_command(stream)) and not is_losing.is_set():
                    if self._is_to_be_lost(words):
                        self.lost += 1
                        is_losing.set()
                    redis.sendall(_encode(self._change(words)))
        except (OSError, ValueError):
            pass  # one of the two hung up
        finally:
            if not is_losing.is_set():
                self._hang_up(redis, client)

    def _bring_replies(self, redis, client, is_losing):
        try:
            while data := redis.recv(65_536):
                if is_losing.is_set():
                    break
                client.sendall(data)
        except OSError:
            pass
        self._hang_up(redis, client)

    @staticmethod
    def _hang_up(*sockets):
        for each in sockets:
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
