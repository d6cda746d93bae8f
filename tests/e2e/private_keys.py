"""Private keys for providers' accounts: they are parsed when they are saved. Needs nothing but openssl, for the hooks of
schemathesis run in an environment of their own."""

import subprocess


def private_key(*algorithm):
    """PEM, PKCS #8."""
    return subprocess.run(
        ["openssl", "genpkey", *algorithm], capture_output=True, text=True, check=True
    ).stdout
