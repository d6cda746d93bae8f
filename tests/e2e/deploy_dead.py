#!/usr/bin/env python3
"""Dead jobs and retention through the real binary: jobs put among the dead as the reaper does it are listed,
redriven, discarded; the broadcasts become processed with exact books; what is old enough is removed."""

import json
import random
import sys
import tempfile
import time
import traceback

from redis_kinds import OwnRedis, ServedOver
from play import parse, perform
from served import expect
from books.resp import Redis, pairs
from harness import people
from harness.processes import Failure, Process, wait_until
from harness.rest import Rest

USERS = 50
QUEUES = (b":rdy:hi", b":rdy:std", b":rdy:bulk", b":lease", b":due")


class DeadJobs:
    def __init__(self, chosen, redis):
        self.redis_server = redis
        self.url = f"unix://{redis.socket}"
        self.served = ServedOver(chosen.carillon, chosen.sandbox, {"url": self.url})
        self.worker = None

    def launch(self, role, *flags):
        served = self.served
        ready_file = served.path(f"{role}.json")
        words = [served.carillon, role, "--config", served.settings, "--ready-file", ready_file, *flags]
        process = Process(role, words, served.path(f"{role}.log"), ready_file)
        served._processes.append(process)
        process.ready()
        return process

    def start_worker(self, *flags):
        self.worker = self.launch("worker", *flags)

    def stop_worker(self):
        expect(self.worker.stop() == 0, f"the worker ended badly:\n{self.worker.last_words()}")

    def set_up(self):
        served = self.served
        served.server = self.launch("api")
        served.make_project()
        served.rest = Rest(served.server.facts["api_port"], served.token)
        served.save_integrations()
        people.write_ndjson(people.make_people(USERS, random.Random(1)), served.path("users.ndjson"))
        served.command("import", served.path("users.ndjson"))

    def post(self):
        body = {"title": "Bells", "recipients": [{"users": {"all": True}}]}
        return self.served.rest.call("POST", "/broadcasts", body)["id"]

    def dead(self, *words):
        return json.loads(self.served.command("dead", *words, "--json"))

    def waiting(self, redis):
        """(queue key, jid) of every job that waits or is held."""
        keys = [key for key in redis.keys(b"c:{*") if key.endswith(QUEUES)]
        return [(key, jid) for key in keys for jid in redis.call("ZRANGE", key, 0, -1)]

    def poison_all(self, redis):
        """What reap.lua does the third time."""
        for key, jid in self.waiting(redis):
            prefix = key[: key.index(b"}") + 2]
            redis.call("HSET", prefix + b"job:" + jid, "st", "x", "lost", 3, "reason", "poison")
            redis.call("ZADD", prefix + b"dead", int(time.time() * 1000), jid)
            redis.call("ZREM", key, jid)

    def a_dead_plan_is_redriven(self):
        broadcast = self.post()
        with Redis(self.url) as redis:
            self.poison_all(redis)
        listed = self.dead("list")
        expect(len(listed) == 1 and listed[0]["kind"] == "plan", f"dead list says {listed}")
        expect(listed[0]["broadcast_id"] == broadcast and listed[0]["lost"] == 3, f"dead list says {listed}")
        table = self.served.command("dead", "list")
        expect(listed[0]["id"] in table and "poison" in table, f"the table is\n{table}")
        expect(self.dead("redrive", listed[0]["id"])["redriven"] == 1, "redrive did nothing")
        expect(self.dead("list") == [], "a redriven job is still dead")
        self.start_worker()
        self.served.processed(broadcast)
        self.stop_worker()

    def dead_jobs_are_discarded(self):
        """All providers ask to be spared for an hour, so the jobs wait in due; there they are poisoned."""
        for provider, reason in (("apns", "ServiceUnavailable"), ("fcm", "UNAVAILABLE")):
            answer = {"status": 503, "reason": reason, "retry_after": "3000"}
            rule = {"provider": provider, "match": {}, "action": {"respond": answer}}
            self.served.control.call("POST", "/rules", [rule])
        broadcast = self.post()
        self.start_worker()
        with Redis(self.url) as redis:
            wait_until(lambda: self._all_wait_in_due(redis), "all jobs to wait for their retry")
            self.stop_worker()
            self.poison_all(redis)
            listed = self.dead("list")
            open_ones = sum(job["open"] for job in listed)
            expect(open_ones == USERS, f"{open_ones} recipients are open in {listed}")
            code, said = self.fails("dead", "discard", "99/nobody")
            expect(code == 1 and "99/nobody" in said, f"a job that is not there: {code}, {said}")
            code, said = self.fails("dead", "discard")
            expect(code == 1 and "--all" in said, f"no job named: {code}, {said}")
            first = self.dead("discard", listed[0]["id"])
            expect(first == {"discarded": 1, "recipients": listed[0]["open"]}, f"discard says {first}")
            rest = self.dead("discard", "--all")
            expect(rest["discarded"] == len(listed) - 1, f"discard says {rest}")
            self._books_are_exact(redis)
        answer = self.served.processed(broadcast)
        summary = answer["status"]["summary"]
        expect(summary["total"] == summary["failures"] == USERS, f"the summary is {answer['status']}")
        events = list(self.served.rest.pages("/events"))
        expired = sum(row["type"] == "delivery.expired" for row in events)
        expect(expired == USERS, f"{expired} delivery.expired events")
        kinds = [row["type"] for row in events]
        expect(kinds.count("job.discarded") == len(listed), "a discarded job leaves no trace")
        expect("job.redriven" in kinds, "a redriven job leaves no trace")

    def _all_wait_in_due(self, redis):
        places = [key for key, _ in self.waiting(redis)]
        return places and all(key.endswith(b":due") for key in places) and not self._plans(redis)

    def _plans(self, redis):
        return [key for key in redis.keys(b"c:{*}:job:*:plan")]

    def fails(self, *words):
        try:
            self.served.command(*words)
        except Failure as failure:
            said = str(failure)
            return int(said.partition("ended with ")[2].partition(":")[0]), said
        raise Failure(f"{words} should have failed")

    def _books_are_exact(self, redis):
        """Σ bytes in a state = the counter of that state, partition by partition."""
        for key in redis.keys(b"c:{*}:bc:*"):
            prefix, broadcast = key[: key.index(b"}") + 2], key.rpartition(b":")[2]
            counters = pairs(redis.call("HGETALL", key))
            tally = [0] * 16
            for outcomes in redis.keys(prefix + b"oc:" + broadcast + b":*"):
                for byte in redis.call("GET", outcomes):
                    tally[byte & 15] += 1
            for state in (2, 3, 5, 6, 7, 8):
                counted = int(counters.get(b"s%d" % state, 0))
                said = f"{key!r}: state {state} is counted {counted}, {tally[state]} bytes"
                expect(counted == tally[state], said)
            expect(tally[0] + tally[1] + tally[4] == 0, f"{key!r}: recipients without an outcome: {tally}")

    def old_things_are_removed(self):
        def names():
            with Redis(self.url) as redis:
                return [key for key in redis.keys() if any(word in key for word in moving)]

        moving = (b":b:", b":bx:", b":bc:", b":job:", b":oc:", b":od:", b":ev:")
        expect(names(), "nothing is there to be removed")
        broadcasts = [row["id"] for row in self.served.rest.pages("/broadcasts")]
        self.start_worker("--retention.events", "1s", "--retention.broadcasts", "1s")
        wait_until(lambda: not names(), "everything to be removed")
        self.stop_worker()
        for broadcast in broadcasts:
            status, _ = self.served.rest.send("GET", f"/broadcasts/{broadcast}")
            expect(status == 404, f"a removed broadcast is answered {status}")
        expect(not list(self.served.rest.pages("/broadcasts")), "removed broadcasts are listed")
        expect(not list(self.served.rest.pages("/events")), "removed events are listed")


STEPS = [
    DeadJobs.set_up,
    DeadJobs.a_dead_plan_is_redriven,
    DeadJobs.dead_jobs_are_discarded,
    DeadJobs.old_things_are_removed,
]


def main():
    chosen = parse(__doc__)
    job = None
    with tempfile.TemporaryDirectory(prefix="carillon-") as folder:
        redis = OwnRedis(folder)
        try:
            job = DeadJobs(chosen, redis)
            perform(job.served, STEPS, job)
        except Failure as failure:
            print(f"FAILED: {failure}\n{traceback.format_exc(limit=-3)}")
            if job:
                print(f"kept: {job.served.folder}")
            return 1
        finally:
            redis.stop()
    job.served.remove()
    return 0


if __name__ == "__main__":
    sys.exit(main())
