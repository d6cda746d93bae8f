"""Provider accounts made with the openssl program: the private halves for the integrations, the public ones
for the sandbox. Fresh in every run; nothing secret is in the repository."""

import subprocess

TEAM, KEY, APP = "TESTTEAM01", "TESTKEY001", "com.example.carillon"
GOOGLE_PROJECT, GOOGLE_ACCOUNT = "carillon-test", "push@carillon-test.iam.gserviceaccount.com"


def _openssl(*words, data=None):
    return subprocess.run(["openssl", *words], input=data, capture_output=True, text=True, check=True).stdout


def _key_pair(*algorithm):
    private = _openssl("genpkey", *algorithm)
    return private, _openssl("pkey", "-pubout", data=private)


class Credentials:
    def __init__(self):
        self._apple, self._apple_public = _key_pair("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
        self._google, self._google_public = _key_pair("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048")

    def apns_integration(self):
        return {"app_id": APP, "badge": "unread", "certificate": self._apple, "key_id": KEY, "team_id": TEAM}

    def fcm_integration(self, sandbox_origin):
        return {
            "type": "service_account",
            "project_id": GOOGLE_PROJECT,
            "private_key_id": "test-key-1",
            "private_key": self._google,
            "client_email": GOOGLE_ACCOUNT,
            "client_id": "100000000000000000001",
            "auth_uri": "https://accounts.google.com/o/oauth2/auth",
            "token_uri": f"{sandbox_origin}/token",
            "auth_provider_x509_cert_url": "https://www.googleapis.com/oauth2/v1/certs",
            "client_x509_cert_url": "https://www.googleapis.com/robot/v1/metadata/x509/push",
            "universe_domain": "googleapis.com",
        }

    def for_sandbox(self):
        return {
            "apns": [
                {
                    "team_id": TEAM,
                    "key_id": KEY,
                    "public_key": self._apple_public,
                    "topics": [APP],
                    "environment": "both",
                }
            ],
            "fcm": [
                {
                    "project_id": GOOGLE_PROJECT,
                    "client_email": GOOGLE_ACCOUNT,
                    "private_key_id": "test-key-1",
                    "public_key": self._google_public,
                }
            ],
        }
