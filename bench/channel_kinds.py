"""What bench/channels.py delivers through: each kind's integration, whom it reaches, and how they are found."""

import base64
import hashlib
import hmac
import json
import subprocess
import time
from dataclasses import dataclass
from typing import Callable, Optional

SENDER = {"email": "news@mail.example.com", "name": "Example News"}
SMTP_LOGIN = {"username": "mailer", "password": "password-of-nobody"}
SLACK = {
    "app_id": "A0123456789",
    "client_id": "1234567890.1234567890",
    "client_secret": "client-secret-of-nobody-32-chars",
    "signing_secret": "signs-in-nobodys-name-0123456789",
}
TWILIO = {
    "account_sid": "AC00000000000000000000000000000001",
    "api_key": "SK00000000000000000000000000000001",
    "api_secret": "secret-of-nobody",
    "from": "+15005550006",
    "region": "us1",
}
# Shares of --recipients: many to a request, one to a request, and those whose addresses users save one by one.
BATCHED, SINGLE, SAVED = 0.5, 0.15, 0.1


def _base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def user_jwt(project, external_id):
    """As a customer's own backend signs it (HS256 with the project's secret)."""
    claims = {"user_external_id": external_id, "api_key": project["public_key"], "exp": int(time.time()) + 86_400}
    text = f'{_base64url(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())}.{_base64url(json.dumps(claims).encode())}'
    return f"{text}.{_base64url(hmac.new(project['secret_key'].encode(), text.encode(), hashlib.sha256).digest())}"


def _vapid_pair():
    def openssl(*words, data=None):
        return subprocess.run(["openssl", *words], input=data, capture_output=True, check=True).stdout

    key = openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
    # SEC 1: the private scalar is the first octet string; the point ends the public key's DER.
    private = openssl("ec", "-outform", "DER", data=key)
    at = private.index(b"\x04\x20") + 2
    public = openssl("pkey", "-pubout", "-outform", "DER", data=key)[-65:]
    return {"public_key": _base64url(public), "private_key": _base64url(private[at : at + 32])}


@dataclass(frozen=True)
class Kind:
    """`person` is what a line of the import says of a user beyond its name; `calls` what a user saves by REST."""

    name: str
    channel: str
    share: float
    integration: Callable  # stage → (kind, config), or None
    person: Callable = lambda number: {}
    calls: Optional[Callable] = None  # (stage, config, names) → for each name a list of (path, body)
    counted_as: str = ""  # the sandbox's desk
    settings: str = ""  # lines of [providers] that its engine has


def _mailbox(number):
    return {"email": f"user.{number}@x.example.com", "first_name": "Ada", "last_name": f"Lovelace {number}"}


def _browsers(stage, config, names):
    asked = {"public_key": config["public_key"], "names": names, "origin": stage.origin}
    made = stage.control.call("POST", "/subscriptions", asked)["subscriptions"]
    return [[("/channels/web_push/tokens", one)] for one in made]


def _hooks(channel, path_of):
    def calls(stage, config, names):
        hooks = ({"webhook": {"url": stage.origin + path_of(name)}} for name in names)
        return [[(f"/channels/{channel}/tokens", hook)] for hook in hooks]

    return calls


def _slack_channels(stage, config, names):
    workspace = {
        "access_token": "xoxb-one",
        "app_id": SLACK["app_id"],
        "authed_user": {"id": "U0"},
        "team": {"id": "T1"},
    }
    oauth = {"installation_id": f"{SLACK['app_id']}-T1"}
    return [
        [
            ("/integrations/slack/installations", workspace),
            ("/channels/slack/tokens", {"oauth": oauth | {"channel_id": f"C{name.replace('-', '').upper()}"}}),
        ]
        for name in names
    ]


def _relay(stage):
    port = stage.sink.facts["smtp_port"]
    return "smtp", SMTP_LOGIN | {"host": "127.0.0.1", "port": port, "from": SENDER, "security": "starttls"}


KINDS = [
    Kind(
        "expo",
        "mobile_push",
        BATCHED,
        lambda stage: ("expo", {"access_token": "token-of-nobody"}),
        lambda number: {"expo": [{"device_token": f"ExponentPushToken[{number:022d}]"}]},
    ),
    Kind("web_push", "web_push", SAVED, lambda stage: ("web_push", _vapid_pair()), calls=_browsers),
    Kind(
        "ses",
        "email",
        SINGLE,
        lambda stage: (
            "ses",
            {"key_id": "AKIDEXAMPLE", "secret_key": "key-of-nobody", "region": "eu-west-1", "from": SENDER},
        ),
        _mailbox,
    ),
    Kind("sendgrid", "email", BATCHED, lambda stage: ("sendgrid", {"api_key": "SG.key", "from": SENDER}), _mailbox),
    Kind(
        "mailgun",
        "email",
        BATCHED,
        lambda stage: ("mailgun", {"api_key": "key", "domain": "mg.example.com", "region": "us", "from": SENDER}),
        _mailbox,
    ),
    Kind("smtp", "email", SINGLE, _relay, _mailbox),
    Kind("ping_email", "email", BATCHED, lambda stage: ("ping_email", {"url": stage.origin + "/ping"}), _mailbox),
    Kind(
        "twilio",
        "sms",
        SINGLE,
        lambda stage: ("twilio", TWILIO),
        lambda number: {"phone_numbers": [f"+1555{number:07d}"]},
    ),
    Kind("slack", "slack", SAVED, lambda stage: ("slack", SLACK), calls=_slack_channels),
    Kind(
        "slack_hook",
        "slack",
        SAVED,
        lambda stage: ("slack", SLACK),
        calls=_hooks("slack", lambda name: f"/services/T1/B1/{name}"),
        counted_as="slack",
    ),
    Kind("smtp_one_session", "email", SINGLE, _relay, _mailbox, counted_as="smtp", settings="mail_sessions = 1"),
    Kind("teams", "teams", SAVED, lambda stage: None, calls=_hooks("teams", lambda name: f"/workflows/{name}/invoke")),
]
