#!/usr/bin/env python3
"""`kill -9` of `carillon serve`, again and again, while one broadcast goes out over every channel at once.

Afterwards each address was reached: what may be sent again at least once, text messages at most once; each delivery has
one end, and the summary, the events and the providers' ledger agree.
"""

import base64
import hashlib
import json
import sys
from collections import Counter

from play import play
from served import expect
from books import ledger
from canary_credentials import CanaryCredentials
from harness.processes import wait_until
from harness.rest import Rest
from openapi_world import customer_token

CROWD, KILLS = 60, 4
CHANNELS = ("in_app", "mobile_push", "web_push", "email", "sms", "slack", "teams")
EXPO, TWILIO = {"access_token": "expo-token"}, {
    "account_sid": "AC00000000000000000000000000000001",
    "api_key": "SK00000000000000000000000000000001",
    "api_secret": "secret-of-nobody",
    "from": "+15005550006",
    "region": "us1",
}
SLACK = {
    "app_id": "A0123456789",
    "client_id": "1234567890.1234567890",
    "client_secret": "client-secret-of-nobody-32-chars",
    "signing_secret": "signs-in-nobodys-name-0123456789",
}
SENDGRID = {"api_key": "SG.key", "from": {"email": "news@mail.example.com"}}
AT_MOST_ONCE = "twilio"


def was_taken(line):
    return 200 <= line.status < 300 or line.reason == "answer_lost"


