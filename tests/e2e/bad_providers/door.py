"""A port with TLS behind which whoever is asked means harm: every request is answered by the mischief of the moment,
over HTTP/2 or HTTP/1.1 as that one speaks. Also a port where nothing may ever arrive."""

import socket
import ssl
import threading

from bad_providers import h1, h2

LONGEST_TURN = 30.0  # seconds that a peer may leave us waiting


class Mischief:
    """What is done to whoever asks: `act(wire)` of the module of that protocol. Of a path that ends with a key of
    `honest` (HTTP/1.1 only) the answer is that."""

    def __init__(self, honest=None):
        self.protocol, self.act, self.honest = "h1", None, honest or {}
        self.asked, self.most_poured = [], 0
        self._open, self._lock = set(), threading.Lock()

    def turn_to(self, protocol, act):
        """Connections of before end here."""
        with self._lock:
            self.protocol, self.act, self.asked, self.most_poured = protocol, act, [], 0
            gone, self._open = self._open, set()
        for one in gone:
            hang_up(one)

    def add(self, connection):
        with self._lock:
            self._open.add(connection)

    def note(self, path):
        self.asked.append(path)

    def poured(self, count):
        self.most_poured = max(self.most_poured, count)


def hang_up(connection):
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass


class Door:
    def __init__(self, identity, mischief):
        self._mischief = mischief
        self._tls = {name: identity.tls() for name in ("h1", "h2")}
        self._tls["h1"].set_alpn_protocols(["http/1.1"])
        self._tls["h2"].set_alpn_protocols(["h2"])
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.origin = f"https://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            accepted, _ = self._listener.accept()
            threading.Thread(target=self._serve, args=(accepted,), daemon=True).start()

    def _serve(self, accepted):
        mischief, protocol = self._mischief, self._mischief.protocol
        accepted.settimeout(LONGEST_TURN)
        try:
            with self._tls[protocol].wrap_socket(accepted, server_side=True) as connection:
                mischief.add(connection)
                (h1 if protocol == "h1" else h2).serve(connection, mischief)
        except (OSError, ssl.SSLError, ValueError):
            pass  # whoever called has had enough


class Elsewhere:
    """Where redirects lead: an honest server that counts who comes."""

    def __init__(self, identity):
        self.visits = 0
        self._tls = identity.tls()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.origin = f"https://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            accepted, _ = self._listener.accept()
            self.visits += 1
            accepted.close()
