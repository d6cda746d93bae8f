"""A quiet tenant's p99, API and delivery, beside each known attack of another tenant, against the same alone.

One `carillon serve`. The quiet tenant reads a list a hundred times a second and sends a push twenty times a second; its
deliveries' time is from the broadcast's acceptance to the event of the delivery. Windows alone and beside each attack in
turn, several rounds; a figure is the median of its rounds. Before a window what the last attack left is done and the
machine is idle; an attack has gone on for LEAD seconds before it is measured, so its bursts are spent.
Two rows are no attacks: `trivial` is a tenant as busy as the attackers that does nothing wrong, `machine` a process
outside that wants every core at nice 19. What those cost is the price of sharing few cores, whoever is served.
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
from harness.processes import Failure
from harness.rest import Rest
from stage import Stage, cpu_seconds, peak_rss_mb, users_with_a_device

SECONDS = 6.0
LEAD = 2.0
READS_A_PUSH = 5
PUSHES_A_SECOND = 20
HOSTILE_USERS = 1000
SETTLED = 60.0  # until what an attack left behind has been dealt with
IDLE = 0.05  # of a core: what our processes use when nothing is asked of them


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
        self._connection.close()  # the one before may have been idle for too long: it opens again
        self._ask("GET", "/users?limit=1")
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


def _attacker(stage, attack):
    """A process that goes on attacking."""
    here = os.path.dirname(os.path.abspath(__file__))
    spec = stage.path("attack.json")
    attacks.write(spec, stage.engine.facts["api_port"], LEAD + SECONDS + 1, attack)
    words = [sys.executable, "-B", os.path.join(here, "attacks.py"), spec]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True)


def _beside(stage, quiet, attack):
    """The quiet tenant's window while the attack goes on, and what the attacker was answered: {status: times}."""
    with _attacker(stage, attack) as attacker:
        time.sleep(LEAD)
        found = quiet.window()
        told, _ = attacker.communicate(timeout=60)
    return found, told.strip()


def _settle(stage, hostile):
    """What the attack left in the queue is done, and nobody is busy with anything."""
    deadline = time.monotonic() + SETTLED
    pids = [stage.engine.pid, stage.redis.pid, stage.sink.pid]
    while time.monotonic() < deadline:
        status, answer = hostile.rest.send("GET", "/broadcasts?limit=5")  # 429: it has overdrawn its budget
        states = [row["status"]["status"] for row in answer["data"]] if status == 200 else [status]
        before = sum(cpu_seconds(pid) for pid in pids)
        time.sleep(1)
        used = sum(cpu_seconds(pid) for pid in pids) - before
        if used <= IDLE and all(state == "processed" for state in states):
            return
    raise Failure(f"{SETTLED} s after an attack its work is not done: {states}, {used:.2f} s of CPU in a second")


def chosen(known, wanted):
    """Those attacks that were asked for, all by default; a name that is none is an error."""
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise Failure(f"no attack is named {', '.join(unknown)}; there is: {', '.join(known)}")
    return {name: attack for name, attack in known.items() if not wanted or name in wanted}


def measure(options):
    stage = IsolationStage(options.binaries)
    try:
        users = users_with_a_device(HOSTILE_USERS)
        people.write_ndjson(users, stage.path("users.ndjson"))
        stage.command("import", stage.path("users.ndjson"))
        user = json.loads(stage.command("token", "create", "--user", "user-1", "--json"))["token"]
        user = Rest(stage.engine.facts["api_port"], user)
        hostile = attacks.Hostile(stage.rest, stage.token, user, list(users))
        hostile.prepare_listing()
        quiet = Quiet(stage.engine.facts["api_port"], *stage.tenant("quiet"))
        known = chosen({**attacks.controls(stage.token), **hostile.attacks()}, options.attacks)
        _settle(stage, hostile)
        quiet.window()  # warms what there is to warm
        rounds = []
        for number in range(options.rounds):
            found = {}
            for name, attack in known.items():
                _settle(stage, hostile)
                alone = [_p99(times) for times in quiet.window()]
                beside, told = _beside(stage, quiet, attack)
                beside = [_p99(times) for times in beside]
                found[name] = {"alone_ms": alone, "beside_ms": beside, "answers": told}
                pairs = zip(("api", "delivery"), alone, beside)
                seen = "  ".join(f"{kind} {a:.1f} -> {b:.1f} ms" for kind, a, b in pairs)
                print(f"  round {number + 1}: {name:9} {seen}  {told}", file=sys.stderr, flush=True)
            rounds.append(found)
        rss = peak_rss_mb(stage.engine.pid)
    finally:
        stage.close()
    figures = {"rss_mb": (rss, "MB")}
    for name in known:
        for index, kind in enumerate(("api", "delivery")):
            alone, beside = (
                statistics.median(each[name][which][index] for each in rounds) for which in ("alone_ms", "beside_ms")
            )
            figures[f"{name}.{kind}_p99_alone"] = (alone, "ms")
            figures[f"{name}.{kind}_p99_beside"] = (beside, "ms")
            figures[f"{name}.{kind}_p99_ratio"] = (beside / alone, "times")
    return figures, rounds
