#!/usr/bin/env python3
"""A mail relay that greylists: whoever writes to somebody for the first time is put off, and taken when he comes back.

`carillon serve` comes back: each mail ends as sent, once, and no attempt is lost on the way. (It waits five minutes for a
greylist where a message has them; here messages live for one, so it does not.)
"""

import os
import sys
from collections import Counter

from mails import Project, SENDER, lines, people, taken
from play import play
from served import expect

PUT_OFF_MS = 300
PEOPLE = 20


class Greylisted:
    def __init__(self, served):
        self.served = served

    def set_up(self):
        served = self.served
        os.environ["CARILLON_RETRY__MAX_AGE"] = "1m"
        login = {"username": "mailer", "password": "pass"}
        served.control.call("PUT", "/credentials", {"smtp": [login]})
        served.control.call("PUT", "/behaviour", {"greylist_ms": PUT_OFF_MS})
        served.start()
        relay = {"host": "127.0.0.1", "port": served.sandbox.facts["smtp_port"], "security": "starttls", "from": SENDER}
        self.project = Project(served, "greylisted", [("smtp", login | relay)], people(PEOPLE))

    def who_is_put_off_comes_back_and_is_taken(self):
        broadcast = self.project.send()
        self.project.balance(broadcast, "smtp")
        put_off = Counter(line.token for line in lines(self.served, "smtp") if line.reason == "GREYLISTED")
        expect(len(put_off) == PEOPLE, f"{len(put_off)} of {PEOPLE} were put off")
        retried = self.project.events(broadcast).get("delivery.retried", [])
        expect(len(retried) == sum(put_off.values()), f"{len(retried)} retries of {sum(put_off.values())} are told")
        expect(all("4.7.1" in each["reason"] for each in retried), f"put off for {retried[:1]}")

    def who_is_known_is_taken_at_once(self):
        before = len(lines(self.served, "smtp"))
        broadcast = self.project.send()
        self.project.balance(broadcast, "smtp")
        news = lines(self.served, "smtp")[before:]
        expect(len(news) == len(taken(self.served, "smtp")) - PEOPLE == PEOPLE, f"{len(news)} lines of {PEOPLE} mails")

    def stop(self):
        self.served.stop()


STEPS = [
    Greylisted.set_up,
    Greylisted.who_is_put_off_comes_back_and_is_taken,
    Greylisted.who_is_known_is_taken_at_once,
    Greylisted.stop,
]


if __name__ == "__main__":
    sys.exit(play(__doc__, STEPS, Greylisted))
