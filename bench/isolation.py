"""A quiet tenant's p99, API and delivery, beside each known attack, beside honest tenants as busy, and alone.

One `carillon serve`, fresh for every row. The quiet tenant reads a list a hundred times a second and sends a push twenty
times a second; its deliveries' time is from the broadcast's acceptance to the event of the delivery. A window alone, then
one beside the attack, which has gone on for LEAD seconds before it is measured; a figure is the median of its rounds.
What outsiders do (end users, who causes webhooks, strangers) is held against the window alone. What a tenant's backend
does is also held against an honest tenant (attacks.LIKE) that asks for the same kind of thing as fast as it can: what
that costs is the price of sharing few cores, and the rest is the malice. `machine` is a process outside that wants every
core at nice 19.
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
from stage import Stage, peak_rss_mb, users_with_a_device

SECONDS = 6.0
LEAD = 2.0
READS_A_PUSH = 5
PUSHES_A_SECOND = 20
HOSTILE_USERS = 1000


class IsolationStage(Stage):
    def tenant(self, name):
        """A second project beside the stage's own: (client, token); its id is `tenant_id`."""
        made = json.loads(self.command("project", "create", name, "--json"))
        self.tenant_id = made["id"]
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


def p99(values):
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


def _play(options, name):
    """One round of one row, from an empty Redis: nothing of another attack is left to be dealt with."""
    stage = IsolationStage(options.binaries)
    try:
        users = users_with_a_device(HOSTILE_USERS)
        people.write_ndjson(users, stage.path("users.ndjson"))
        stage.command("import", stage.path("users.ndjson"))
        user = json.loads(stage.command("token", "create", "--user", "user-1", "--json"))["token"]
        user = Rest(stage.engine.facts["api_port"], user)
        hostile = attacks.Hostile(stage.rest, stage.token, user, list(users))
        if name in ("listing", "inbox"):
            hostile.prepare_listing()
        quiet = Quiet(stage.engine.facts["api_port"], *stage.tenant("quiet"))
        quiet.window()  # warms what there is to warm
        alone = quiet.window()
        beside, told = _beside(stage, quiet, {**hostile.controls(), **hostile.attacks()}[name])
        rss = peak_rss_mb(stage.engine.pid)
    finally:
        stage.close()
    return {"alone_ms": [p99(each) for each in alone], "beside_ms": [p99(each) for each in beside], "answers": told,
            "rss_mb": rss}


def _rows(options):
    """Those attacks that were asked for, all by default; before a tenant's, the honest one it is held against."""
    known = [*attacks.OUTSIDERS, *attacks.LIKE]
    unknown = [name for name in options.attacks if name not in known]
    if unknown:
        raise Failure(f"no attack is named {', '.join(unknown)}; there is: {', '.join(known)}")
    wanted = options.attacks or known
    honest = dict.fromkeys(attacks.LIKE[name] for name in wanted if name in attacks.LIKE)
    return ["machine", *honest, *wanted]


def measure(options):
    rounds = []
    for number in range(options.rounds):
        found = {}
        for name in _rows(options):
            found[name] = _play(options, name)
            pairs = zip(("api", "delivery"), found[name]["alone_ms"], found[name]["beside_ms"])
            seen = "  ".join(f"{kind} {a:.1f} -> {b:.1f} ms" for kind, a, b in pairs)
            print(f"  round {number + 1}: {name:9} {seen}  {found[name]['answers']}", file=sys.stderr, flush=True)
        rounds.append(found)

    def median(name, which, index):
        return statistics.median(each[name][which][index] for each in rounds)

    figures = {"rss_mb": (max(row["rss_mb"] for each in rounds for row in each.values()), "MB")}
    for name in rounds[0]:
        for index, kind in enumerate(("api", "delivery")):
            alone, beside = (median(name, which, index) for which in ("alone_ms", "beside_ms"))
            figures[f"{name}.{kind}_p99_alone"] = (alone, "ms")
            figures[f"{name}.{kind}_p99_beside"] = (beside, "ms")
            figures[f"{name}.{kind}_p99_ratio"] = (beside / alone, "times")
            if name in attacks.LIKE:
                honest = median(attacks.LIKE[name], "beside_ms", index)
                figures[f"{name}.{kind}_p99_of_honest"] = (beside / honest, "times")
    return figures, rounds
