"""A TCP proxy that damages what goes through it: resets after so many bytes, silence, a trickle. It sees TLS and breaks
records, not messages: what was under way is nobody's to know."""

import random
import select
import socket
import socketserver
import struct
import threading
import time

_NOBODY = (None, 0)
_PACE = 0.02  # seconds a byte


class WireProxy:
    def __init__(self, target, seed):
        """`target`: port on this machine. Harmless until damage() is called."""
        self._target, self._dice, self._lock = target, random.Random(seed), threading.Lock()
        self._way, self._most_bytes = _NOBODY
        self.damaged = 0
        proxy = self

        class Link(socketserver.BaseRequestHandler):
            def handle(self):
                proxy.serve(self.request)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            request_queue_size = 128

        self._server = Server(("127.0.0.1", 0), Link)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def damage(self, way, most_bytes):
        """Of connections made from now on, each after a number of bytes by chance: "reset", "silence" or "trickle"."""
        self._way, self._most_bytes = way, most_bytes

    def spare(self):
        self._way, self._most_bytes = _NOBODY

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def serve(self, client):
        with socket.create_connection(("127.0.0.1", self._target)) as server:
            with self._lock:
                way, left = self._way, self._dice.randrange(self._most_bytes) if self._way else 0
            try:
                self._carry({client: server, server: client}, way, left)
            except OSError:
                pass  # one of the two is gone

    def _carry(self, other_of, way, left):
        """Both directions, until one of the two hangs up or fate does. `left`: bytes until it is met."""
        is_met = False
        while True:
            for source in select.select(list(other_of), [], [])[0]:
                data = source.recv(65_536)
                if not data:
                    return
                whole = data[: max(0, left)] if way else data
                left -= len(data)
                other_of[source].sendall(whole)
                if len(whole) == len(data):
                    continue
                self.damaged += not is_met
                is_met = True
                if way == "reset":
                    for each in other_of:
                        each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                        each.close()
                    return
                if way == "trickle":
                    for byte in data[len(whole) :]:
                        other_of[source].sendall(bytes([byte]))
                        time.sleep(_PACE)
                # silence: the rest is read, and goes nowhere
