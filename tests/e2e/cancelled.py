#!/usr/bin/env python3
"""Broadcasts that are cancelled: `carillon serve`, the sandbox, and the REST API.

With a step still to come; while it is being sent, with a kill -9 of the server and its Redis right after; twice; too
late; by the command. Afterwards every recipient has one end, and who was not sent to was skipped for that.
"""

import random
import sys
import uuid

from play import play
from served import expect
from books import ledger
from harness import people
from harness.processes import Failure, is_alive, wait_until

USERS = 1500
ENDS = ("delivery.sent", "delivery.skipped", "delivery.failed", "delivery.expired", "delivery.unknown")


class Cancelled:
    def __init__(self, served):
        self.served = served

    def set_up(self):
        served = self.served
        served.start()
        served.make_project()
        served.save_integrations()
        people.write_ndjson(people.make_people(USERS, random.Random(8)), served.path("users.ndjson"))
        served.command("import", served.path("users.ndjson"))

    def send(self, *steps):
        self.served.rest.call("POST", "/channels/deliveryconfig/categories", {"category": "tolled", "channels": list(steps)})
        body = {"title": "Bells", "category": "tolled", "recipients": [{"users": {"all": True}}]}
        return self.served.rest.call("POST", "/broadcasts", body)["id"]

    def cancel(self, broadcast, status=200):
        answered, body = self.served.rest.send("DELETE", f"/broadcasts/{broadcast}")
        expect(answered == status, f"DELETE answered {answered}: {body}")
        return body

    def ends(self, broadcast, channel):
        """How each recipient's deliveries ended: {notification: [type]}; those skipped were, for that."""
        found = {}
        for row in self.served.rest.pages("/events"):
            context = row.get("context") or {}
            if context.get("broadcast_id") != broadcast or context.get("channel") != channel or row["type"] not in ENDS:
                continue
            found.setdefault(context["notification_id"], []).append(row["type"])
            if row["type"] == "delivery.skipped":
                expect(context["reason"] == "cancelled", f"skipped, but not for that: {row}")
        return found

    def pushed(self):
        return len(ledger.accepted(ledger.read(self.served.ledger, is_live=True)))

    def a_step_to_come_never_comes(self):
        broadcast = self.send({"channel": "in_app"}, {"channel": "mobile_push", "delay": 3600})
        wait_until(lambda: len(self.ends(broadcast, "in_app")) == USERS, "everybody's inbox")
        shown = self.cancel(broadcast)
        expect(shown["cancelled_at"], f"the answer is {shown}")
        status = self.served.processed(broadcast)["status"]
        expect(status["summary"] == {"total": USERS, "failures": 0}, f"the summary is {status}")
        expect(any("cancelled" in one["message"] for one in status["errors"]), f"errors are {status['errors']}")
        later = self.ends(broadcast, "mobile_push")
        expect(len(later) == USERS, f"{len(later)} recipients of the later step have an end")
        expect(set(sum(later.values(), [])) == {"delivery.skipped"}, "somebody was pushed")
        expect(self.pushed() == 0, "the sandbox was sent to")

    def what_is_being_sent_stops_and_survives_a_crash(self):
        self.served.control.call("PUT", "/behaviour", {"latency_ms": 400})
        broadcast = self.send({"channel": "mobile_push"})
        wait_until(lambda: self.pushed() > 0, "the first pushes")
        self.cancel(broadcast)
        children = self.served.server.children()
        self.served.server.kill()
        wait_until(lambda: not any(map(is_alive, children)), "the embedded Redis to follow its killed parent")
        self.served.control.call("PUT", "/behaviour", {"latency_ms": 0})
        self.served.start()
        status = self.served.processed(broadcast)["status"]
        ends = self.ends(broadcast, "mobile_push")
        total = status["summary"]["total"]
        expect(len(ends) == total, f"{len(ends)} of {total} recipients have an end")
        stopped = sum(types == ["delivery.skipped"] for types in ends.values())
        expect(stopped > USERS / 2, f"only {stopped} of {USERS} were stopped")
        print(f"    {total} planned, {stopped} stopped, {self.pushed()} pushes taken by the sandbox")
        self.cancel(broadcast)
        again = self.ends(broadcast, "mobile_push")
        expect(again == ends, "cancelling once more changed something")

    def too_late_is_told(self):
        done = self.served.rest.call("POST", "/broadcasts", {"title": "x", "recipients": [{"external_id": "nobody"}]})["id"]
        self.served.processed(done)
        expect(self.cancel(done, 409)["errors"][0]["code"] == "broadcast_processed", "409 does not say why")
        self.cancel(uuid.uuid4(), 404)

    def the_command_cancels_too(self):
        broadcast = self.send({"channel": "mobile_push", "delay": 3600})
        words = self.served.command("broadcast", "cancel", broadcast)
        expect(words.strip() == f"{broadcast} cancelled", f"it says {words}")
        self.served.processed(broadcast)
        try:
            self.served.command("broadcast", "cancel", str(uuid.uuid4()))
        except Failure:
            return
        raise Failure("a broadcast that is none was cancelled")


STEPS = [
    Cancelled.set_up,
    Cancelled.a_step_to_come_never_comes,
    Cancelled.what_is_being_sent_stops_and_survives_a_crash,
    Cancelled.too_late_is_told,
    Cancelled.the_command_cancels_too,
]

if __name__ == "__main__":
    sys.exit(play(__doc__, STEPS, Cancelled))
