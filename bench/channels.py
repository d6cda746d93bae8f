"""One broadcast on each channel: recipients a second, and what one of them costs the engine.

Each kind has a project of its own in one `carillon serve`. A round posts one broadcast to everybody in it; the time
runs from the POST to the last outcome on record, with Redis synced on every commit. The sandbox takes without looking
(--fast), so that what is measured is the engine. Medians of the rounds, after one that warms up.
"""

import datetime
import json
import os
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby

from channel_kinds import KINDS, SMTP_LOGIN, user_jwt
from channel_webhooks import measure_webhooks
from harness.processes import Failure
from harness.rest import Rest
from stage import Stage, cpu_seconds, threads_cpu_seconds

FIGURES = "channel"  # what the figures' names begin with
NAMES = [kind.name for kind in KINDS] + ["webhooks"]
WORDS = {
    "title": "Your order is on its way",
    "content": "It left our warehouse at noon and should be with you tomorrow before four o'clock.",
    "action_url": "https://shop.example.com/orders/5521",
}
LONGEST = 300.0  # seconds a broadcast may take
SAVERS = 8  # users that save addresses at a time
# What providers allow an account is not what is measured.
UNLIMITED = "rates = {expo = \"0\"}"


def _instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


class Tenant:
    """A project that sends over one kind to `count` people."""

    def __init__(self, stage, kind, count):
        self.stage, self.kind, self.count = stage, kind, count
        self.project = json.loads(stage.command("project", "create", kind.name, "--json"))
        words = ("token", "create", "--project", self.project["id"], "--json")
        self.rest = Rest(stage.engine.facts["api_port"], json.loads(stage.command(*words))["token"])
        integration = kind.integration(stage)
        if integration:
            self.rest.call("PUT", f"/integrations/{integration[0]}", integration[1])
        self.rest.call("PUT", "/channels/deliveryconfig", {"channels": [{"channel": kind.channel}]})
        names = self._import()
        if kind.calls:
            self._save(names, kind.calls(stage, integration and integration[1], names))

    def _import(self):
        path = self.stage.path(f"{self.kind.name}.ndjson")
        names = [f"user-{number}" for number in range(self.count)]
        with open(path, "w", encoding="utf-8") as file:
            for number, name in enumerate(names):
                file.write(json.dumps({"external_id": name, **self.kind.person(number)}) + "\n")
        self.stage.command("import", path, "--project", self.project["id"])
        return names

    def _save(self, names, calls):
        def save(one):
            name, theirs = one
            user = Rest(self.stage.engine.facts["api_port"], user_jwt(self.project, name))
            for path, body in theirs:
                user.call("POST", path, body)

        with ThreadPoolExecutor(SAVERS) as pool:
            for _ in pool.map(save, zip(names, calls)):
                pass

    def taken(self):
        """Deliveries that the sandbox took."""
        counted = self.stage.control.call("GET", "/counts")[self.kind.counted_as or self.kind.name]
        return sum(count for status, count in counted.items() if status.startswith("2"))

    def broadcast(self):
        """Posts one to everybody and waits for its end; what that took."""
        pids = {"engine": self.stage.engine.pid, "redis": self.stage.redis.pid, "sink": self.stage.sink.pid}
        before = {name: cpu_seconds(pid) for name, pid in pids.items()}
        threads = threads_cpu_seconds(pids["engine"])
        taken = self.taken()
        posted = self.rest.call("POST", "/broadcasts", WORDS | {"recipients": [{"users": {"all": True}}]})
        deadline = time.monotonic() + LONGEST
        while True:
            shown = self.rest.call("GET", f"/broadcasts/{posted['id']}")["status"]
            if shown["status"] == "processed":
                break
            if time.monotonic() > deadline:
                raise Failure(f"{self.kind.name}: the broadcast did not end: {shown}")
            time.sleep(0.25)  # to look costs the engine, too
        cpu = {name: cpu_seconds(pid) - before[name] for name, pid in pids.items()}
        spent = [after - threads.get(each, 0) for each, after in threads_cpu_seconds(pids["engine"]).items()]
        wanted = {"total": self.count, "failures": 0}
        if shown["summary"] != wanted or self.taken() - taken != self.count:
            raise Failure(f"{self.kind.name}: {self.taken() - taken} of {self.count} were taken: {shown['summary']}")
        newest = [row for row in self.rest.call("GET", "/events?limit=10")["data"] if row["type"] == "delivery.sent"]
        seconds = (_instant(newest[0]["timestamp"]) - _instant(posted["created_at"])).total_seconds()
        return {
            "per_s": self.count / seconds,
            **{f"{name}_us": value / self.count * 1e6 for name, value in cpu.items()},
            "busiest_thread": max(spent) / max(sum(spent), 0.01),
        }


def _web_push_floor(options):
    """Of a pair of keys and an agreement on P-256, in us."""
    program = os.path.join(options.binaries, "bench", "web_push_cost")
    return json.loads(subprocess.run([program], check=True, capture_output=True, text=True).stdout)["floor_us"]


def _rounds(options, stage, kind):
    tenant = Tenant(stage, kind, max(1, int(options.recipients * kind.share)))
    tenant.broadcast()
    rounds = []
    for number in range(options.rounds):
        found = tenant.broadcast()
        if kind.name == "web_push":
            found["floor_us"] = _web_push_floor(options)
        rounds.append(found)
        told = "  ".join(f"{name} {value:.4g}" for name, value in found.items())
        print(f"  {kind.name} round {number + 1}: {told}", file=sys.stderr, flush=True)
    return rounds


def measure(options):
    unknown = [name for name in options.channels if name not in NAMES]
    if unknown:
        raise SystemExit(f"no channel is named {', '.join(unknown)}; there is: {', '.join(NAMES)}")
    wanted = options.channels or NAMES
    figures, details = {}, {}

    def note(name, rounds, units):
        details[name] = rounds
        for figure, unit in units.items():
            figures[f"{name}.{figure}"] = (statistics.median(each[figure] for each in rounds), unit)

    threads = f"[worker]\nthreads = {options.threads}\n" if options.threads else ""
    kinds = sorted((kind for kind in KINDS if kind.name in wanted), key=lambda kind: kind.settings)
    for settings, theirs in groupby(kinds, lambda kind: kind.settings):
        stage = Stage(options.binaries, more=threads, more_providers=f"{UNLIMITED}\n{settings}")
        try:
            stage.control.call("PUT", "/credentials", {"smtp": [SMTP_LOGIN]})
            for kind in theirs:
                units = {"per_s": "1/s", "engine_us": "us", "redis_us": "us", "sink_us": "us"}
                if kind.name == "web_push":
                    units |= {"floor_us": "us", "busiest_thread": "of all"}
                note(kind.name, _rounds(options, stage, kind), units)
        finally:
            stage.close()
    if "webhooks" in wanted:
        rounds, units = measure_webhooks(options)
        note("webhooks", rounds, units)
    return figures, details
