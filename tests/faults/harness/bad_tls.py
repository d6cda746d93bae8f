"""A server in the providers' place whose TLS no client may believe, or which is none at all."""

import os
import ssl
import subprocess

from harness.wire_proxy import WireProxy
from harness.world import World

_GRACE = 10.0  # seconds a caller is listened to


def _certificate(folder, name, subject, days):
    key, certificate = os.path.join(folder, f"{name}.key"), os.path.join(folder, f"{name}.pem")
    words = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    words += ["-subj", "/CN=test", "-addext", f"subjectAltName={subject}", "-days", str(days)]
    subprocess.run([*words, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    return certificate, key


class BadTls(WireProxy):
    """Harmless until worsen() is called. `heard` is what callers said to it in spite of all, decrypted or in the clear."""

    CERTIFICATES = ("a stranger's certificate", "another host's certificate")
    OTHERS = ("TLS 1.1 at most", "no handshake", "no TLS")

    def __init__(self, target, seed, folder):
        super().__init__(target, seed)
        self._certificates = {
            "a stranger's certificate": _certificate(folder, "stranger", "IP:127.0.0.1", 2),
            "another host's certificate": _certificate(folder, "elsewhere", "DNS:elsewhere.test", 2),
            "TLS 1.1 at most": _certificate(folder, "old", "IP:127.0.0.1", 2),
        }
        self._bad, self.callers, self.heard = None, 0, b""

    def trusted_certificates(self):
        """To be trusted by clients, so that what else is wrong with them is what counts."""
        trusted = ("another host's certificate", "TLS 1.1 at most")
        return [self._certificates[way][0] for way in trusted]

    def worsen(self, way):
        self._bad = way

    def serve(self, client):
        way = self._bad
        if way is None:
            return super().serve(client)
        self.callers += 1
        client.settimeout(_GRACE)
        try:
            self._mistreat(client, way)
        except OSError:
            pass  # whoever called has had enough
        return None

    def _mistreat(self, client, way):
        if way == "no handshake":
            while client.recv(65_536):
                pass
        elif way == "no TLS":
            client.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
            while said := client.recv(65_536):
                if b"HTTP/" in said:
                    self.heard += said
        else:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*self._certificates[way])
            context.set_alpn_protocols(["h2", "http/1.1"])
            if way == "TLS 1.1 at most":
                context.set_ciphers("DEFAULT:@SECLEVEL=0")
                context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
            with context.wrap_socket(client, server_side=True) as secured:
                while said := secured.recv(65_536):
                    self.heard += said


class BehindBadTls(World):
    def _front(self):
        self.wire = BadTls(int(self.sandbox_origin.rpartition(":")[2]), self.options.seed, self.folder)
        with open(self.path("trusted.pem"), "w", encoding="ascii") as file:
            for certificate in (self.sandbox.facts["ca_file"], *self.wire.trusted_certificates()):
                with open(certificate, encoding="ascii") as one:
                    file.write(one.read())
        self.sandbox.facts["ca_file"] = self.path("trusted.pem")
        return f"https://127.0.0.1:{self.wire.port}"

    def remove(self):
        self.wire.close()
        super().remove()
