"""A quiet tenant's p99, API and delivery, beside each known attack of another tenant, against the same alone.

One `carillon serve`. The quiet tenant reads a list fifty times a second and sends a push ten times a second; its
deliveries' time is from the broadcast's acceptance to the event of the delivery. Windows of a few seconds, alone and
beside each attack in turn, several rounds; a figure is the median of the rounds' ratios: 1.20 is what issue 7 allows.
`trivial` is a tenant as busy as the attackers that does nothing wrong: on few cores, what sharing them costs.
"""

import datetime
import http.client
import json
import os
import statistics
import subprocess
import sys
import time

import attacks
from harness import people
from harness.rest import Rest
from stage import Stage, peak_rss_mb, users_with_a_device

SECONDS = 6.0
READS_A_PUSH = 5
PUSHES_A_SECOND = 10
HOSTILE_USERS = 1000
SETTLED = 30.0  # until what an attack left behind has been dealt with


class IsolationStage(Stage):
    def tenant(self, name):
        """A second project beside the stage's own: (client, token)."""
        made = json.loads(self.command("project", "create", name, "--json"))
        token = json.loads(self.command("token", "create", "--project", made["id"], "--json"))["token"]
        rest = Rest(self.engine.facts["api_port"], token)
        rest.call("PUT", "/integrations/apns", self.credentials.apns_integration())
        rest.call("PUT", "/channels/deliveryconfig", {"channels": [{"channel": "mobile_push"}]})
        people.write_ndjson(users_with_a_device(5), self.path(f"{name}.ndjson"))
        self.command("import", self.path(f"{name}.ndjson"), "--project", made["id"])
        return rest, token


class Quiet:
    def __init__(self, port, rest, token):
        self._rest, self._headers = rest, {"authorization": f"Bearer {token}", "content-type": "application/json"}
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def _ask(self, method, path, body=None):
        began = time.perf_counter()
        self._connection.request(method, "/v2" + path, body and json.dumps(body), self._headers)
        answer = self._connection.getresponse()
        raw = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path} answered {answer.status}: {raw[:300]!r}")
        return json.loads(raw), (time.perf_counter() - began) * 1000

    def window(self):
        """(milliseconds of each request, of each delivery)."""
        api, accepted = [], {}
        push = {"title": "quiet", "recipients": [{"external_id": "user-1"}]}
        next_at = time.monotonic()
        deadline = next_at + SECONDS
        while time.monotonic() < deadline:
            for _ in range(READS_A_PUSH):
                api.append(self._ask("GET", "/users?limit=5")[1])
            made, took = self._ask("POST", "/broadcasts", push)
            api.append(took)
            accepted[made["id"]] = _seconds(made["created_at"])
            next_at += 1 / PUSHES_A_SECOND
            time.sleep(max(0.0, next_at - time.monotonic()))
        return api, self._deliveries(accepted)

    def _deliveries(self, accepted):
        waited_until = time.monotonic() + 120
        while True:
            took = {}
            for row in self._rest.pages("/events"):
                context = row.get("context") or {}
                broadcast = context.get("broadcast_id")
                if broadcast in accepted and context.get("channel") == "mobile_push":
                    took[broadcast] = (_seconds(row["timestamp"]) - accepted[broadcast]) * 1000
                if broadcast is not None and broadcast not in accepted and len(took) == len(accepted):
                    break
            if len(took) == len(accepted):
                return list(took.values())
            if time.monotonic() > waited_until:
                raise RuntimeError(f"{len(accepted) - len(took)} deliveries of the quiet tenant never came")
            time.sleep(0.5)


def _seconds(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def _p99(values):
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.99))]


def _beside(stage, quiet, attack):
    """The quiet tenant's window while the attack goes on."""
    spec = stage.path("attack.json")
    attacks.write(spec, stage.engine.facts["api_port"], SECONDS + 1, attack)
    here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "attacks.py")
    with subprocess.Popen([sys.executable, "-B", here, spec], stderr=subprocess.DEVNULL) as attacker:
        time.sleep(0.5)
        found = quiet.window()
        attacker.wait(timeout=60)
    return found


def _settle(hostile):
    """What the attack left in the queue is done, or given its time."""
    deadline = time.monotonic() + SETTLED
    while time.monotonic() < deadline:
        states = [row["status"]["status"] for row in hostile.rest.call("GET", "/broadcasts?limit=5")["data"]]
        if all(state == "processed" for state in states):
            return
        time.sleep(0.5)


def measure(options):
    os.environ["CARILLON_API__USER_TEMPLATES"] = "allowed"  # the worst a deployment may choose
    stage = IsolationStage(options.binaries)
    try:
        users = users_with_a_device(HOSTILE_USERS)
        people.write_ndjson(users, stage.path("users.ndjson"))
        stage.command("import", stage.path("users.ndjson"))
        user = json.loads(stage.command("token", "create", "--user", "user-1", "--json"))["token"]
        user = Rest(stage.engine.facts["api_port"], user)
        hostile = attacks.Hostile(stage.rest, stage.token, user, list(users))
        hostile.prepare_listing()
        port = stage.engine.facts["api_port"]
        quiet = Quiet(port, *stage.tenant("quiet"))
        known = {"trivial": ([attacks.request("GET", "/v2/users?limit=1", stage.token)], 4, False), **hostile.attacks()}
        quiet.window()  # warms what there is to warm
        rounds = []
        for number in range(options.rounds):
            found = {}
            for name, attack in known.items():
                _settle(hostile)
                alone = [_p99(times) for times in quiet.window()]
                beside = [_p99(times) for times in _beside(stage, quiet, attack)]
                found[name] = {"alone_ms": alone, "beside_ms": beside}
                told = "  ".join(f"{kind} {a:.1f} -> {b:.1f} ms" for kind, a, b in zip(("api", "delivery"), alone, beside))
                print(f"  round {number + 1}: {name:9} {told}", file=sys.stderr, flush=True)
            rounds.append(found)
        rss = peak_rss_mb(stage.engine.pid)
    finally:
        stage.close()
    figures = {"rss_mb": (rss, "MB")}
    for name in known:
        for index, kind in enumerate(("api", "delivery")):
            ratios = [each[name]["beside_ms"][index] / each[name]["alone_ms"][index] for each in rounds]
            figures[f"{name}.{kind}"] = (statistics.median(ratios), "times")
    return figures, rounds
