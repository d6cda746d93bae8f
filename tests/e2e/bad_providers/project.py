"""A project whose providers mean harm, and one user of it with an address of every kind. All secrets hold WORD."""

import base64
import json
import re

import served  # noqa: F401 - puts the harness of tests/faults in the path
from canary_credentials import CanaryCredentials
from harness.processes import wait_until
from harness.rest import Rest
from openapi_world import customer_token

WORD = "SECRETCANARY"
SENDER = {"email": "news@mail.example.com"}
MAILS = ("sendgrid", "mailgun", "ses", "ping_email", "smtp")
ENDS = ("sent", "failed", "expired", "unknown", "skipped", "revoked")
MOST_BETWEEN = 1000  # events between two of one broadcast
SLACK_APP = "A0123456789"
VAPID = CanaryCredentials.p256_pair()
BROWSER = CanaryCredentials.p256_pair()


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _forms_of_word():
    """As it is, and as base64 has it wherever it begins."""
    yield WORD
    for before in range(3):
        whole = base64.b64encode(b"-" * before + WORD.encode()).decode()
        yield whole[(8 * before + 5) // 6 : 8 * (before + len(WORD)) // 6]


# The canary in any form, a private key, a signed token.
SECRETS = re.compile("|".join([*_forms_of_word(), re.escape(base64url(VAPID[0])), "PRIVATE KEY", r"eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{20,}"]))


def padded(text):
    """A canary of 32 characters."""
    return f"{WORD}{text}".ljust(32, "x")[:32]


class HostileProject:
    # A delivery each, of one broadcast: the workspace's channel and the hook are both Slack's.
    providers = ["apns", "fcm", "expo", "web_push", "twilio", "slack", "slack", "teams"]

    def __init__(self, served, name):
        self.name, self._served = name, served
        self.made = json.loads(served.command("project", "create", name, "--json"))
        token = json.loads(served.command("token", "create", "--project", self.made["id"], "--json"))["token"]
        port = served.server.facts["api_port"]
        self.rest = Rest(port, token)
        profile = {"external_id": "anna", "email": "anna@x.example.com", "phone_numbers": ["+15551230001"]}
        self.rest.call("PUT", "/users", profile)
        self.anna = Rest(port, customer_token(self.made, user_external_id="anna"))
        self._plan("email")

    def _plan(self, *channels):
        plan = {"channels": [{"channel": channel} for channel in channels]}
        self.rest.call("PUT", "/channels/deliveryconfig", plan)

    # What is saved.

    def save_mail(self, kind, turn, origin, relay_port=0):
        secret = f"{WORD}-{turn}"
        config = {
            "sendgrid": {"api_key": f"SG.{secret}", "from": SENDER},
            "mailgun": {"api_key": f"key-{secret}", "domain": "mg.example.com", "region": "us", "from": SENDER},
            "ses": {"key_id": "AKIAEXAMPLE", "secret_key": secret, "region": "eu-west-1", "from": SENDER},
            "ping_email": {"url": f"{origin}/ping?{turn}"},
            "smtp": {"host": "127.0.0.1", "port": relay_port, "username": "mailer", "password": secret, "from": SENDER},
        }[kind]
        self.rest.call("PUT", f"/integrations/{kind}", config)

    def save_integrations(self, turn, issuer_origin):
        credentials = self._served.credentials
        configs = {
            "apns": credentials.apns_integration(),
            "fcm": credentials.fcm_integration(issuer_origin) | {"client_id": str(turn)},
            "expo": {"access_token": f"{WORD}-{turn}"},
            "web_push": {"public_key": base64url(VAPID[1]), "private_key": base64url(VAPID[0])},
            "twilio": self._twilio(turn),
            "slack": self._slack(turn),
        }
        for kind, config in configs.items():
            self.rest.call("PUT", f"/integrations/{kind}", config)

    def _twilio(self, turn):
        account = {"account_sid": f"AC{1:032d}", "api_key": f"SK{1:032d}", "from": "+15005550006"}
        return account | {"api_secret": f"{WORD}-{turn}", "auth_token": f"{WORD}-{turn}-auth"}

    def _slack(self, turn):
        app = {"app_id": SLACK_APP, "client_id": "1234567890.1234567890"}
        return app | {"client_secret": padded(f"client{turn}"), "signing_secret": padded(f"signing{turn}")}

    def have_addresses(self, origin):
        self._plan("mobile_push", "web_push", "sms", "slack", "teams")
        self.rest.call("PUT", "/integrations/slack", self._slack(0))
        for kind, token in (("apns", "c0ffee" * 10 + "beef"), ("fcm", "fcm-" + "f" * 100), ("expo", "ExponentPushToken[a]")):
            self.anna.call("POST", f"/channels/mobile_push/{kind}/tokens", {"device_token": token})
        keys = {"p256dh": base64url(BROWSER[1]), "auth": base64url(b"a" * 16)}
        self.anna.call("POST", "/channels/web_push/tokens", {"endpoint": f"{origin}/wpush/{WORD}", "keys": keys})
        self._install(0)
        self._have_channel()

    def _install(self, turn, **more):
        team = {"access_token": f"xoxb-{WORD}-{turn}", "app_id": SLACK_APP, "authed_user": {"id": "U0"}, "team": {"id": "T1"}}
        self.anna.call("POST", "/integrations/slack/installations", team | more)

    def _have_channel(self):
        oauth = {"channel_id": "C1", "installation_id": f"{SLACK_APP}-T1"}
        self.anna.call("POST", "/channels/slack/tokens", {"oauth": oauth})

    def move_hooks(self, turn, origin):
        """Anna's hooks, and the endpoint that is told of events, to another origin. The endpoint's id."""
        for channel, path in (("slack", f"/services/T1/B1/{WORD}"), ("teams", f"/workflows/{WORD}/invoke")):
            for row in self.anna.call("GET", f"/channels/{channel}/tokens")["data"]:
                if "webhook" in row and not row.get("discarded_at"):
                    self.anna.call("DELETE", f"/channels/{channel}/tokens/{row['id']}")
            hook = {"webhook": {"url": f"{origin}{path}/{turn}"}}
            self.anna.call("POST", f"/channels/{channel}/tokens", hook)
        for row in self.rest.call("GET", "/integrations/webhook")["data"]:
            self.rest.call("DELETE", f"/integrations/webhook/{row['id']}")
        secret = "whsec_" + base64.b64encode(WORD.encode() * 3).decode()
        wanted = {"url": f"{origin}/told/{turn}", "events": ["delivery.*"], "secret": secret}
        return self.rest.call("POST", "/integrations/webhook", wanted)["id"]

    def have_phones(self):
        self._plan("mobile_push", "slack")
        for kind, token in (("fcm", "fcm-" + "f" * 100), ("expo", "ExponentPushToken[a]")):
            self.anna.call("POST", f"/channels/mobile_push/{kind}/tokens", {"device_token": token})
        self._have_channel()

    def save_asides(self, turn, origin):
        """FCM with a token to be fetched, Expo, and a workspace whose token ends soon."""
        fcm = self._served.credentials.fcm_integration(origin)
        configs = {
            "fcm": fcm | {"client_email": f"push-{turn}@test.iam.gserviceaccount.com"},
            "expo": {"access_token": f"{WORD}-{turn}"},
            "slack": self._slack(turn),
        }
        for kind, config in configs.items():
            self.rest.call("PUT", f"/integrations/{kind}", config)
        self._install(turn, refresh_token=f"xoxe-{WORD}-{turn}", expires_in=60)

    # What is sent, and what came of it.

    def send(self):
        body = {"title": "Bells", "content": "They ring.", "recipients": [{"external_id": "anna"}]}
        return self.rest.call("POST", "/broadcasts", body)["id"]

    def is_processed(self, broadcast):
        return self.rest.call("GET", f"/broadcasts/{broadcast}")["status"]["status"] == "processed"

    def cancel(self, broadcast):
        """Unless it is too late."""
        status, answer = self.rest.send("DELETE", f"/broadcasts/{broadcast}")
        served.expect(status in (200, 409), f"DELETE answered {status}: {answer}")

    def events(self):
        return list(self.rest.pages("/events"))

    def count(self, kind):
        return sum(row["type"] == kind for row in self.events())

    def _told_of(self, broadcast):
        """Its deliveries' events stand together: the newest first."""
        others = 0
        for row in self.rest.pages("/events"):
            context, (area, _, kind) = row.get("context") or {}, row["type"].partition(".")
            is_of_it = context.get("broadcast_id") == broadcast
            others = 0 if is_of_it else others + 1
            if is_of_it and area == "delivery":
                yield context, kind
            elif others > MOST_BETWEEN:
                return

    def ends(self, broadcast):
        """Waits; then provider → how its deliveries ended, and the summary says the same."""
        self._served.rest = self.rest
        summary = self._served.processed(broadcast)["status"]["summary"]
        found = {}
        for context, kind in self._told_of(broadcast):
            if kind in ENDS:
                found.setdefault(context.get("provider") or context["channel"], []).append(kind)
        is_failure = any(kind not in ("sent", "skipped") for kinds in found.values() for kind in kinds)
        wanted = {"total": 1, "failures": int(is_failure)}
        served.expect(summary == wanted, f"{self.name}: the summary is {summary}, the ends are {found}")
        return found

    def hook_ended(self, endpoint, name):
        """Its call was made and answered, whatever was made of that."""
        path = f"/integrations/webhook/{endpoint}"
        ask = lambda: self.rest.call("GET", path)["status"]  # noqa: E731
        wait_until(lambda: ask()["failed_attempts"] + ask()["delivered"] > 0, f"{name}: the endpoint to be called")
