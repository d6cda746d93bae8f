"""Servers that are told what happens: HTTPS on threads of this process, one certificate for all of them. What
they were told is kept in the order it came. Used by outgoing_webhooks.py."""

import base64
import hashlib
import hmac
import http.server
import json
import socket
import ssl
import subprocess
import threading
import time


def make_certificate(folder):
    """(certificate, key) of 127.0.0.1, as files."""
    certificate, key = f"{folder}/hooks.pem", f"{folder}/hooks-key.pem"
    words = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=hooks"
    names = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate]
    subprocess.run([*words.split(), *names], capture_output=True, check=True)
    return certificate, key


class Receiver:
    """`answer(number, told)` is the status of the number-th call, from 0; it may take its time."""

    def __init__(self, certificate, key, answer=lambda number, told: 200):
        self.calls, self._lock = [], threading.Lock()
        self.secret = self.endpoint = None
        owner = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                told = {name.lower(): value for name, value in self.headers.items()} | {"body": body}
                with owner._lock:
                    number = len(owner.calls)
                    owner.calls.append(told)
                status = answer(number, told)
                self.send_response(status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                """A caller that was killed breaks off."""

        self._server = Server(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self._server.socket = context.wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )
        self.url = f"https://127.0.0.1:{self._server.server_port}/hook"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def told(self):
        with self._lock:
            return list(self.calls)

    def ids(self):
        return {call["webhook-id"] for call in self.told()}


def nobody():
    """A URL where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"https://127.0.0.1:{free.getsockname()[1]}/hook"


def signature(secret, call):
    """As Standard Webhooks computes it; not by code of ours."""
    signed = f"{call['webhook-id']}.{call['webhook-timestamp']}.".encode() + call["body"]
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def complaints_about(call, secret):
    """What a receiver that checks everything would refuse."""
    if signature(secret, call) not in call["webhook-signature"].split():
        yield f"{call['webhook-id']}: no signature fits: {call['webhook-signature']}"
    if abs(int(call["webhook-timestamp"]) - time.time()) > 300:
        yield f"{call['webhook-id']}: its time is {call['webhook-timestamp']}"
    body = json.loads(call["body"])
    if sorted(body) != ["data", "timestamp", "type"] or body["data"]["id"] != call["webhook-id"]:
        yield f"{call['webhook-id']}: the body is {str(body)[:300]}"
