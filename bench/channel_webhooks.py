"""The outgoing webhooks of bench/channels.py: every delivery of a broadcast, told to a thousand hosts.

Rounds without a dead host and with one take turns: it takes connections and never says a word.
"""

import datetime
import os
import shutil
import socket
import sys
import tempfile
import time

from harness import people
from harness.processes import Failure, Process
from stage import Stage, cpu_seconds, users_with_a_device

HOSTS, USERS = 999, 50  # the dead one makes a thousand
PATH = "/integrations/webhook"
LONGEST = 300.0  # seconds until all are told


def _microseconds(text):
    moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return int(moment.timestamp() * 1e6)


class Hosts:
    """bench/hook_sink.cpp in a folder of its own."""

    def __init__(self, binaries, count):
        self._folder = tempfile.mkdtemp(prefix="carillon-hooks-")
        words = [os.path.join(binaries, "bench", "hook_sink"), self._folder, str(count)]
        log, ready = (os.path.join(self._folder, name) for name in ("log", "ready.json"))
        self._process = Process("hook_sink", words, log, ready)
        port = self._process.ready()["port"]
        self.certificate = os.path.join(self._folder, "cert.pem")
        self.urls = [f"https://127.1.{each // 250}.{each % 250 + 1}:{port}/hook" for each in range(count)]
        self._record = open(os.path.join(self._folder, "record"), encoding="ascii")
        self._rest = ""  # of a line that is being written

    def close(self):
        self._record.close()
        self._process.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def news(self):
        """[(when it came, of when the event is)] in us, of what came since the last time."""
        *lines, self._rest = (self._rest + self._record.read()).split("\n")
        return [(int(came), _microseconds(made)) for came, host, made in map(str.split, lines)]


class DeadHost:
    """Takes connections, as far as its kernel does, and never says a word."""

    def __init__(self):
        self._socket = socket.create_server(("127.2.0.1", 0), backlog=64)
        self.url = f"https://127.2.0.1:{self._socket.getsockname()[1]}/hook"


def _tell(stage, hosts, users):
    """One broadcast, told to all; what that took."""
    before = cpu_seconds(stage.engine.pid)
    began = time.time()
    stage.rest.call("POST", "/broadcasts", {"title": "Bells", "recipients": [{"users": {"all": True}}]})
    told, wanted, deadline = [], users * len(hosts.urls), time.monotonic() + LONGEST
    while len(told) < wanted:
        if time.monotonic() > deadline:
            raise Failure(f"{len(told)} of {wanted} calls came")
        time.sleep(0.05)
        told += hosts.news()
    spent = cpu_seconds(stage.engine.pid) - before
    waits = sorted(came - made for came, made in told)
    return {
        "per_s": len(told) / (max(came for came, _ in told) / 1e6 - began),
        "engine_us": spent / len(told) * 1e6,
        "p99_ms": waits[len(waits) * 99 // 100] / 1e3,
    }


def _register(stage, url):
    return stage.rest.call("POST", PATH, {"url": url, "events": ["delivery.sent"]})["id"]


def measure_webhooks(options):
    """(rounds, units of their figures)."""
    hosts = Hosts(options.binaries, HOSTS)
    more = f"[webhooks]\nendpoints = {HOSTS + 1}\n"
    stage = Stage(options.binaries, more=more, trusted=[hosts.certificate])
    try:
        people.write_ndjson(users_with_a_device(USERS), stage.path("users.ndjson"))
        stage.command("import", stage.path("users.ndjson"))
        for url in hosts.urls:
            _register(stage, url)
        _tell(stage, hosts, USERS)
        dead, rounds = DeadHost(), []
        for number in range(options.rounds):
            found = _tell(stage, hosts, USERS)
            silent = _register(stage, dead.url)
            beside = _tell(stage, hosts, USERS)
            stage.rest.call("DELETE", f"{PATH}/{silent}")
            found |= {f"{name}_beside_a_dead_one": value for name, value in beside.items()}
            rounds.append(found)
            told = "  ".join(f"{name} {value:.4g}" for name, value in found.items())
            print(f"  webhooks round {number + 1}: {told}", file=sys.stderr, flush=True)
    finally:
        stage.close()
        hosts.close()
    units = {"per_s": "1/s", "engine_us": "us", "p99_ms": "ms"}
    return rounds, units | {f"{name}_beside_a_dead_one": unit for name, unit in units.items()}
