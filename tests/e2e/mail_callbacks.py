"""Providers that tell later what became of a mail, each signing in its own way."""

import base64
import hashlib
import hmac
import json
import os
import subprocess
import time

from served import expect
from sns_sender import SnsSender


def _openssl(*words, data=None):
    return subprocess.run(["openssl", *words], input=data, capture_output=True, check=True).stdout


def _post(project, stranger, kind, body, headers):
    which = project.call("GET", f"/integrations/{kind}")["data"][0]["id"]
    status, answer = stranger.send("POST", f"/integrations/{kind}/webhooks/incoming/{which}", body, headers)
    expect(status == 200, f"{kind}'s word was answered {status}: {answer}")


class Mailgun:
    kind, others, settings = "mailgun", [], {"webhook_signing_key": "hook"}

    def tell_of_bounce(self, project, stranger, delivery, address):
        moment, token = str(int(time.time())), os.urandom(25).hex()
        mac = hmac.new(b"hook", (moment + token).encode(), hashlib.sha256).hexdigest()
        event = {
            "event": "failed",
            "severity": "permanent",
            "reason": "bounce",
            "recipient": address,
            "user-variables": {"nid": delivery["notification_id"], "did": delivery["delivery_id"]},
        }
        signature = {"timestamp": moment, "token": token, "signature": mac}
        _post(project, stranger, self.kind, {"signature": signature, "event-data": event}, {})


class SendGrid:
    kind, others = "sendgrid", []

    def __init__(self, served):
        self._key = served.path("sendgrid-events.pem")
        _openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", self._key)
        shown = _openssl("pkey", "-in", self._key, "-pubout").decode().splitlines()[1:-1]
        self.settings = {"webhook_verification_key": "".join(shown)}

    def tell_of_bounce(self, project, stranger, delivery, address):
        bounce = {"event": "bounce", "type": "bounce", "email": address, "reason": "550 no such user"}
        ids = {"nid": delivery["notification_id"], "did": delivery["delivery_id"]}
        events = [{"event": "delivered", "email": address} | ids, bounce | ids]
        moment = str(int(time.time()))
        signature = _openssl("dgst", "-sha256", "-sign", self._key, data=(moment + json.dumps(events)).encode())
        headers = {
            "x-twilio-email-event-webhook-timestamp": moment,
            "x-twilio-email-event-webhook-signature": base64.b64encode(signature).decode(),
        }
        _post(project, stranger, self.kind, events, headers)


class Amazon:
    """SES, through SNS."""

    kind, settings = "ses", {}

    def __init__(self, served):
        self._topic = SnsSender(served.folder)
        self.others = [("awssns", {"webhook_signing_secret": self._topic.certificate})]

    def tell_of_bounce(self, project, stranger, delivery, address):
        recipient = {"emailAddress": address, "diagnosticCode": "smtp; 550 5.1.1 no such user"}
        notice = {
            "eventType": "Bounce",
            "bounce": {"bounceType": "Permanent", "bounceSubType": "General", "bouncedRecipients": [recipient]},
            "mail": {"tags": {"nid": [delivery["notification_id"]], "did": [delivery["delivery_id"]]}},
        }
        which = project.call("GET", "/integrations/awssns")["data"][0]["id"]
        message = self._topic.message("Notification", Message=json.dumps(notice))
        status, answer = self._topic.post(stranger, which, message)
        expect(status == 201, f"Amazon's word was answered {status}: {answer}")
