#!/usr/bin/env python3
"""Expo and Web Push, end to end: `carillon serve` over REST alone, delivering to the sandbox's Expo and push service.

What a service worker reads of a push; requests of a hundred; one dead device, one refused push and devices of several
projects in a request; subscriptions that are gone; refusals that pass; receipts that outlive a crash. After each broadcast its books: the summary, the
events and the ledger tell the same.
"""

import base64
import json
import sys
import uuid
from collections import Counter

from play import play
from served import expect
from books import ledger
from books.identity import raw_id
from books.placement import partition_of_user
from canary_credentials import CanaryCredentials
from harness.processes import is_alive, wait_until
from harness.rest import Rest
from openapi_world import customer_token

EXPO_TOKEN = "expo-access-token-of-a-test"
WORDS = {"title": "Bells", "content": "They *ring*.", "action_url": "https://example.com/bells?a=1&b=2"}


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def expo_token(inside):
    return f"ExponentPushToken[{inside}]"


class BrowsersAndExpo:
    def __init__(self, served):
        self.served = served
        private, public = CanaryCredentials.p256_pair()
        self.vapid = {"public_key": base64url(public), "private_key": base64url(private)}
        self.seen = 0  # lines of the ledger that earlier steps looked at

    # What people set up.

    def set_up(self):
        served = self.served
        with open(served.settings, "a", encoding="utf-8") as file:
            file.write('[receipts]\nfirst_after = "500ms"\n')
        served.start()
        served.make_project()
        trusted = {
            "expo": [{"access_token": EXPO_TOKEN}],
            "web_push": [{"public_key": self.vapid["public_key"]}],
        }
        served.control.call("PUT", "/credentials", served.credentials.for_sandbox() | trusted)
        served.rest.call("PUT", "/integrations/expo", {"access_token": EXPO_TOKEN})
        served.rest.call("PUT", "/integrations/web_push", self.vapid)
        plan = {"channels": [{"channel": "mobile_push"}, {"channel": "web_push"}]}
        served.rest.call("PUT", "/channels/deliveryconfig", plan)

    def user(self, name):
        token = customer_token(self.served.project, user_external_id=name)
        return Rest(self.served.server.facts["api_port"], token)

    def have_phone(self, name, inside):
        """The path of the token, at which its user finds it."""
        path, user = "/channels/mobile_push/expo/tokens", self.user(name)
        return f"{path}/{user.call('POST', path, {'device_token': expo_token(inside)})['id']}"

    def have_browser(self, name, subscription):
        """As a site does it: the start of an installation, then the subscription. The path of the token."""
        path, user = "/channels/web_push/tokens", self.user(name)
        start = user.call("POST", "/integrations/web_push/installations/start")
        origin = self.served.sandbox_origin
        asked = {"public_key": start["public_key"], "names": [subscription], "origin": origin}
        made = self.served.control.call("POST", "/subscriptions", asked)["subscriptions"][0]
        return f"{path}/{user.call('POST', path, made)['id']}"

    def is_discarded(self, name, path):
        return bool(self.user(name).call("GET", path).get("discarded_at"))

    def neighbours(self, count):
        """Users who live in one partition, so that one job reaches all of them."""
        homes = {}
        while True:
            name = f"neighbour-{uuid.uuid4()}"
            identity = self.served.rest.call("PUT", "/users", {"external_id": name})["id"]
            home = partition_of_user(raw_id(self.served.project["id"]), raw_id(identity))
            homes.setdefault(home, []).append(name)
            if len(homes[home]) == count:
                return homes[home]

    # What is sent, and what came of it.

    def deliver(self, names, failures=0):
        """A broadcast to these users, once it is processed: {"lines": those of the ledger since the last one,
        "events": by type}. Its books have to be exact."""
        recipients = [{"external_id": name} for name in names]
        broadcast = self.served.rest.call("POST", "/broadcasts", WORDS | {"recipients": recipients})["id"]
        status = self.served.processed(broadcast)["status"]
        wanted = {"total": len(names), "failures": failures}
        expect(status["summary"] == wanted, f"the summary is {status}, not {wanted}")
        events = {}
        for row in self.served.rest.pages("/events"):
            if (row.get("context") or {}).get("broadcast_id") == broadcast:
                events.setdefault(row["type"], []).append(row)
        news = ledger.read(self.served.ledger, is_live=True)[self.seen :]
        self.seen += len(news)
        lines = [line for line in news if line.provider != "expo_receipts"]
        self.compare(events, lines)
        return {"events": events, "lines": lines}

    def compare(self, events, lines):
        """Each push that a provider took is one event, and was sent once."""
        taken = Counter(line.notification for line in lines if line.status in (200, 201))
        told = Counter(row["context"]["notification_id"] for row in events.get("delivery.sent", []))
        expect(taken == told, f"taken: {sum(taken.values())}, told as sent: {sum(told.values())}")
        phones = [line.delivery for line in lines if line.provider == "expo" and line.status == 200]
        expect(len(set(phones)) == len(phones), "a device was pushed twice")
        ends = events.get("delivery.sent", []) + events.get("delivery.failed", [])
        ended = [row["context"]["delivery_id"] for row in ends]
        expect(len(set(ended)) == len(ended), "a delivery ended twice")

    @staticmethod
    def of(sent, kind, provider):
        return [row for row in sent["events"].get(kind, []) if row["context"].get("provider") == provider]

    @staticmethod
    def requests(sent, status):
        """How many deliveries each of Expo's requests carried that has lines of that status."""
        bodies = Counter(line.body_hash for line in sent["lines"] if line.provider == "expo")
        chosen = {
            line.body_hash for line in sent["lines"] if (line.provider, line.status) == ("expo", status)
        }
        return sorted(bodies[each] for each in chosen)

    # The steps.

    def a_browser_is_told_what_its_service_worker_reads(self):
        self.have_browser("reader", "readers-browser")
        sent = self.deliver(["reader"])
        shown = self.served.control.call("GET", "/subscriptions/readers-browser")
        told = self.of(sent, "delivery.sent", "web_push")
        expect(len(told) == 1 and told[0]["code"] == 201, f"the events are {sent['events']}")
        expect(shown == WORDS | {"id": told[0]["context"]["notification_id"]}, f"the browser was told {shown}")

    def a_phone_and_a_browser_of_one_user_are_both_reached(self):
        self.have_phone("reader", "readers-phone")
        sent = self.deliver(["reader"])
        expect(len(self.of(sent, "delivery.sent", "web_push")) == 1, f"the events are {sent['events']}")
        expect(len(self.of(sent, "delivery.sent", "expo")) == 1, f"the events are {sent['events']}")

    def phones_share_requests_of_a_hundred(self):
        self.crowd = self.neighbours(3)
        with open(self.served.path("crowd.ndjson"), "w", encoding="utf-8") as file:
            for name in self.crowd:
                phones = [{"device_token": expo_token(f"crowd-{uuid.uuid4()}")} for _ in range(49)]
                file.write(json.dumps({"external_id": name, "expo": phones}) + "\n")
        self.served.command("import", self.served.path("crowd.ndjson"))
        sent = self.deliver(self.crowd)
        expect(self.requests(sent, 200) == [47, 100], f"requests carried {self.requests(sent, 200)} pushes")

    def a_dead_device_among_them_is_discarded(self):
        dead = self.have_phone(self.crowd[1], "sbx-DeviceNotRegistered-crowd")
        sent = self.deliver(self.crowd)
        wait_until(lambda: self.is_discarded(self.crowd[1], dead), "the dead device to be discarded")
        failed = self.of(sent, "delivery.failed", "expo")
        expect(len(failed) == 1, f"failed: {failed}")
        expect(failed[0]["context"]["reason"].startswith("DeviceNotRegistered"), f"it failed as {failed[0]}")
        expect(len(self.of(sent, "delivery.sent", "expo")) == 147, "others went down with it")
        expect(len(self.of(self.deliver(self.crowd), "delivery.sent", "expo")) == 147, "it is still pushed to")

    def devices_of_several_projects_are_sent_apart(self):
        for inside in ("alpha.1", "beta.1", "alpha.2", "beta.2"):
            self.have_phone("tester", inside)
        sent = self.deliver(["tester"])
        refused = {line.reason for line in sent["lines"] if line.status == 400}
        expect(refused == {"PUSH_TOO_MANY_EXPERIENCE_IDS"}, f"refused as {refused}")
        expect(self.requests(sent, 200) == [2, 2], f"requests carried {self.requests(sent, 200)} pushes")
        expect(len(self.of(sent, "delivery.sent", "expo")) == 4, f"the events are {sent['events']}")

    def a_refused_push_takes_no_other_down(self):
        for inside in ("one-1", "one-2", "sbx-VALIDATION_ERROR-one", "one-4", "one-5"):
            self.have_phone("unlucky", inside)
        sent = self.deliver(["unlucky"])
        failed = self.of(sent, "delivery.failed", "expo")
        expect(len(failed) == 1 and "VALIDATION_ERROR" in failed[0]["context"]["reason"], f"failed: {failed}")
        expect(len(self.of(sent, "delivery.sent", "expo")) == 4, f"the events are {sent['events']}")

    def a_subscription_that_is_gone_is_discarded(self):
        for name, reason in (("leaver", "GONE"), ("lost", "INVALID_ENDPOINT")):
            path = self.have_browser(name, f"sbx-{reason}-{name}")
            sent = self.deliver([name], failures=1)
            wait_until(lambda name=name, path=path: self.is_discarded(name, path), f"{path} to be discarded")
            failed = self.of(sent, "delivery.failed", "web_push")
            expect(len(failed) == 1, f"the events are {sent['events']}")
            skipped = self.deliver([name])["events"]["delivery.skipped"]
            reasons = {row["context"]["reason"] for row in skipped}
            expect(reasons == {"no_address"}, f"skipped: {reasons}")

    def refusals_that_pass_are_tried_again(self):
        rules = [
            {"provider": provider, "times": 1, "action": {"respond": respond}}
            for provider in ("expo", "web_push")
            for respond in ({"status": 503}, {"status": 429, "retry_after": "1"}, {"status": 500})
        ]
        self.served.control.call("POST", "/rules", rules)
        sent = self.deliver(["reader"])
        for provider, good in (("expo", 200), ("web_push", 201)):
            statuses = [line.status for line in sent["lines"] if line.provider == provider]
            expect(statuses == [503, 429, 500, good], f"{provider} answered {statuses}")
            expect(len(self.of(sent, "delivery.sent", provider)) == 1, f"the events are {sent['events']}")

    def receipts_outlive_a_crash(self):
        """kill -9 of everything between the ticket and the receipt, which says that the device is gone."""
        dead = self.have_phone("traveller", "sbx-receipt_DeviceNotRegistered-traveller")
        busy = {"provider": "expo_receipts", "action": {"respond": {"status": 503}}}
        self.served.control.call("POST", "/rules", [busy])
        sent = self.of(self.deliver(["traveller"]), "delivery.sent", "expo")
        expect(len(sent) == 1, f"sent: {sent}")
        children = self.served.server.children()
        self.served.server.kill()
        wait_until(lambda: not any(map(is_alive, children)), "the embedded Redis to follow its killed parent")
        self.served.start()
        self.served.control.call("DELETE", "/rules")
        wait_until(lambda: self.is_discarded("traveller", dead), "the device to be discarded")
        wait_until(lambda: self.undelivered(sent[0]), "the receipt to be told")
        told = self.undelivered(sent[0])
        expect(len(told) == 1 and told[0]["level"] == "error", f"told: {told}")
        expect(told[0]["context"]["reason"].startswith("DeviceNotRegistered"), f"told: {told}")

    def undelivered(self, sent):
        """Events of a delivery that its provider had taken."""
        wanted = ("delivery.undelivered", sent["context"]["delivery_id"])
        rows = self.served.rest.pages("/events")
        return [row for row in rows if (row["type"], row["context"].get("delivery_id")) == wanted]

    def stop(self):
        self.served.stop()


STEPS = [
    BrowsersAndExpo.set_up,
    BrowsersAndExpo.a_browser_is_told_what_its_service_worker_reads,
    BrowsersAndExpo.a_phone_and_a_browser_of_one_user_are_both_reached,
    BrowsersAndExpo.phones_share_requests_of_a_hundred,
    BrowsersAndExpo.a_dead_device_among_them_is_discarded,
    BrowsersAndExpo.devices_of_several_projects_are_sent_apart,
    BrowsersAndExpo.a_refused_push_takes_no_other_down,
    BrowsersAndExpo.a_subscription_that_is_gone_is_discarded,
    BrowsersAndExpo.refusals_that_pass_are_tried_again,
    BrowsersAndExpo.receipts_outlive_a_crash,
    BrowsersAndExpo.stop,
]


if __name__ == "__main__":
    sys.exit(play(__doc__, STEPS, BrowsersAndExpo))
