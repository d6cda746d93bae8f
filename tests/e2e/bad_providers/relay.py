"""An SMTP server that means harm: honest up to a stage of the talk, and from there on not. What it is told in the
clear is kept: no password may be in it."""

import socketserver
import threading
import time

PAGE = b"a" * 65_536
STAGES = ("greeting", "ehlo", "starttls", "secured ehlo", "auth", "sender", "recipient", "data", "verdict")
HONEST = {
    "greeting": b"220 relay.test\r\n",
    "ehlo": b"250-relay.test\r\n250 STARTTLS\r\n",
    "starttls": b"220 go on\r\n",
    "secured ehlo": b"250-relay.test\r\n250 AUTH PLAIN\r\n",
    "auth": b"235 welcome\r\n",
    "sender": b"250 ok\r\n",
    "recipient": b"250 ok\r\n",
    "data": b"354 go on\r\n",
    "verdict": b"250 queued\r\n",
}


def say(*lines):
    return lambda talk: talk.say(b"".join(line + b"\r\n" for line in lines))


def pour(piece, begin=b""):
    def act(talk):
        talk.say(begin)
        for _ in range((1 << 30) // len(piece)):
            talk.say(piece)

    return act


def hang_up(talk):
    """Without a word."""


def echo(talk):
    talk.say(b"535 no such login: " + talk.heard + b"\r\n")


def drip(talk):
    for byte in b"220 " + b"a" * 300:
        talk.say(bytes([byte]))
        time.sleep(1)


# (name, stage, what is done there)
MISCHIEF = [
    ("a greeting without an end", "greeting", pour(b"220-hello\r\n" * 1000)),
    ("a line without an end", "greeting", pour(PAGE, b"220 ")),
    ("codes that are none", "greeting", say(b"2x0 hello")),
    ("a code that nobody has", "greeting", say(b"999 hello")),
    ("words of another protocol", "greeting", say(b"HTTP/1.1 400 Bad Request", b"content-length: 0", b"")),
    ("zeroes", "greeting", pour(b"\0" * 4096)),
    ("answers to questions nobody asked", "greeting", pour(b"250 yes\r\n" * 1000, b"220 hello\r\n")),
    ("extensions without an end", "ehlo", pour(b"250-MORE\r\n" * 1000)),
    ("an answer of two codes", "ehlo", say(b"250-relay.test", b"550 no")),
    ("no protection on offer", "ehlo", say(b"250-relay.test", b"250 AUTH PLAIN LOGIN")),
    ("words slipped in before TLS", "starttls", say(b"220 go on", b"250-relay.test", b"250 AUTH PLAIN", b"235 welcome")),
    ("a refusal of TLS", "starttls", say(b"502 not today")),
    ("a login that is repeated aloud", "auth", echo),
    ("an answer of a megabyte to the login", "auth", pour(PAGE, b"535 ")),
    ("a recipient answered without an end", "recipient", pour(b"550-no\r\n" * 1000)),
    ("a verdict without an end", "verdict", pour(b"250-queued\r\n" * 1000)),
    ("hanging up after the last dot", "verdict", hang_up),
]


class Relay:
    def __init__(self, identity):
        self.turn_to(None, None)
        self.in_the_clear, self.reached = b"", set()
        relay, tls = self, identity.tls()

        class Talk(socketserver.StreamRequestHandler):
            def handle(self):
                self.is_secure, self.heard, self.stage, self.act = False, b"", relay.stage, relay.act
                try:
                    self._talk()
                except (OSError, ValueError):
                    pass  # whoever called has had enough

            def say(self, data):
                self.wfile.write(data)

            def _talk(self):
                for stage in STAGES:
                    if stage != "greeting":
                        self._listen(stage)
                    relay.reached.add(stage)
                    if stage == self.stage:
                        relay.was_done = True
                        return self.act(self)
                    self.say(HONEST[stage])
                    if stage == "starttls":
                        self._secure()

            def _listen(self, stage):
                """A line, or the mail up to its lone dot."""
                while line := self.rfile.readline(65_536):
                    self.heard = line.strip()
                    if not self.is_secure:
                        relay.in_the_clear += line
                    if stage != "verdict" or line == b".\r\n":
                        return
                raise ValueError("gone")

            def _secure(self):
                self.request = tls.wrap_socket(self.request, server_side=True)
                self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", 0)
                self.is_secure = True

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True

        server = Server(("127.0.0.1", 0), Talk)
        self.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()

    def turn_to(self, stage, act):
        """For sessions that begin from now on."""
        self.stage, self.act, self.was_done = stage, act, False
