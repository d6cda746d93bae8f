"""Who takes mail and keeps it whole, for programs that look into what people would read: an HTTPS server in the
place of a provider's API, and an SMTP relay. Both are good for 127.0.0.1 under one certificate made for the run."""

import base64
import os
import socketserver
import ssl
import subprocess
import threading
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Identity:
    """A key and its own certificate; clients trust `certificate`."""

    def __init__(self, folder):
        self.certificate, self._key = (os.path.join(folder, f"recorder-{what}.pem") for what in ("cert", "key"))
        words = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=recorder -addext subjectAltName=IP:127.0.0.1"
        files = ["-keyout", self._key, "-out", self.certificate]
        subprocess.run(["openssl", *words.split(), *files], check=True, capture_output=True)

    def tls(self):
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.load_cert_chain(self.certificate, self._key)
        return made


class WebRecorder:
    """Answers every POST with 200 and `answer`; keeps (path, headers, body)."""

    def __init__(self, identity, answer=b"{}"):
        self.requests = kept = []

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                kept.append((self.path, self.headers, body))
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        server.socket = identity.tls().wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.origin = f"https://127.0.0.1:{server.server_port}"

    def forms(self):
        """Bodies that are multipart/form-data, as lists of (name, value)."""
        return [_form_of(headers["content-type"], body) for _, headers, body in self.requests]


def _form_of(content_type, body):
    whole = message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    return [
        (part.get_param("name", header="content-disposition"), part.get_payload(decode=True).decode())
        for part in whole.get_payload()
    ]


class RelayRecorder:
    """Takes mail after STARTTLS and a login, whoever logs in; keeps (sender, recipients, message), and how many
    sessions there were at a time."""

    def __init__(self, identity):
        self.mails = kept = []
        self.sessions, self.most_sessions = 0, 0
        owner, counting, tls = self, threading.Lock(), identity.tls()

        class Talk(socketserver.StreamRequestHandler):
            def handle(self):
                with counting:
                    owner.sessions += 1
                    owner.most_sessions = max(owner.most_sessions, owner.sessions)
                try:
                    self._talk()
                finally:
                    with counting:
                        owner.sessions -= 1

            def _talk(self):
                self.is_secure = False
                self._say("220 relay.test")
                while line := self.rfile.readline():
                    if self._obey(line.rstrip(b"\r\n").decode()):
                        return

            def _say(self, *lines):
                self.wfile.write("".join(line + "\r\n" for line in lines).encode())

            def _obey(self, line):
                """True when the session is over."""
                verb = line.partition(" ")[0].upper()
                if verb == "EHLO":
                    self._say("250-relay.test", "250-8BITMIME", "250 AUTH PLAIN" if self.is_secure else "250 STARTTLS")
                elif verb == "STARTTLS":
                    self._say("220 go on")
                    self.request = tls.wrap_socket(self.request, server_side=True)
                    self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", 0)
                    self.is_secure = True
                elif verb == "AUTH":
                    base64.b64decode(line.split(" ")[2], validate=True)
                    self._say("235 welcome")
                elif verb in ("MAIL", "RCPT"):
                    path = line.partition("<")[2].partition(">")[0]
                    if verb == "MAIL":
                        self.sender, self.recipients = path, []
                    else:
                        self.recipients.append(path)
                    self._say("250 ok")
                elif verb == "DATA":
                    self._say("354 go on")
                    kept.append((self.sender, self.recipients, self._message()))
                    self._say("250 queued")
                elif verb == "QUIT":
                    self._say("221 bye")
                    return True
                else:
                    self._say("250 ok" if verb == "RSET" else "502 not known here")
                return False

            def _message(self):
                lines = []
                while (line := self.rfile.readline()) != b".\r\n":
                    lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
                return message_from_bytes(b"".join(lines), policy=policy.default)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True

        server = Server(("127.0.0.1", 0), Talk)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.port = server.server_address[1]

    def to(self, address):
        """The last mail to that address."""
        return [mail for _, recipients, mail in self.mails if recipients == [address]][-1]
