"""Both push providers answer 503 for ten minutes under steady load: what fails, what is sent in vain, what comes after.

1,500 users with two devices each get a broadcast every ten seconds: for a minute before, through the outage, and until
all that waited is delivered. `failed`: deliveries that ended without being delivered; `in_vain`: requests in the outage,
as a share of those the same time costs without one; `first_second`: what was taken in the first second of deliveries
afterwards, as a share of the best second before; `s95`: from the end of the outage until 95 per cent of what had waited
were taken. Takes twelve minutes and more, --outage-seconds less.
"""

import random
import time

from harness import people
from harness.processes import Failure
from stage import Stage

FIGURES = "outage600"
IS_LONG = True
USERS, EVERY, BEFORE = 1_500, 10.0, 60.0
PROVIDERS = {"apns": "ServiceUnavailable", "fcm": "UNAVAILABLE"}
LOOKS = 20  # a second
PATIENCE = 600.0


def _users():
    dice = random.Random(20261128)
    return {
        f"user-{number}": {"apns": [people.apns_token(dice)], "fcm": [people.fcm_token(dice)]} for number in range(USERS)
    }


class Load:
    """A broadcast every ten seconds, and what the providers saw meanwhile: (time, taken, refused)."""

    def __init__(self, stage):
        self._stage, self._next_at = stage, time.monotonic()
        self.sent, self.seen = [], []

    def look(self):
        found = self._stage.control.call("GET", "/counts")
        counts = [(name, number) for provider in PROVIDERS for name, number in found.get(provider, {}).items()]
        taken = sum(number for name, number in counts if name.startswith("200"))
        self.seen.append((time.monotonic(), taken, sum(number for _, number in counts) - taken))
        return self.seen[-1]

    def go_on(self, until):
        """Until it says so; `until` is asked with each look."""
        while True:
            if time.monotonic() >= self._next_at:
                body = {"title": "steady", "recipients": [{"users": {"all": True}}]}
                self.sent.append(self._stage.rest.call("POST", "/broadcasts", body)["id"])
                self._next_at += EVERY
            now = self.look()
            if until(now):
                return now
            time.sleep(1 / LOOKS)

    def best_second(self, since, until):
        """The most that were taken within one of the looked-at seconds."""
        rows = [row for row in self.seen if since <= row[0] <= until]
        best = 0
        for begin in rows:
            within = [row[1] for row in rows if begin[0] <= row[0] <= begin[0] + 1.0]
            best = max(best, within[-1] - begin[1])
        return best


def _failures(stage, sent):
    """Deliveries that failed or expired, once all is processed; recipients, where one failed delivery is one."""
    deadline = time.monotonic() + PATIENCE
    failed = 0
    for one in sent:
        while (status := stage.rest.call("GET", f"/broadcasts/{one}")["status"])["status"] != "processed":
            if time.monotonic() > deadline:
                raise Failure(f"a broadcast is not processed ten minutes after the outage: {status}")
            time.sleep(0.2)
        failed += status["summary"]["failures"]
    return failed


def measure(options):
    stage = Stage(options.binaries)
    try:
        stage.control.call("PUT", "/credentials", stage.credentials.for_sandbox())  # Google's tokens are handed out to few
        stage.rest.call("PUT", "/integrations/fcm", stage.credentials.fcm_integration(stage.origin))
        people.write_ndjson(_users(), stage.path("users.ndjson"))
        stage.command("import", stage.path("users.ndjson"))
        load = Load(stage)
        began = time.monotonic()
        load.go_on(lambda now: now[0] >= began + BEFORE)
        rules = [
            {"provider": provider, "match": {}, "action": {"respond": {"status": 503, "reason": reason}}}
            for provider, reason in PROVIDERS.items()
        ]
        stage.control.call("POST", "/rules", rules)
        out_at, taken, refused = load.look()
        usual = load.best_second(began, out_at)
        ended_at, waiting, in_vain = load.go_on(lambda now: now[0] >= out_at + options.outage_seconds)
        wanted = len(load.sent) * 2 * USERS - waiting
        stage.control.call("DELETE", "/rules")
        deadline = ended_at + PATIENCE
        done_at, _, _ = load.go_on(lambda now: now[1] >= waiting + 0.95 * wanted or now[0] > deadline)
        rows = [row for row in load.seen if row[0] >= ended_at]
        first_at = next(row[0] for row in rows if row[1] > waiting)
        first = max(row[1] for row in rows if row[0] <= first_at + 1.0) - waiting
        failed = _failures(stage, load.sent)
        figures = {
            "failed": (failed, "deliveries"),
            "in_vain": ((in_vain - refused) / (options.outage_seconds / EVERY * 2 * USERS), "of the usual requests"),
            "first_second": (first / usual, "of the best second before"),
            "s95": (done_at - ended_at, "s"),
        }
        return figures, {"waited": wanted, "in_vain": in_vain - refused, "usual": usual, "first": first, "taken": taken}
    finally:
        stage.close()
