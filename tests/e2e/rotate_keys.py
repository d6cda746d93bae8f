#!/usr/bin/env python3
"""Another master key takes the place of the first (hardening.md H, test e), as `carillon keys --help` tells: under
load, with `carillon keys rewrap` killed again and again, and no secret unreadable at any time."""

import json
import os
import secrets
import sys
import threading

from served import expect
from books.resp import Redis
from harness.processes import Failure, Process, wait_until
from harness.rest import Rest
from play import play

PROJECTS = 24
KILLS = 6
RING = "c:{keys}:ring"
NAME = slice(2, 6)  # of the master key, in what it wrapped


class Rotation:
    def __init__(self, served):
        self.served = served
        self.tokens = []
        self.old, self.new = served.path("data/master.key"), served.path("new.key")
        self.load_failures, self.loads, self.is_loading = [], 0, True

    def _configure(self, current, *others):
        os.environ["CARILLON_MASTER_KEY_FILE"] = current
        os.environ["CARILLON_OTHER_MASTER_KEY_FILES"] = ",".join(others)

    def _restart_with(self, current, *others):
        self.served.stop()
        self._configure(current, *others)
        self.served.start()

    def _keys(self):
        """{role: how many keys} of the master keys in use."""
        rows = json.loads(self.served.command("keys", "list", "--json"))
        return {row["role"]: row["keys"] for row in rows}

    def make_projects(self):
        self.served.start()
        self.served.make_project()
        for number in range(PROJECTS):
            name = f"p{number}"
            self.served.command("project", "create", name)
            made = self.served.command("token", "create", "--project", name, "--json")
            self.tokens.append(json.loads(made)["token"])
        for rest in self._rests():
            rest.call("PUT", "/integrations/apns", self.served.credentials.apns_integration())

    def _rests(self):
        return [Rest(self.served.server.facts["api_port"], token) for token in self.tokens]

    def tell_all_processes_of_the_new_key(self):
        with open(self.new, "w", encoding="ascii", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(secrets.token_hex(32))
        self._restart_with(self.old, self.new)

    def swap_the_two(self):
        self._restart_with(self.new, self.old)
        expect(self._keys() == {"current": 0, "other": PROJECTS + 2}, f"in use: {self._keys()}")

    def rewrap_under_load_killed_again_and_again(self):
        load = threading.Thread(target=self._load)
        load.start()
        try:
            halfway = 0
            for number in range(KILLS):
                self._kill_rewrap_at_work(number)
                keys = self._keys()
                print(f"    after kill {number + 1}: {keys}", flush=True)
                expect(sum(keys.values()) == PROJECTS + 2, f"a key is lost: {keys}")
                halfway += len(keys) == 2
            expect(halfway > 0, "no rewrap was killed in the middle")
            self.served.command("keys", "rewrap")
            expect(self._keys() == {"current": PROJECTS + 2}, f"in use: {self._keys()}")
            seen = self.loads
            wait_until(lambda: self.loads > seen + PROJECTS or self.load_failures, "the load to go on")
        finally:
            self.is_loading = False
            load.join()
        expect(not self.load_failures, f"under load: {self.load_failures[:3]}")

    def _kill_rewrap_at_work(self, number):
        """As soon as it has replaced a key; or at its end, when there was none left."""
        words = [self.served.carillon, "keys", "rewrap", "--config", self.served.settings]
        with Redis(self.served.redis_url()) as redis:

            def masters():
                return [wrapped[NAME] for wrapped in redis.call("HVALS", RING)]

            before = masters()
            dying = Process(f"rewrap-{number}", words, self.served.path(f"rewrap-{number}.log"))
            while dying.is_running and masters() == before:
                pass
            dying.kill()

    def _load(self):
        """Writes secrets and reads them back, project by project."""
        while self.is_loading and not self.load_failures:
            for rest in self._rests():
                try:
                    rest.call("PUT", "/integrations/sendgrid", {"api_key": secrets.token_hex(8)})
                    kinds = {row["name"] for row in rest.call("GET", "/integrations")["data"]}
                    expect(kinds == {"apns", "sendgrid"}, f"integrations: {kinds}")
                    self.loads += 1
                except (Failure, OSError) as failure:
                    self.load_failures.append(str(failure))
                    return

    def run_without_the_old_key(self):
        self.served.stop()
        os.remove(self.old)
        self._configure(self.new)
        self.served.start()
        for rest in self._rests():
            kinds = {row["name"] for row in rest.call("GET", "/integrations")["data"]}
            expect(kinds == {"apns", "sendgrid"}, f"integrations: {kinds}")

    def deliver_with_a_credential_sealed_before(self):
        self.served.rest = self._rests()[0]
        token = json.loads(self.served.command("token", "create", "--project", "p0", "--user", "u", "--json"))["token"]
        member = Rest(self.served.server.facts["api_port"], token)
        member.call("POST", "/channels/mobile_push/apns/tokens", {"device_token": secrets.token_hex(32)})
        self.served.push_only()
        body = {"title": "Still here", "recipients": [{"external_id": "u"}]}
        ended = self.served.processed(self.served.rest.call("POST", "/broadcasts", body)["id"])
        expect(ended["status"]["summary"] == {"total": 1, "failures": 0}, f"{ended['status']}")
        sent = [row for row in self.served.rest.call("GET", "/events")["data"] if row["type"] == "delivery.sent"]
        expect(len(sent) == 1 and sent[0]["code"] == 200, f"deliveries on record: {sent}")
        self.served.stop()


def steps():
    names = (
        "make_projects",
        "tell_all_processes_of_the_new_key",
        "swap_the_two",
        "rewrap_under_load_killed_again_and_again",
        "run_without_the_old_key",
        "deliver_with_a_credential_sealed_before",
    )
    return [getattr(Rotation, name) for name in names]


if __name__ == "__main__":
    sys.exit(play(__doc__, steps(), Rotation))
