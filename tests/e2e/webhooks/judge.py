#!/usr/bin/env python3
"""What we send to endpoints before the Python libraries that receivers verify webhooks with: standardwebhooks, and svix.

    judge.py --signer <path of webhook_signer> --library standardwebhooks|svix

Run by the Python of an environment that has the library (script/test-packages).
"""

import argparse
import base64
import importlib
import json
import os
import subprocess
import sys
import time

BODIES = ["{}", '{"type":"delivery.sent"}', '{"log":"Grüße, 鐘 🔔"}', json.dumps({"long": "x" * 20_000})]


def secret(size=32):
    return "whsec_" + base64.b64encode(os.urandom(size)).decode()


class Judge:
    def __init__(self, signer, library):
        found = importlib.import_module(library)
        self.signer, self.hook, self.refusal = signer, found.Webhook, self._refusal_of(library)

    @staticmethod
    def _refusal_of(library):
        return importlib.import_module(f"{library}.webhooks").WebhookVerificationError

    def sign(self, body, *secrets, identity="msg_1", age=0):
        call = {"id": identity, "secrets": secrets, "body": body, "at": int((time.time() - age) * 1000)}
        done = subprocess.run([self.signer], input=json.dumps(call), capture_output=True, text=True, check=True)
        return json.loads(done.stdout)["headers"]

    def accepts(self, key, body, headers):
        """It says so, and returns what the body says or nothing."""
        try:
            return self.hook(key).verify(body, headers) in (json.loads(body), None)
        except self.refusal:
            return False


def judge(by):
    for size in (24, 32, 64):
        key = secret(size)
        for body in BODIES:
            assert by.accepts(key, body, by.sign(body, key)), f"{size} bytes: {body[:40]}"
    fresh, former, stranger = secret(), secret(), secret()
    headers = by.sign("{}", fresh, former)
    assert by.accepts(fresh, "{}", headers) and by.accepts(former, "{}", headers), "not both secrets sign"
    assert not by.accepts(stranger, "{}", headers), "any secret will do"
    assert not by.accepts(fresh, "{ }", headers), "another body verifies"
    for name, value in (("webhook-id", "msg_2"), ("webhook-timestamp", str(int(headers["webhook-timestamp"]) + 1))):
        assert not by.accepts(fresh, "{}", headers | {name: value}), f"another {name} verifies"
    for age in (600, -600):
        assert not by.accepts(fresh, "{}", by.sign("{}", fresh, age=age)), f"a call of {age} s ago verifies"


def main():
    words = argparse.ArgumentParser()
    words.add_argument("--signer", required=True)
    words.add_argument("--library", required=True)
    chosen = words.parse_args()
    judge(Judge(chosen.signer, chosen.library))
    print(f"{chosen.library} verifies what we sign, and nothing else")


if __name__ == "__main__":
    sys.exit(main())
