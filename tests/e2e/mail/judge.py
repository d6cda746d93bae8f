"""Our SMTP sessions before aiosmtpd, a server by other people: what it took is what we meant, with STARTTLS, under TLS
and after a login; what it refuses ends up with whom it refused.

judge.py --sender <send_mails>. Exit code 77: skipped, since Debian's python3-aiosmtpd is not there.
"""

import argparse
import base64
import json
import os
import ssl
import subprocess
import sys
import tempfile

try:
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import AuthResult, LoginPassword
except ImportError:
    print("skipped: no python3-aiosmtpd")
    sys.exit(77)

STAGES = ["connect", "hello", "starttls", "auth", "sender", "recipient", "data", "message"]
USER, PASSWORD = "carillon", "pass word \u00e9"


class Inbox:
    def __init__(self):
        self.taken = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody"):
            return "550 5.1.1 no such user"
        if address.startswith("later"):
            return "451 4.7.1 come back later"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server, session, envelope):
        if b"refuse me" in envelope.original_content:
            return "554 5.6.0 not that"
        self.taken.append((envelope.mail_from, list(envelope.rcpt_tos), envelope.original_content))
        return f"250 2.0.0 queued as {len(self.taken)}"


def authenticate(server, session, envelope, mechanism, data):
    is_known = (
        isinstance(data, LoginPassword) and data.login == USER.encode() and data.password == PASSWORD.encode()
    )
    return AuthResult(success=is_known, handled=False)


class Judge:
    def __init__(self, sender, folder):
        self.sender = sender
        self.certificate, self.key = (os.path.join(folder, name) for name in ("cert.pem", "key.pem"))
        self.other = os.path.join(folder, "other.pem")
        for certificate in (self.other, self.certificate):
            request = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=judge"]
            names = ["-addext", "subjectAltName=DNS:localhost", "-keyout", self.key, "-out", certificate]
            subprocess.run(request + names, check=True, capture_output=True)
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(self.certificate, self.key)
        self.failed = 0

    def run(self, mails, security="starttls", password=PASSWORD, ca_file=None, offers_tls=True):
        """What became of the mails, and what arrived."""
        inbox = Inbox()
        words = dict(hostname="127.0.0.1", port=0, enable_SMTPUTF8=True, authenticator=authenticate)
        if security == "tls":
            words.update(ssl_context=self.tls, auth_require_tls=False, auth_required=True)
        elif offers_tls:
            words.update(tls_context=self.tls, require_starttls=True, auth_required=True)
        server = Listening(inbox, **words)
        server.start()
        try:
            told = subprocess.run(
                [self.sender, str(server.bound_port()), ca_file or self.certificate, security, USER, password],
                input="".join(json.dumps(mail) + "\n" for mail in mails),
                capture_output=True,
                text=True,
                timeout=60,
                check=True,
            ).stdout
        finally:
            server.stop()
        return [verdict_of(json.loads(line)) for line in told.splitlines()], inbox.taken

    def expect(self, what, seen, wanted):
        if seen == wanted:
            print(f"ok: {what}")
            return
        self.failed += 1
        print(f"FAILED: {what}\n  wanted {wanted!r}\n  saw    {seen!r}")


class Listening(Controller):
    """A controller that takes the port the system gives it."""

    def _trigger_server(self):
        # The base class asks the configured port, which is none yet, for a greeting.
        self.port = self.bound_port()
        super()._trigger_server()

    def bound_port(self):
        return self.server.sockets[0].getsockname()[1]


def verdict_of(end):
    if "failure" in end:
        return end["failure"]
    return [f"{STAGES[reply['stage']]} {reply['code']} {reply['enhanced']}".strip() for reply in end["replies"]]


def mail(message, to=("a@example.org",), **more):
    return {"from": "news@example.org", "to": list(to), "message": base64.b64encode(message).decode(), **more}


MESSAGES = [
    (b"Subject: x\r\n\r\nHello\r\n", None),
    (b"Subject: dots\r\n\r\n.\r\n..\r\n.a\r\n\r\n.", b"Subject: dots\r\n\r\n.\r\n..\r\n.a\r\n\r\n.\r\n"),
    (b"Subject: ends\r\n\r\na\nb\rc\r\n.\nd\r\r\n", b"Subject: ends\r\n\r\na\r\nb\r\nc\r\n.\r\nd\r\n\r\n"),
    (b"Subject: long\r\n\r\n" + (b"." + b"x" * 900 + b"\r\n") * 400, None),
    ("Subject: caf\u00e9\r\n\r\n\u4f60\u597d\r\n".encode(), None),
    (b"Subject: smuggled\r\n\r\nx\r\n.\rQUIT\r\n", b"Subject: smuggled\r\n\r\nx\r\n.\r\nQUIT\r\n"),
]


def judge(run):
    ok = ["message 250 2.0.0"]
    for security in ("starttls", "tls"):
        told, taken = run.run([mail(sent) for sent, _ in MESSAGES], security)
        run.expect(f"{security}: every mail is taken", told, [ok] * len(MESSAGES))
        arrived = sorted(content for _, _, content in taken)
        run.expect(f"{security}: byte by byte", arrived, sorted(wanted or sent for sent, wanted in MESSAGES))
    told, taken = run.run([mail(b"x\r\n", ["j\u00f6@example.org"], needs_utf8=True)])
    run.expect("an address beyond ASCII", [told, taken[0][1]], [[ok], ["j\u00f6@example.org"]])
    told, taken = run.run([mail(b"x\r\n", ["nobody@example.org", "b@example.org", "later@example.org"])])
    wanted = ["recipient 550 5.1.1", "message 250 2.0.0", "recipient 451 4.7.1"]
    run.expect("each recipient's own reply", [told, taken[0][1]], [[wanted], ["b@example.org"]])
    told, taken = run.run([mail(b"refuse me\r\n"), mail(b"x\r\n", ["nobody@example.org"]), mail(b"take me\r\n")])
    wanted = [["message 554 5.6.0"], ["recipient 550 5.1.1"], ok]
    run.expect("a session outlives refusals", [told, len(taken)], [wanted, 1])
    told, taken = run.run([mail(b"%d\r\n" % number) for number in range(250)])
    run.expect("250 mails, a hundred a session at most", [told, len(set(taken_text(taken)))], [[ok] * 250, 250])
    told, taken = run.run([mail(b"x\r\n")] * 2, password="wrong")
    run.expect("a wrong password is everybody's reply", [told, taken], [[["auth 535 5.7.8"]] * 2, []])
    told, taken = run.run([mail(b"x\r\n")], offers_tls=False)
    run.expect("no STARTTLS, no mail", [told, taken], [[["starttls 0"]], []])
    told, taken = run.run([mail(b"x\r\n")], ca_file=run.other)
    run.expect("a certificate nobody vouches for", [told, taken], [["tls_verify"], []])


def taken_text(taken):
    return [content for _, _, content in taken]


def main():
    words = argparse.ArgumentParser()
    words.add_argument("--sender", required=True)
    with tempfile.TemporaryDirectory() as folder:
        run = Judge(words.parse_args().sender, folder)
        judge(run)
    sys.exit(1 if run.failed else 0)


if __name__ == "__main__":
    main()
