"""Posts messages as Amazon SNS would, signed with a certificate made for the run."""

import base64
import os
import subprocess
from datetime import datetime, timezone
from urllib.parse import quote


def _openssl(*words, data=None):
    return subprocess.run(["openssl", *words], input=data, capture_output=True, check=True).stdout


class SnsSender:
    def __init__(self, folder, *hosts):
        """`hosts` are the names the certificate is good for, as a TLS server's too."""
        self.key_file, self.certificate_file = (
            os.path.join(folder, f"sns-{what}.pem") for what in ("key", "certificate")
        )
        names = ",".join(f"DNS:{host}" for host in hosts or ("sns.names.test",))
        request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=sns"]
        _openssl(
            *request,
            "-addext",
            f"subjectAltName={names}",
            "-keyout",
            self.key_file,
            "-out",
            self.certificate_file,
        )
        with open(self.certificate_file, encoding="ascii") as file:
            self.certificate = file.read()

    def message(self, kind, region="eu-west-1", **changes):
        topic = f"arn:aws:sns:{region}:1:topic"
        host = f"https://sns.{region}.amazonaws.com"
        message = {
            "Type": kind,
            "MessageId": os.urandom(8).hex(),
            "TopicArn": topic,
            "Message": "m",
            "Timestamp": datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "SignatureVersion": "2",
            "SigningCertURL": f"{host}/SimpleNotificationService-0a1b.pem",
        }
        if kind != "Notification":
            query = f"Action=ConfirmSubscription&TopicArn={quote(topic, safe='')}&Token=t0ken"
            message |= {"Token": "t0ken", "SubscribeURL": f"{host}/?{query}"}
        message |= changes
        message["Signature"] = self._sign(message)
        return message

    def _sign(self, message):
        fields = ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]
        text = "".join(f"{name}\n{message[name]}\n" for name in fields if name in message)
        raw = _openssl("dgst", "-sha256", "-sign", self.key_file, data=text.encode())
        return base64.b64encode(raw).decode()

    @staticmethod
    def post(rest, integration, message):
        """(status, answer) of the API."""
        path = f"/integrations/awssns/webhooks/incoming/{integration}"
        return rest.send("POST", path, message, {"x-amz-sns-message-type": message["Type"]})
