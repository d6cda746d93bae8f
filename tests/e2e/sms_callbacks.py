#!/usr/bin/env python3
"""What Twilio tells of text messages later: `carillon serve` and the sandbox, which posts to each message's
StatusCallback as the message makes its way.

Each status is an event of the delivery it belongs to, once; a message that does not arrive says why. Where the
integration names the account's auth token, posts that somebody else signed count for nothing; without one, the
address itself is the proof.
"""

import sys
from pathlib import Path
from urllib.request import Request, urlopen
from urllib.error import HTTPError

from play import play
from served import expect
from harness.processes import wait_until

PUBLIC_URL = "https://bells.example:8443"
ACCOUNT = {"account_sid": "AC00000000000000000000000000000001", "api_key": "SK1", "api_secret": "secret-of-nobody"}
AUTH_TOKEN, ANOTHER = "signs-callbacks-of-nobody", "signs-for-somebody-else"
REACHED, UNREACHED = "+15551230001", "+199930005123"
WAY = ["queued", "sent", "delivered"]


class SmsCallbacks:
    def __init__(self, served):
        self.served = served

    @property
    def rest(self):
        return self.served.rest

    def set_up(self):
        served = self.served
        path = Path(served.settings)
        text = path.read_text(encoding="utf-8").replace("[api]\n", f'[api]\npublic_url = "{PUBLIC_URL}"\n')
        path.write_text(text, encoding="utf-8")
        served.start()
        served.make_project()
        self.rest.call("PUT", "/channels/deliveryconfig", {"channels": [{"channel": "sms"}]})
        for name, number in (("anna", REACHED), ("bert", UNREACHED)):
            self.rest.call("PUT", "/users", {"external_id": name, "phone_numbers": [number]})
        self.call_here(f"http://127.0.0.1:{served.server.facts['api_port']}")

    def call_here(self, origin):
        """As a proxy would: nobody is at the public URL."""
        self.served.control.call("PUT", "/behaviour", {"callback_origin": origin, "callback_step_ms": 5})

    def trust(self, **account):
        """The sandbox signs with this account's auth token; the integration's is another matter."""
        known = {"twilio": [ACCOUNT | account]}
        self.served.control.call("PUT", "/credentials", self.served.credentials.for_sandbox() | known)

    def integrate(self, **more):
        self.rest.call("PUT", "/integrations/twilio", ACCOUNT | {"from": "+15005550006", "region": "us1"} | more)

    def send(self, name):
        """The delivery's id, once it was sent."""
        body = {"title": "Bells", "content": "They ring.", "recipients": [{"external_id": name}]}
        broadcast = self.rest.call("POST", "/broadcasts", body)["id"]
        self.served.processed(broadcast)
        sent = [row for row in self.rest.pages("/events") if row["type"] == "delivery.sent"]
        return next(row["context"]["delivery_id"] for row in sent if row["context"]["broadcast_id"] == broadcast)

    def calls(self):
        return self.served.control.call("GET", "/calls")["calls"]

    def answered(self, since, status):
        """All three posts were made, and answered so."""
        wait_until(lambda: len(self.calls()) >= since + len(WAY), "the sandbox to call back")
        seen = [(call["what"], call["status"]) for call in self.calls()[since:]]
        expect([each for _, each in seen] == [status] * len(WAY), f"callbacks were answered {seen}")

    def told(self, delivery):
        """{type: [status]} of its events but the first."""
        found = {}
        for row in self.rest.pages("/events"):
            context = row.get("context") or {}
            if context.get("delivery_id") == delivery and row["type"] != "delivery.sent":
                found.setdefault(row["type"], []).append(context["status"])
        return {kind: sorted(statuses) for kind, statuses in found.items()}

    def a_signed_way_is_told_step_by_step(self):
        self.trust(auth_token=AUTH_TOKEN)
        self.integrate(auth_token=AUTH_TOKEN)
        since, delivery = len(self.calls()), self.send("anna")
        self.answered(since, 204)
        expect(self.told(delivery) == {"delivery.status": sorted(WAY)}, f"told: {self.told(delivery)}")

    def who_was_not_reached_is_told_with_the_reason(self):
        since, delivery = len(self.calls()), self.send("bert")
        self.answered(since, 204)
        wanted = {"delivery.status": ["queued", "sent"], "delivery.undelivered": ["undelivered"]}
        expect(self.told(delivery) == wanted, f"told: {self.told(delivery)}")
        row = next(row for row in self.rest.pages("/events") if row["type"] == "delivery.undelivered")
        expect(row["context"]["reason"].startswith("30005") and row["level"] == "error", f"told: {row}")
        expect(row["context"]["provider_id"].startswith("SM"), f"told: {row}")

    def what_somebody_else_signed_counts_for_nothing(self):
        self.trust(auth_token=ANOTHER)
        since, delivery = len(self.calls()), self.send("anna")
        self.answered(since, 401)
        self.trust()
        since, unsigned = len(self.calls()), self.send("anna")
        self.answered(since, 401)
        expect(self.told(delivery) == self.told(unsigned) == {}, f"told: {self.told(delivery)}, {self.told(unsigned)}")

    def without_an_auth_token_the_address_is_the_proof(self):
        self.integrate()
        since, delivery = len(self.calls()), self.send("anna")
        self.answered(since, 204)
        expect(self.told(delivery) == {"delivery.status": sorted(WAY)}, f"told: {self.told(delivery)}")

    def an_address_that_was_tampered_with_is_none(self):
        url = self.calls()[-1]["url"].replace(PUBLIC_URL, f"http://127.0.0.1:{self.served.server.facts['api_port']}")
        expect(self.post(url) == 204, "the address was right before")
        before = len(list(self.rest.pages("/events")))
        for wrong in (url[:-1], url + "A", url[:-2] + ("AA" if url[-2:] != "AA" else "BB")):
            expect(self.post(wrong) == 404, f"{wrong} was answered {self.post(wrong)}")
        expect(len(list(self.rest.pages("/events"))) == before, "an event came of it")

    @staticmethod
    def post(url):
        form = b"MessageSid=SM1&MessageStatus=delivered"
        try:
            with urlopen(Request(url, form, {"content-type": "application/x-www-form-urlencoded"})) as answer:
                return answer.status
        except HTTPError as refused:
            return refused.code

    def nobody_elsewhere_is_called(self):
        self.call_here("")
        since = len(self.calls())
        self.send("anna")
        self.answered(since, 0)
        expect(all("not on this machine" in call["error"] for call in self.calls()[since:]), f"{self.calls()[since:]}")

    def stop(self):
        self.served.stop()


STEPS = [
    SmsCallbacks.set_up,
    SmsCallbacks.a_signed_way_is_told_step_by_step,
    SmsCallbacks.who_was_not_reached_is_told_with_the_reason,
    SmsCallbacks.what_somebody_else_signed_counts_for_nothing,
    SmsCallbacks.without_an_auth_token_the_address_is_the_proof,
    SmsCallbacks.an_address_that_was_tampered_with_is_none,
    SmsCallbacks.nobody_elsewhere_is_called,
    SmsCallbacks.stop,
]


if __name__ == "__main__":
    sys.exit(play(__doc__, STEPS, SmsCallbacks))
