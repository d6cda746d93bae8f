#!/usr/bin/env python3
"""Outgoing webhooks, end to end: four endpoints over HTTPS (one well, one dead, one that fails and recovers,
one slow) are told every delivery of a broadcast, though the server is killed in between. Each event arrives at
least once under its own id and rightly signed, is counted once, and nobody waits for the dead one.
"""

import random
import sys
import time

from hook_receivers import Receiver, complaints_about, make_certificate, nobody, signature
from play import play
from served import expect
from harness import people
from harness.processes import wait_until

USERS = 200
PATH = "/integrations/webhook"


class OutgoingWebhooks:
    def __init__(self, served):
        self.served, self.failures_left = served, 0

    @property
    def rest(self):
        return self.served.rest

    def set_up(self):
        served = self.served
        certificate, key = make_certificate(served.folder)
        self.trust(certificate)
        served.start()
        served.make_project()
        served.save_integrations()
        served.push_only()
        users = people.make_people(USERS, random.Random(1))
        people.write_ndjson(users, served.path("users.ndjson"))
        served.command("import", served.path("users.ndjson"))
        slowly = lambda number, told: time.sleep(0.05) or 200
        self.well, self.slow = Receiver(certificate, key), Receiver(certificate, key, slowly)
        self.failing = Receiver(certificate, key, self.fail_or_not)
        for one in (self.well, self.slow, self.failing):
            self.register(one, one.url)
        self.dead = self.rest.call("POST", PATH, {"url": nobody(), "events": ["delivery.*"]})["id"]

    def fail_or_not(self, number, told):
        if self.failures_left == 0:
            return 200
        self.failures_left -= 1
        return 500

    def trust(self, certificate):
        """Beside the sandbox's own."""
        settings = self.served.settings
        with open(settings, encoding="utf-8") as file:
            text = file.read()
        known, both = self.served.sandbox.facts["ca_file"], self.served.path("trusted.pem")
        with open(both, "w", encoding="utf-8") as file:
            for one in (known, certificate):
                with open(one, encoding="utf-8") as part:
                    file.write(part.read())
        with open(settings, "w", encoding="utf-8") as file:
            file.write(text.replace(known, both))

    def register(self, receiver, url):
        made = self.rest.call("POST", PATH, {"url": url, "events": ["delivery.*"]})
        receiver.endpoint, receiver.secret = made["id"], made["secret"]

    def status(self, endpoint):
        return self.rest.call("GET", f"{PATH}/{endpoint}")["status"]

    def deliver_and_kill(self):
        wanted = {"title": "Bells", "recipients": [{"users": {"all": True}}]}
        self.broadcast = self.rest.call("POST", "/broadcasts", wanted)["id"]
        wait_until(lambda: len(self.well.told()) > 20, "some events to be told")
        self.served.server.kill()
        self.failures_left = 3
        self.served.start()
        self.served.processed(self.broadcast)
        self.events = {
            row["id"] for row in self.rest.pages("/events") if row["type"].startswith("delivery.")
        }
        expect(len(self.events) >= USERS, f"{len(self.events)} events")

    def everybody_is_told_everything(self):
        for one in (self.well, self.slow, self.failing):
            wait_until(lambda one=one: one.ids() >= self.events, f"all events at {one.url}", 120)
            expect(one.ids() == self.events, f"{one.ids() - self.events} are events of nobody")
            wait_until(lambda one=one: self.is_written_down(one), f"what {one.url} was told to be written down")
        for one in (self.well, self.slow, self.failing):
            found = [line for call in one.told() for line in complaints_about(call, one.secret)]
            expect(not found, "\n".join(found[:5]))

    def is_written_down(self, one):
        """What ended is written down together, a moment later."""
        now = self.status(one.endpoint)
        return now["waiting"] == 0 and now["taken"] >= len(self.events)

    def the_books_are_exact(self):
        for one in (self.well, self.slow, self.failing):
            now = self.status(one.endpoint)
            expect(now["delivered"] == now["taken"] == len(self.events), f"{len(self.events)} events, {now}")
            expect(now["state"] == "active" and now["given_up"] == 0, f"{now}")
        expect(self.status(self.failing.endpoint)["failed_attempts"] == 3, "three attempts failed")

    def the_same_event_has_one_id(self):
        bodies = {}
        for call in self.failing.told():
            bodies.setdefault(call["webhook-id"], set()).add(call["body"])
        expect(len(self.failing.told()) > len(bodies), "nothing was told again")
        expect(all(len(each) == 1 for each in bodies.values()), "one id, two bodies")

    def the_dead_one_fails_alone(self):
        now = self.status(self.dead)
        expect(now["state"] == "failing" and now["last_error"] == "cannot connect", f"{now}")
        expect(now["taken"] == now["waiting"] > 0 and now["next_attempt_at"], f"{now}")

    def secrets_overlap(self):
        one, former = self.well, self.well.secret
        path = f"{PATH}/{one.endpoint}"
        one.secret = self.rest.call("POST", f"{path}/rotate_secret", {"overlap_seconds": 3600})["secret"]
        expect(one.secret != former, "the secret stayed")

        def both_sign():
            self.rest.call("POST", f"{path}/test")
            last = one.told()[-1]
            return {signature(former, last), signature(one.secret, last)} == set(last["webhook-signature"].split())

        wait_until(both_sign, "a call that both secrets sign", 30, 0.5)
        self.rest.call("POST", f"{path}/rotate_secret", {"overlap_seconds": 0, "secret": former})

    def a_test_goes_to_one(self):
        one = self.slow
        event = self.rest.call("POST", f"{PATH}/{one.endpoint}/test")["event_id"]
        wait_until(lambda: event in one.ids(), "the test event")
        expect(event not in self.failing.ids(), "another endpoint was told of a test")

    def events_are_told_again(self):
        one = self.slow
        path, event = f"{PATH}/{one.endpoint}/redeliver", sorted(self.events)[0]
        count = lambda: sum(call["webhook-id"] == event for call in one.told())
        before, calls = count(), len(one.told())
        self.rest.call("POST", path, {"event_id": event})
        wait_until(lambda: count() > before, "the event again")
        self.rest.call("POST", path, {"since": "2020-01-01T00:00:00Z"})
        wait_until(lambda: len(one.told()) >= calls + 1 + len(self.events), "all of them again", 120)
        wait_until(
            lambda: self.status(one.endpoint)["delivered"] >= len(self.events) + 2 + len(self.events), "the books", 120
        )
        now = self.status(one.endpoint)
        expect(now["waiting"] == 0, f"{now}")
        expect(now["taken"] + now["redelivered"] == now["delivered"], f"{now}")
        expect("redelivering" not in now, f"{now}")

    def stop(self):
        self.served.stop()


STEPS = [
    OutgoingWebhooks.set_up,
    OutgoingWebhooks.deliver_and_kill,
    OutgoingWebhooks.everybody_is_told_everything,
    OutgoingWebhooks.the_books_are_exact,
    OutgoingWebhooks.the_same_event_has_one_id,
    OutgoingWebhooks.the_dead_one_fails_alone,
    OutgoingWebhooks.secrets_overlap,
    OutgoingWebhooks.a_test_goes_to_one,
    OutgoingWebhooks.events_are_told_again,
    OutgoingWebhooks.stop,
]


if __name__ == "__main__":
    sys.exit(play(__doc__, STEPS, OutgoingWebhooks))