class EveryChannel:
    def __init__(self, served):
        self.served = served
        private, public = CanaryCredentials.p256_pair()
        encode = lambda data: base64.urlsafe_b64encode(data).rstrip(b"=").decode()  # noqa: E731
        self.vapid = {"public_key": encode(public), "private_key": encode(private)}
        self.names = [f"crowd-{number}" for number in range(CROWD)]
        self.addresses = {}  # provider → what its ledger calls them

    def set_up(self):
        served = self.served
        served.start()
        served.make_project()
        trusted = served.credentials.for_sandbox() | {
            "expo": [EXPO],
            "web_push": [{"public_key": self.vapid["public_key"]}],
            "sendgrid": [{"api_key": SENDGRID["api_key"]}],
            "twilio": [{name: TWILIO[name] for name in ("account_sid", "api_key", "api_secret")}],
        }
        served.control.call("PUT", "/credentials", trusted)
        served.save_integrations()
        configs = {"expo": EXPO, "web_push": self.vapid, "sendgrid": SENDGRID, "twilio": TWILIO, "slack": SLACK}
        for kind, config in configs.items():
            served.rest.call("PUT", f"/integrations/{kind}", config)
        plan = {"channels": [{"channel": channel} for channel in CHANNELS]}
        served.rest.call("PUT", "/channels/deliveryconfig", plan)

    def _note(self, provider, address):
        self.addresses.setdefault(provider, []).append(address)

    def a_crowd_has_an_address_of_every_kind(self):
        served = self.served
        for number, name in enumerate(self.names):
            profile = {"email": f"{name}@x.example.com", "phone_numbers": [f"+1666{number:07d}"]}
            served.rest.call("PUT", "/users", {"external_id": name, **profile})
            self._note("sendgrid", profile["email"])
            self._note("twilio", profile["phone_numbers"][0])
            user = Rest(served.server.facts["api_port"], customer_token(served.project, user_external_id=name))
            tokens = {
                "apns": hashlib.sha256(name.encode()).hexdigest().replace("eeeeee", "dddddd"),
                "fcm": f"{number:022d}:APA91b" + "x" * 123,
                "expo": f"ExponentPushToken[alpha.{number}]",
            }
            for provider, token in tokens.items():
                user.call("POST", f"/channels/mobile_push/{provider}/tokens", {"device_token": token})
                self._note(provider, token)
            self._have_browser(user, name)
            for channel, path in (("slack", f"/services/T0/B0/{name}"), ("teams", f"/workflows/{name}/invoke")):
                hook = {"webhook": {"url": served.sandbox_origin + path}}
                user.call("POST", f"/channels/{channel}/tokens", hook)
                self._note(channel, path)

    def _have_browser(self, user, name):
        start = user.call("POST", "/integrations/web_push/installations/start")
        asked = {"public_key": start["public_key"], "names": [name], "origin": self.served.sandbox_origin}
        made = self.served.control.call("POST", "/subscriptions", asked)["subscriptions"][0]
        user.call("POST", "/channels/web_push/tokens", made)
        self._note("web_push", name)

    def taken(self):
        """(provider, address) → how often it was taken. Logins and look-ups are nobody's message."""
        lines = [line for line in ledger.read(self.served.ledger, is_live=True) if line.provider in self.addresses]
        return Counter((line.provider, line.token) for line in lines if was_taken(line) and line.token != "-")

    def nothing_is_lost_and_no_text_comes_twice(self):
        served = self.served
        served.control.call("PUT", "/behaviour", {"latency_ms": 150})
        body = {"title": "Bells", "content": "They ring.", "recipients": [{"external_id": name} for name in self.names]}
        broadcast = served.rest.call("POST", "/broadcasts", body)["id"]
        all_of_them = sum(len(known) for known in self.addresses.values())
        for kills in range(KILLS):
            wanted = all_of_them * (2 * kills + 1) // (2 * KILLS + 2)
            wait_until(lambda wanted=wanted: len(self.taken()) >= wanted, f"{wanted} deliveries to be taken")
            served.server.kill()
            served.start()
        served.control.call("PUT", "/behaviour", {"latency_ms": 0})
        wait_until(lambda: self.is_processed(broadcast), f"broadcast {broadcast} to be processed", interval=0.5)
        self.compare(broadcast, served.rest.call("GET", f"/broadcasts/{broadcast}")["status"]["summary"])

    def is_processed(self, broadcast):
        """A job that lost its worker three times is taken for poison, and kills at random meet the same job that often:
        the operator tries it again."""
        self.served.command("dead", "redrive", "--all")
        return self.served.rest.call("GET", f"/broadcasts/{broadcast}")["status"]["status"] == "processed"

    def compare(self, broadcast, summary):
        taken = self.taken()
        ends = self.ends_of(broadcast)
        for provider, known in self.addresses.items():
            missing = [address for address in known if not taken[provider, address]]
            sent, unknown = ends[provider, "sent"], ends[provider, "unknown"]
            if provider == AT_MOST_ONCE:
                twice = [address for address in known if taken[provider, address] > 1]
                expect(not twice, f"came twice: {twice}")
                expect(len(missing) == unknown, f"{len(missing)} texts never went out, {unknown} are unknown")
            else:
                expect(not missing and not unknown, f"{provider} never took {missing[:3]}, {unknown} are unknown")
            expect(sent + unknown == len(known), f"{provider}: {sent} sent and {unknown} unknown of {len(known)}")
        total = sum(count for (_, kind), count in ends.items() if kind != "retried")
        wanted = sum(len(known) for known in self.addresses.values()) + CROWD  # an item in each inbox
        expect(total == wanted, f"{total} ends of {wanted} deliveries: {dict(ends)}")
        strangers = {one for one in taken} - {(via, one) for via, known in self.addresses.items() for one in known}
        expect(not strangers, f"taken for nobody: {list(strangers)[:3]}")
        failures = {"total": CROWD, "failures": ends[AT_MOST_ONCE, "unknown"]}
        expect(summary == failures, f"the summary is {summary}, not {failures}")
        repeated = sum(count - 1 for count in taken.values())
        print(f"    {KILLS} kills, {total} deliveries, {repeated} sent again, {failures['failures']} texts unknown")

    def ends_of(self, broadcast):
        """(provider, kind) → how many of the broadcast's deliveries the events say so of."""
        found = Counter()
        for row in self.served.rest.pages("/events"):
            context = row.get("context") or {}
            area, _, kind = row["type"].partition(".")
            if area == "delivery" and context.get("broadcast_id") == broadcast and kind != "retried":
                found[context.get("provider") or context["channel"], kind] += 1
        return found

    def each_inbox_has_it_once(self):
        for name in self.names[:: CROWD // 6]:
            user = Rest(self.served.server.facts["api_port"], customer_token(self.served.project, user_external_id=name))
            rows = user.call("GET", "/notifications")["data"]
            expect(len(rows) == 1, f"{name} has {len(rows)} notifications: {json.dumps(rows)[:300]}")

    def stop(self):
        self.served.stop()


STEPS = [
    EveryChannel.set_up,
    EveryChannel.a_crowd_has_an_address_of_every_kind,
    EveryChannel.nothing_is_lost_and_no_text_comes_twice,
    EveryChannel.each_inbox_has_it_once,
    EveryChannel.stop,
]


if __name__ == "__main__":
    sys.exit(play(__doc__, STEPS, EveryChannel))
