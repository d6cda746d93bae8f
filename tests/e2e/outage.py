#!/usr/bin/env python3
"""Both push providers answer 503 for many times as long as a message's attempts take, and recover: `carillon serve`
and the sandbox.

While they are out next to nothing is sent, one warning each says so, the broadcast tells who holds it, and no
delivery fails; not of a few messages either, which no rate tells from messages that are refused. Afterwards all is
delivered by itself, and not all at once. In the end the independent checker audits the books.
"""

import json
import os
import random
import sys
from bisect import bisect_left
from collections import Counter

from play import play
from served import expect
from checker import audit, report
from books import ledger
from books.expectation import Expectation
from harness import people
from harness.processes import wait_until
from harness.rest import metric

USERS, BROADCASTS = 700, 8  # of these a tenth is more than what is under way when the outage begins
REASONS = {"apns": "ServiceUnavailable", "fcm": "UNAVAILABLE"}
CLOSED, HALF_OPEN = 0, 1
EVERYONE = [{"users": {"all": True}}]


class Outage:
    def __init__(self, served):
        self.served = served
        self.wanted = None

    def set_up(self):
        served = self.served
        os.environ["CARILLON_RETRY__BASE"] = "5ms"  # eight attempts within a second
        served.start()
        served.make_project()
        served.save_integrations()
        served.push_only()
        users = people.make_people(USERS, random.Random(4))
        self.wanted = Expectation(project=served.project["id"], users=users)
        people.write_ndjson(users, served.path("users.ndjson"))
        served.command("import", served.path("users.ndjson"))
        self.devices = sum(len(tokens) for one in users.values() for tokens in one.values())

    def send(self, names=None):
        recipients = EVERYONE if names is None else [{"external_id": name} for name in names]
        made = self.served.rest.call("POST", "/broadcasts", {"title": "Bells", "recipients": recipients})["id"]
        self.wanted.broadcasts.append({"id": made, "recipients": names})
        return made

    def status(self, broadcast):
        return self.served.rest.call("GET", f"/broadcasts/{broadcast}")["status"]

    def breaker(self, provider):
        return metric(self.served.server.facts["ops_port"], f'carillon_breaker_state{{provider="{provider}"}}')

    def lines(self):
        return [line for line in ledger.read(self.served.ledger, is_live=True) if line.provider in REASONS]

    def refused(self):
        return Counter(line.provider for line in self.lines() if line.status == 503)

    def warnings(self):
        with open(self.served.server.log_path, encoding="utf-8") as file:
            rows = [json.loads(line) for line in file if line.startswith("{")]
        return [row for row in rows if row["event"] == "provider_unavailable"]

    def begin(self):
        rules = [
            {"provider": provider, "match": {}, "action": {"respond": {"status": 503, "reason": reason}}}
            for provider, reason in REASONS.items()
        ]
        self.served.control.call("POST", "/rules", rules)

    def end(self):
        self.served.control.call("DELETE", "/rules")

    def a_good_day(self):
        self.served.processed(self.send())
        times = sorted(line.time_us for line in ledger.accepted(self.lines()))
        self.rate = max(bisect_left(times, begin + 1_000_000) - place for place, begin in enumerate(times))
        expect(all(self.breaker(provider) == CLOSED for provider in REASONS), "a breaker is open")

    def a_few_messages_outlive_an_outage(self):
        devices = {"apns": [], "fcm": []}
        for name, tokens in self.wanted.users.items():
            for provider, mine in devices.items():
                if tokens[provider] and len(mine) < 2:
                    mine.append(name)
        names = sorted(set(devices["apns"] + devices["fcm"]))
        self.begin()
        sent = [self.send([name]) for name in names]
        for provider in REASONS:
            wait_until(lambda provider=provider: self.breaker(provider) > CLOSED, f"the breaker of {provider} to open")
        self.end()
        for one in sent:
            status = self.served.processed(one)["status"]
            expect(status["summary"] == {"total": 1, "failures": 0}, f"one of a few ended as {status}")
        for provider in REASONS:
            wait_until(lambda provider=provider: self.breaker(provider) == CLOSED, f"the breaker of {provider} to close")

    def next_to_nothing_is_sent_in_an_outage(self):
        before, warned = self.refused(), len(self.warnings())
        self.begin()
        self.sent = [self.send() for _ in range(BROADCASTS)]
        for provider in REASONS:
            wait_until(lambda provider=provider: self.breaker(provider) > HALF_OPEN, f"the breaker of {provider} to open")
        opened = self.refused()
        for provider in REASONS:
            wait_until(
                lambda provider=provider: self.refused()[provider] > opened[provider], f"{provider} to be probed"
            )
        wait_until(lambda: all(self.breaker(provider) > HALF_OPEN for provider in REASONS), "the probes to fail")
        for one in self.sent:
            wait_until(lambda one=one: len(self.status(one)["errors"]) == len(REASONS), f"{one} to tell who holds it")
            status = self.status(one)
            expect(status["status"] == "processing", f"it is {status}")
            expect(status["summary"]["failures"] == 0, f"some failed: {status}")
            told = [error["message"] for error in status["errors"]]
            for provider, reason in REASONS.items():
                is_told = any(
                    text.startswith(f"held: {provider} answers 503 since ") and text.endswith(f"({reason})") for text in told
                )
                expect(is_told, f"the status tells {told}")
        tried = sum((self.refused() - before).values())
        normal = BROADCASTS * self.devices
        print(f"    {tried} requests in vain, {normal} deliveries wait")
        expect(tried <= normal / 10, f"{tried} requests were sent in the outage for {normal} deliveries")
        rows = self.warnings()[warned:]
        expect(sorted(row["provider"] for row in rows) == sorted(REASONS), f"one warning each was expected: {rows}")

    def all_comes_back_by_itself(self):
        taken = len(ledger.accepted(self.lines()))
        self.end()
        for one in self.sent:
            status = self.served.processed(one)["status"]
            expect(status["summary"] == {"total": USERS, "failures": 0}, f"after the outage: {status}")
            expect(not status["errors"], f"the status still tells {status['errors']}")
        times = sorted(line.time_us for line in ledger.accepted(self.lines())[taken:])
        first = sum(time < times[0] + 1_000_000 for time in times)
        print(f"    {first} in the first second, {self.rate} in one before, {len(times)} in {(times[-1] - times[0]) / 1e6:.1f} s")
        expect(first <= 1.2 * self.rate, f"{first} came in the first second; {self.rate} in the best one before")
        wait_until(lambda: all(self.breaker(provider) == CLOSED for provider in REASONS), "the breakers to close")

    def the_books_are_exact(self):
        found, summary = audit(self.served.redis_url(), self.served.ledger, self.wanted)
        expect(report(found, summary), "the books are NOT in order")
        self.served.stop()


STEPS = [
    Outage.set_up,
    Outage.a_good_day,
    Outage.a_few_messages_outlive_an_outage,
    Outage.next_to_nothing_is_sent_in_an_outage,
    Outage.all_comes_back_by_itself,
    Outage.the_books_are_exact,
]

if __name__ == "__main__":
    sys.exit(play(__doc__, STEPS, Outage))
