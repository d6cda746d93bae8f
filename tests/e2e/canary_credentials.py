"""The harness's provider accounts, and what else canary.py needs a key for."""

import subprocess

from harness.credentials import Credentials


def _openssl(*words, data=None):
    return subprocess.run(["openssl", *words], input=data, capture_output=True, check=True).stdout


class CanaryCredentials(Credentials):
    @staticmethod
    def p256_pair():
        """(private scalar of 32 bytes, public point of 65 bytes) on P-256."""
        key = _openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
        # SEC 1: the private scalar is the first octet string; the point ends the public key's DER.
        private = _openssl("ec", "-outform", "DER", data=key)
        public = _openssl("pkey", "-pubout", "-outform", "DER", data=key)
        at = private.index(b"\x04\x20") + 2
        return private[at : at + 32], public[-65:]

    @staticmethod
    def certificate():
        words = "req -x509 -newkey rsa:2048 -nodes -keyout /dev/null -days 2"  # as Amazon's
        return _openssl(*words.split(), "-subj", "/CN=sns.example.com").decode()
