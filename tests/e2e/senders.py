#!/usr/bin/env python3
"""One sender that is unauthorised, silent, refusing or slow takes nothing from the others, against the real binaries.

A project pushes through FCM, which is told to misbehave; another one through APNs, and then the first one through both.
Each time the others' deliveries are done while what FCM was asked is still unanswered, and when FCM is well again all
of its own arrive, none twice. Order and counts alone: what it costs in time, `script/bench senders` measures.
"""

import json
import os
import random
import sys

from play import play
from served import expect
from harness import people
from harness.processes import wait_until
from harness.rest import Rest

MANY = 1500  # through FCM: more than worker.window
QUIET = 1000
MOST_IN_VAIN = MANY // 5  # under way when the first refusal comes: the share of a sender that was well before
SLOW = 40


class Senders:
    def __init__(self, served):
        self.served, self.dice = served, random.Random(9)
        # Longer than all else takes: whoever waited for FCM would be seen waiting.
        os.environ["CARILLON_PROVIDERS__REQUEST_TIMEOUT"] = "120s"

    def set_up(self):
        served = self.served
        served.start()
        served.make_project()
        served.push_only()
        served.rest.call("PUT", "/integrations/fcm", served.credentials.fcm_integration(served.sandbox_origin))
        served.rest.call("PUT", "/integrations/apns", served.credentials.apns_integration())
        self.fill(served.project, {f"fcm-{n}": {"fcm": [people.fcm_token(self.dice)]} for n in range(MANY)})
        made = json.loads(served.command("project", "create", "quiet", "--json"))
        self.quiet_token = json.loads(served.command("token", "create", "--project", made["id"], "--json"))["token"]
        self.quiet.call("PUT", "/integrations/apns", served.credentials.apns_integration())
        self.quiet.call("PUT", "/channels/deliveryconfig", {"channels": [{"channel": "mobile_push"}]})
        self.fill(made, {f"apns-{n}": {"apns": [people.apns_token(self.dice)]} for n in range(QUIET)})

    @property
    def quiet(self):
        return Rest(self.served.server.facts["api_port"], self.quiet_token)

    def fill(self, project, users):
        people.write_ndjson(users, self.served.path("users.ndjson"))
        self.served.command("import", self.served.path("users.ndjson"), "--project", project["id"])

    def misbehave(self, provider, action):
        self.served.control.call("POST", "/rules", [{"provider": provider, "action": action}])

    def counted(self, name):
        return self.served.control.call("GET", "/counts")[name]

    def asked(self, provider):
        """Requests that reached it, answered or not."""
        return sum(self.counted(provider).values())

    def told(self, broadcast):
        """Of the first project's deliveries by FCM, whatever became of them."""
        rows = (row.get("context") or {} for row in self.served.rest.pages("/events"))
        return [row for row in rows if row.get("broadcast_id") == broadcast and row.get("provider") == "fcm"]

    def send(self, rest, recipients=None):
        body = {"title": "Bells", "recipients": recipients or [{"users": {"all": True}}]}
        return rest.call("POST", "/broadcasts", body)["id"]

    def is_done(self, rest, broadcast, total):
        shown = []

        def is_processed():
            shown.append(rest.call("GET", f"/broadcasts/{broadcast}")["status"])
            return shown[-1]["status"] == "processed"

        wait_until(is_processed, f"broadcast {broadcast}; log: {self.served.server.log_path}", 150)
        expect(shown[-1]["summary"] == {"total": total, "failures": 0}, f"it ended as {shown[-1]}")

    def the_quiet_project_is_served_beside(self, hanging):
        self.is_done(self.quiet, self.send(self.quiet), QUIET)
        urgent = [{"external_id": "apns-7"}]
        self.is_done(self.quiet, self.send(self.quiet, urgent), 1)
        expect(not self.told(hanging), "FCM was given up before the others were served: they waited for it")

    def be_well_again(self, hanging, total=MANY):
        """What was under way is cut off; it was not taken, so it is sent again."""
        self.served.control.call("DELETE", "/rules")
        self.served.control.call("POST", "/connections", {"close": {}})
        self.is_done(self.served.rest, hanging, total)
        counts = self.served.control.call("GET", "/counts")
        expect(counts["accepted"] == counts["distinct"], f"some were pushed twice: {counts}")

    def nobody_waits_for_a_token_that_does_not_come(self):
        self.misbehave("token", {"stall": {}})
        hanging = self.send(self.served.rest)
        wait_until(lambda: self.asked("token") == 1, "Google to be asked for a token")
        self.the_quiet_project_is_served_beside(hanging)
        with open(self.served.server.log_path, encoding="utf-8") as log:
            expect("access_token_refused" not in log.read(), "the token was given up before the others were served")
        self.be_well_again(hanging)

    def nobody_waits_for_a_provider_that_does_not_answer(self):
        before = self.asked("fcm")
        self.misbehave("fcm", {"stall": {}})
        hanging = self.send(self.served.rest)
        wait_until(lambda: self.asked("fcm") > before, "FCM to be asked")
        self.the_quiet_project_is_served_beside(hanging)
        self.be_well_again(hanging)

    def nobody_waits_for_a_provider_that_refuses(self):
        before = self.asked("fcm")
        self.misbehave("fcm", {"respond": {"reason": "PERMISSION_DENIED"}})
        refused = self.send(self.served.rest)
        wait_until(lambda: self.asked("fcm") > before, "FCM to refuse")
        self.the_quiet_project_is_served_beside(refused)
        in_vain = self.asked("fcm") - before
        expect(in_vain <= MOST_IN_VAIN, f"FCM was asked {in_vain} times by an account that it refuses")
        self.served.rest.call("DELETE", f"/broadcasts/{refused}")
        self.served.control.call("DELETE", "/rules")

    def a_projects_own_devices_do_not_wait_either(self):
        served = self.served
        self.fill(served.project, {f"both-{n}": {"apns": [people.apns_token(self.dice)]} for n in range(QUIET)})
        # The integration was refused; saved anew it is tried again.
        served.rest.call("PUT", "/integrations/fcm", served.credentials.fcm_integration(served.sandbox_origin))
        asked, pushed = self.asked("fcm"), self.asked("apns")
        self.misbehave("fcm", {"stall": {}})
        both = self.send(served.rest)
        wait_until(lambda: self.asked("fcm") > asked, "FCM to be asked")
        wait_until(lambda: self.asked("apns") == pushed + QUIET, "all pushes through APNs", 110)
        expect(not self.told(both), "FCM was given up before APNs was done: its pushes waited")
        self.be_well_again(both, MANY + QUIET)

    def a_slow_provider_gets_each_push_once(self):
        served = self.served
        served.stop()
        os.environ["CARILLON_PROVIDERS__REQUEST_TIMEOUT"] = "2s"
        served.control.call("POST", "/reset")
        served.control.call("PUT", "/behaviour", {"latency_ms": 500, "max_streams": 1})
        served.start()
        recipients = [{"external_id": f"fcm-{n}"} for n in range(SLOW)]
        self.is_done(served.rest, self.send(served.rest, recipients), SLOW)
        counts = served.control.call("GET", "/counts")
        expect(counts["fcm"] == {"200": SLOW}, f"FCM was asked for more than {SLOW} pushes, one each: {counts['fcm']}")
        served.stop()


STEPS = [
    Senders.set_up,
    Senders.nobody_waits_for_a_token_that_does_not_come,
    Senders.nobody_waits_for_a_provider_that_does_not_answer,
    Senders.nobody_waits_for_a_provider_that_refuses,
    Senders.a_projects_own_devices_do_not_wait_either,
    Senders.a_slow_provider_gets_each_push_once,
]

if __name__ == "__main__":
    sys.exit(play(__doc__, STEPS, Senders))
