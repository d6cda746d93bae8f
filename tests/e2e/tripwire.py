"""Listeners where nobody should come: they remember who came, and the first bytes they were sent."""

import socket
import ssl
import threading


class Tripwire(threading.Thread):
    """Port 0 picks a free one. OSError when the address and port cannot be had."""

    def __init__(self, address, port=0):
        super().__init__(daemon=True)
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self.address = address
        self._listener = socket.create_server((address, port), family=family)
        self.port, self.visits = self._listener.getsockname()[1], []
        self.start()

    def run(self):
        while True:
            connection, peer = self._listener.accept()
            visit = [peer, b""]
            self.visits.append(visit)
            with connection:
                visit[1] = self.receive(connection)

    def receive(self, connection):
        """What the visitor says before we hang up."""
        connection.settimeout(1)
        try:
            return connection.recv(4096)
        except OSError:
            return b""

    def is_working(self):
        """Comes to see itself: does a visit count?"""
        before = len(self.visits)
        target = {"0.0.0.0": "127.0.0.2", "::": "::1"}.get(self.address, self.address)
        with socket.create_connection((target, self.port)) as probe:
            probe.sendall(b"probe")
            probe.recv(1)
        return len(self.visits) == before + 1


class Redirector(Tripwire):
    """Speaks TLS with a SnsSender's certificate and answers everything with 302."""

    def __init__(self, address, port, sender, location):
        self._location = location
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(sender.certificate_file, sender.key_file)
        super().__init__(address, port)

    def receive(self, connection):
        connection.settimeout(5)
        head = f"HTTP/1.1 302 Found\r\nLocation: {self._location}\r\nContent-Length: 0\r\n\r\n"
        try:
            with self._tls.wrap_socket(connection, server_side=True) as secured:
                asked = secured.recv(4096)
                secured.sendall(head.encode())
                return asked
        except OSError:  # errors of TLS are among them
            return b""
