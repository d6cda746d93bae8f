#!/usr/bin/env python3
"""Two worker and two API threads at once, for a build under ThreadSanitizer: a broadcast to 20,000 users while
callers read and write, settings read again in the middle, two drains (SIGTERM) and starts, exact books.

Runs with any build; ctest has it in the tsan preset (label threads).
"""

import os
import random
import signal
import sys
import threading
import time

from play import play
from served import expect
from checker import audit, report
from books.expectation import Expectation
from harness import people
from harness.processes import wait_until
from harness.rest import Rest

USERS = 20_000
CALLERS = 4


class Callers:
    """Threads that read and write over the API until they are told to stop. What they were answered is checked."""

    def __init__(self, served, broadcast):
        self.served, self.broadcast = served, broadcast
        self.user_token = served.user_token("user-1")
        self.is_over, self.calls, self.troubles = threading.Event(), 0, []
        self.threads = [threading.Thread(target=self.go, args=(number,)) for number in range(CALLERS)]
        for thread in self.threads:
            thread.start()

    def go(self, number):
        port = self.served.server.facts["api_port"]
        project, user = Rest(port, self.served.token), Rest(port, self.user_token)
        while not self.is_over.is_set():
            try:
                project.call("GET", f"/broadcasts/{self.broadcast}")
                project.call("GET", "/events?limit=20")
                project.call("GET", "/users?limit=20")
                user.call("GET", "/notifications")
                project.call("POST", "/users", {"external_id": f"user-{number}", "first_name": str(self.calls)})
                self.calls += 1
            except Exception as trouble:  # pylint: disable=broad-except
                if not self.is_over.is_set():
                    self.troubles.append(repr(trouble))
                return

    def stop(self):
        self.is_over.set()
        for thread in self.threads:
            thread.join()
        expect(not self.troubles, f"callers were refused: {self.troubles[:3]}")
        expect(self.calls > 0, "no caller got an answer")


class Threads:
    def __init__(self, served):
        self.served, self.dice = served, random.Random(1)
        self.wanted = None
        with open(served.settings, encoding="utf-8") as file:
            text = file.read()
        self.settings = text.replace("threads = 1", "threads = 2").replace("[api]\n", "[api]\nthreads = 2\n")
        self.write_settings("info")

    def write_settings(self, level):
        with open(self.served.settings, "w", encoding="utf-8") as file:
            file.write(f'{self.settings}[log]\nlevel = "{level}"\n')

    def set_up(self):
        served = self.served
        served.start()
        served.make_project()
        served.save_integrations()
        served.push_only()
        self.wanted = Expectation(project=served.project["id"], users=people.make_people(USERS, self.dice))
        people.write_ndjson(self.wanted.users, served.path("users.ndjson"))
        served.command("import", served.path("users.ndjson"))

    def deliver_with_two_drains(self):
        served = self.served
        body = {"title": "Bells", "recipients": [{"users": {"all": True}}]}
        sent = served.rest.call("POST", "/broadcasts", body)["id"]
        self.wanted.broadcasts.append({"id": sent, "recipients": None})
        for level in ("debug", "info"):
            callers = Callers(served, sent)
            time.sleep(2)  # the schedule itself
            self.write_settings(level)
            os.kill(served.server.pid, signal.SIGHUP)
            time.sleep(self.dice.uniform(0.5, 2))
            callers.stop()
            served.stop()
            served.start()
        callers = Callers(served, sent)
        wait_until(
            lambda: served.rest.call("GET", f"/broadcasts/{sent}")["status"]["status"] == "processed",
            f"broadcast {sent} to be processed",
            300,
        )
        callers.stop()

    def the_books_are_exact(self):
        found, summary = audit(self.served.redis_url(), self.served.ledger, self.wanted)
        expect(report(found, summary), "the books are NOT in order")

    def stop(self):
        self.served.stop()


STEPS = [Threads.set_up, Threads.deliver_with_two_drains, Threads.the_books_are_exact, Threads.stop]


if __name__ == "__main__":
    sys.exit(play(__doc__, STEPS, Threads))
