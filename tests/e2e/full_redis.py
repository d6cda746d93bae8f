#!/usr/bin/env python3
"""A Redis that reaches its maxmemory under a broadcast with an in-app and a push step: the real api and workers,
a redis-server of their own, the sandbox.

Everything starts all the same. Pushes go out and end, the API says why it takes no more, inboxes wait outside; and
when there is room again everything ends exactly.
"""

import json
import random
import sys

from play import play
from served import expect
from books import ledger
from harness import people
from harness.processes import Failure, wait_until
from harness.rest import Rest
from harness.world import Options, World

USERS = 2000
ROOM = 64 * 1024  # less than their outcomes need, and far less than their inboxes
SAMPLE = 10


class FullRedis:
    def __init__(self, world):
        self.world = world
        self.crowd = people.make_people(USERS, random.Random(8))
        self.devices = sum(len(kind) for devices in self.crowd.values() for kind in devices.values())

    def pushed(self):
        return ledger.accepted(self.world.ledger_lines())

    def shown(self):
        return self.world.rest.call("GET", f"/broadcasts/{self.broadcast}")

    def limit_memory(self, limit_of):
        with self.world.redis.connect() as redis:
            facts = dict(
                line.split(":", 1) for line in redis.call("INFO", "memory").decode().split("\r\n") if ":" in line
            )
            redis.call("CONFIG", "SET", "maxmemory", limit_of(int(facts["used_memory"])))

    def a_broadcast_is_accepted_and_redis_fills_up(self):
        world = self.world
        world.save_integrations()
        both = [{"channel": "in_app"}, {"channel": "mobile_push"}]
        world.rest.call("PUT", "/channels/deliveryconfig", {"channels": both})
        world.import_people(self.crowd)
        self.broadcast = world.broadcast()["id"]
        self.limit_memory(lambda used: used + ROOM)

    def workers_start_and_pushes_go_out(self):
        self.world.start_workers(2)
        wait_until(lambda: len(self.pushed()) == self.devices, f"{self.devices} pushes")
        self.limit_memory(lambda used: used // 2)

    def inboxes_wait_outside(self):
        metric = self.world.metric
        wait_until(lambda: metric("carillon_queue_due_jobs") > 0, "inboxes to wait for room")
        wait_until(lambda: metric("carillon_queue_leased_jobs") == 0, "nobody to hold what cannot go on")
        expect(self.shown()["status"]["status"] == "processing", "the broadcast ended without its inboxes")

    def the_api_says_why_it_takes_no_more(self):
        body = {"title": "More", "recipients": [{"users": {"all": True}}]}

        def refusal():
            status, answer = self.world.rest.send("POST", "/broadcasts", body)
            return status == 503 and answer["errors"][0].get("code") == "queue_full"

        wait_until(refusal, "the API to refuse a broadcast as queue_full")

    def what_reads_or_frees_starts(self):
        world = self.world
        expect("poison" not in world.command("dead", "list"), "a job died")
        again = world.launch("api")
        Rest(again.ready()["api_port"], world.token).call("GET", f"/broadcasts/{self.broadcast}")
        ops = Rest(again.facts["ops_port"], base="")
        expect(ops.send("GET", "/readyz")[0] == 200, f"/readyz: {ops.send('GET', '/readyz?verbose')}")
        expect(again.stop() == 0, "the API did not end well")

    def everything_ends_exactly_once_there_is_room(self):
        world = self.world
        self.limit_memory(lambda used: 0)
        wait_until(world.are_all_processed, f"the broadcast to be processed; logs: {world.folder}")
        expect(self.shown()["status"]["summary"] == {"total": USERS, "failures": 0}, f"it ended as {self.shown()}")
        expect(len(self.pushed()) == self.devices, "a device was pushed to twice")
        expect(ledger.duplicates(world.ledger_lines()) == 0, "a delivery was made twice")
        for name in random.Random(8).sample(sorted(self.crowd), SAMPLE):
            token = json.loads(world.command("token", "create", "--user", name, "--json"))["token"]
            inbox = list(Rest(world.api.facts["api_port"], token).pages("/notifications"))
            expect(len(inbox) == 1, f"{name} has {len(inbox)} notifications")

    def it_stops_in_good_order(self):
        for process in (*self.world.workers, self.world.api):
            if code := process.stop():
                raise Failure(f"{process.name} ended with {code}:\n{process.last_words()}")


STEPS = [
    FullRedis.a_broadcast_is_accepted_and_redis_fills_up,
    FullRedis.workers_start_and_pushes_go_out,
    FullRedis.inboxes_wait_outside,
    FullRedis.the_api_says_why_it_takes_no_more,
    FullRedis.what_reads_or_frees_starts,
    FullRedis.everything_ends_exactly_once_there_is_room,
    FullRedis.it_stops_in_good_order,
]


def main():
    return play(
        __doc__, STEPS, FullRedis, lambda chosen: World(Options(chosen.carillon, chosen.sandbox, seed=8, latency=5))
    )


if __name__ == "__main__":
    sys.exit(main())
