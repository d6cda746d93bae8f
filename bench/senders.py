"""What others keep while one sender hangs, refuses, is slow or gets no token: their rate, and their urgent pushes' p99.

One `carillon serve`, fresh for every row. A quiet project pushes to QUIET users through APNs, then twenty pushes a second
to one user each; alone, and again LEAD seconds after another project began to push to OTHERS users through FCM, which
misbehaves (TROUBLES) and goes on to. `own` is one project with both: the rate of its APNs pushes beside an FCM that is
well, and one that hangs. A figure is the median of the rounds; `rate_kept` the least of all.
"""

import random
import statistics
import sys
import time

from harness import people
from isolation import IsolationStage, Quiet, p99

FIGURES = "isolation"
QUIET = 40_000
OTHERS = 20_000
LEAD = 2.0
TROUBLES = {
    "hanging": ("fcm", {"stall": {}}),
    "unavailable": ("fcm", {"respond": {"reason": "UNAVAILABLE"}}),
    "refusing": ("fcm", {"respond": {"reason": "PERMISSION_DENIED"}}),
    "slow": ("fcm", {"delay": {"ms": 3000}}),
    "tokenless": ("token", {"stall": {}}),
}


class SendersStage(IsolationStage):
    def __init__(self, binaries):
        super().__init__(binaries)
        self.control.call("PUT", "/credentials", self.credentials.for_sandbox())  # Google's tokens are asked for by them
        self.rest.call("PUT", "/integrations/fcm", self.credentials.fcm_integration(self.origin))
        dice = random.Random(20261128)
        self.users = {f"other-{n}": {"fcm": [people.fcm_token(dice)]} for n in range(OTHERS)}

    def fill(self, users, name, *more):
        people.write_ndjson(users, self.path(f"{name}.ndjson"))
        self.command("import", self.path(f"{name}.ndjson"), *more)

    def misbehave(self, trouble):
        provider, action = TROUBLES[trouble]
        self.control.call("POST", "/rules", [{"provider": provider, "action": action}])

    def pushed(self):
        return sum(self.control.call("GET", "/counts")["apns"].values())

    def rate(self, rest, wanted):
        """Pushes through APNs a second, from the POST of a broadcast to everybody to the last of them."""
        before, began = self.pushed(), time.perf_counter()
        rest.call("POST", "/broadcasts", {"title": "Bells", "recipients": [{"users": {"all": True}}]})
        while self.pushed() < before + wanted:
            if time.perf_counter() - began > 120:
                return (self.pushed() - before) / (time.perf_counter() - began)
            time.sleep(0.01)
        return wanted / (time.perf_counter() - began)


def _beside_others(options, trouble):
    stage = SendersStage(options.binaries)
    try:
        stage.fill(stage.users, "others")
        rest, token = stage.tenant("quiet")
        quiet = Quiet(stage.engine.facts["api_port"], rest, token)
        dice = random.Random(1)
        users = {f"quiet-{n}": {"apns": [people.apns_token(dice)]} for n in range(QUIET)}
        stage.fill(users, "many", "--project", stage.tenant_id)
        stage.rate(rest, QUIET)  # warms what there is to warm
        alone = stage.rate(rest, QUIET), p99(quiet.window()[1])
        stage.misbehave(trouble)
        stage.rest.call("POST", "/broadcasts", {"title": "Bells", "recipients": [{"users": {"all": True}}]})
        time.sleep(LEAD)
        beside = stage.rate(rest, QUIET), p99(quiet.window()[1])
    finally:
        stage.close()
    return {"rate": (alone[0], beside[0]), "urgent_ms": (alone[1], beside[1])}


def _own(options):
    stage = SendersStage(options.binaries)
    try:
        dice = random.Random(1)
        mine = {f"own-{n}": {"apns": [people.apns_token(dice)]} for n in range(OTHERS)}
        stage.fill({**stage.users, **mine}, "all")
        stage.rate(stage.rest, OTHERS)
        time.sleep(LEAD)  # the last ones through FCM
        alone = stage.rate(stage.rest, OTHERS)
        time.sleep(LEAD)
        stage.misbehave("hanging")
        beside = stage.rate(stage.rest, OTHERS)
    finally:
        stage.close()
    return {"rate": (alone, beside)}


def measure(options):
    rounds = []
    for number in range(options.rounds):
        found = {trouble: _beside_others(options, trouble) for trouble in TROUBLES} | {"own": _own(options)}
        rounds.append(found)
        for name, seen in found.items():
            told = "  ".join(f"{what} {a:.6g} -> {b:.6g}" for what, (a, b) in seen.items())
            print(f"  round {number + 1}: {name:11} {told}", file=sys.stderr, flush=True)
    figures = {}
    for name in rounds[0]:
        kept = statistics.median(each[name]["rate"][1] / each[name]["rate"][0] for each in rounds)
        figures[f"{name}.rate_kept"] = (kept, "of alone")
        if name != "own":
            ratio = statistics.median(each[name]["urgent_ms"][1] / each[name]["urgent_ms"][0] for each in rounds)
            figures[f"{name}.urgent_p99_ratio"] = (ratio, "times")
    figures["rate_kept"] = (min(value for name, (value, _) in figures.items() if name.endswith("rate_kept")), "of alone")
    return figures, rounds
