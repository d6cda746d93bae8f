#!/usr/bin/env python3
"""The main job, end to end: `carillon serve` with its embedded Redis delivers broadcasts to a sandbox.

Project, integrations, users, broadcasts to a list, a topic and everyone; live status, events, discarded
tokens, idempotent replays; a restart that forgets nothing; a second server that is refused; no child left
behind. In the end the independent checker audits the books.
"""

import random
import sys

from play import play
from served import expect
from checker import audit, report
from books import ledger
from books.expectation import Expectation
from harness import people
from harness.processes import is_alive, wait_until

USERS = 60


class MainJob:
    def __init__(self, served):
        self.served, self.dice = served, random.Random(1)
        self.wanted = None

    def send(self, recipients, named, key=None, **content):
        """Posts; R grows by `named` (external ids, None: everyone). The API's answer."""
        body = {"title": "Bells", "content": "They *ring*.", "recipients": recipients, **content}
        answer = self.served.rest.call("POST", "/broadcasts", body, {"Idempotency-Key": key} if key else None)
        expect(
            answer["status"]["status"] in ("enqueued", "processing", "processed"), f"POST answered {answer}"
        )
        if all(one["id"] != answer["id"] for one in self.wanted.broadcasts):
            self.wanted.broadcasts.append({"id": answer["id"], "recipients": named})
        return answer

    def deliver(self, recipients, named, total, **content):
        """Sends and waits; the summary must count `total` recipients."""
        answer = self.served.processed(self.send(recipients, named, **content)["id"])
        summary = answer["status"]["summary"]
        expect(summary["total"] == total, f"{total} recipients were expected: {answer['status']}")
        return answer

    def set_up(self):
        served = self.served
        served.start()
        served.make_project()
        served.save_integrations()
        served.push_only()
        listed = served.rest.call("GET", "/integrations/apns")["data"]
        expect(
            len(listed) == 1 and "PRIVATE KEY" in listed[0]["config"]["certificate"], f"not listed: {listed}"
        )
        secret = served.credentials.apns_integration()["certificate"].splitlines()[1]
        expect(secret not in str(listed), "GET /integrations shows the private key")
        self.wanted = Expectation(project=served.project["id"], users=people.make_people(USERS, self.dice))
        people.write_ndjson(self.wanted.users, served.path("users.ndjson"))
        served.command("import", served.path("users.ndjson"))

    def to_a_list(self):
        names = ["user-1", "user-2", "user-3"]
        recipients = [{"external_id": name} for name in names] + [{"external_id": "user-2"}]
        first = self.send(recipients, names, key="list-1")
        self.served.processed(first["id"])
        expect(
            self.send(recipients, names, key="list-1")["id"] == first["id"], "a replay made another broadcast"
        )
        changed = {"title": "Other", "recipients": recipients}
        status, _ = self.served.rest.send("POST", "/broadcasts", changed, {"Idempotency-Key": "list-1"})
        expect(status == 422, f"another body under the same key was answered {status}")

    def to_a_topic(self):
        names = ["user-4", "user-5", "user-6"]
        self.deliver([{"external_id": name} for name in names], names, 3, topic="news.local")
        self.deliver([{"topic": {"subscribers": True}}], names, 3, topic="news.local")

    def to_everyone(self):
        self.deliver([{"users": {"all": True}}], None, len(self.wanted.users))

    def dead_devices_are_discarded(self):
        user = self.served.as_user("user-7")
        saved = {}
        for kind, token in (
            ("apns", people.dead_apns_token(self.dice)),
            ("fcm", people.dead_fcm_token(self.dice)),
        ):
            path = f"/channels/mobile_push/{kind}/tokens"
            saved[f"{path}/{user.call('POST', path, {'device_token': token})['id']}"] = token
            self.wanted.users["user-7"][kind].append(token)
        self.deliver([{"external_id": "user-7"}], ["user-7"], 1)
        for path in saved:
            wait_until(
                lambda path=path: user.call("GET", path).get("discarded_at"),
                f"GET {path} to show discarded_at",
            )
        alive = [
            row
            for kind in ("apns", "fcm")
            for row in user.call("GET", f"/channels/mobile_push/{kind}/tokens")["data"]
        ]
        expect(
            sum("discarded_at" not in row or not row["discarded_at"] for row in alive) > 0,
            "living devices went too",
        )

    def events_tell_it_all(self):
        rows = list(self.served.rest.pages("/events"))
        expect(len({row["id"] for row in rows}) == len(rows), "an event is listed twice")
        sent = [row for row in rows if row["type"] == "delivery.sent"]
        seen = {line.delivery for line in ledger.accepted(ledger.read(self.served.ledger))}
        told = {row["context"]["delivery_id"] for row in sent}
        expect(told == seen, f"{len(seen)} deliveries were accepted, events tell of {len(told)}")
        processed = [row for row in rows if row["type"] == "broadcast.processed"]
        expect(len(processed) == len(self.wanted.broadcasts), f"{len(processed)} broadcast.processed events")
        times = [row["timestamp"] for row in rows]
        expect(times == sorted(times, reverse=True), "events are not listed newest first")
        one = self.served.rest.call("GET", f"/events/{sent[0]['id']}")
        expect(one["id"] == sent[0]["id"], f"GET /events/{{id}} answered {one}")

    def a_second_server_is_refused(self):
        second = self.served.launch()
        code = second.wait()
        expect(code != 0, "a second server on the same data folder came up")
        expect("data" in second.last_words(), f"it does not say why:\n{second.last_words()}")
        expect(self.served.server.is_running, "the second server took the first one down")
        self.served.rest.call("GET", "/broadcasts?limit=1")

    def a_restart_keeps_everything(self):
        before = [row["id"] for row in self.served.rest.pages("/broadcasts", 3)]
        wanted = [one["id"] for one in reversed(self.wanted.broadcasts)]
        expect(before == wanted, f"broadcasts are {before}, newest first they were {wanted}")
        self.stop_without_a_trace()
        self.served.start()
        after = [row["id"] for row in self.served.rest.pages("/broadcasts", 100)]
        expect(after == before, f"after a restart broadcasts are {after}, not {before}")
        self.to_everyone()

    def a_crash_keeps_everything(self):
        """kill -9 of the server and its Redis with a broadcast under way (A4)."""
        open_one = self.send([{"users": {"all": True}}], None)["id"]
        children = self.served.server.children()
        self.served.server.kill()
        wait_until(lambda: not any(map(is_alive, children)), "the embedded Redis to follow its killed parent")
        self.wanted.kills, self.wanted.window = 1, 3 * USERS
        self.served.start()
        self.served.processed(open_one)

    def stop_without_a_trace(self):
        children = self.served.server.children()
        expect(children, "serve runs without a redis-server child")
        self.served.stop()
        left = [pid for pid in children if is_alive(pid)]
        expect(not left, f"children outlived serve: {left}")

    def the_books_are_exact(self):
        found, summary = audit(self.served.redis_url(), self.served.ledger, self.wanted)
        expect(report(found, summary), "the books are NOT in order")


STEPS = [
    MainJob.set_up,
    MainJob.to_a_list,
    MainJob.to_a_topic,
    MainJob.to_everyone,
    MainJob.dead_devices_are_discarded,
    MainJob.events_tell_it_all,
    MainJob.a_second_server_is_refused,
    MainJob.a_restart_keeps_everything,
    MainJob.a_crash_keeps_everything,
    MainJob.the_books_are_exact,
    MainJob.stop_without_a_trace,
]


if __name__ == "__main__":
    sys.exit(play(__doc__, STEPS, MainJob))
