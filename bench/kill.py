"""kill -9 of `carillon serve` in the middle of a broadcast, started again at once: when deliveries go on, and when the last comes.

With a Redis of its own and with one beside. `first_ms` is from the kill to the first push the provider takes from the
new process, `last_ms` to the last push that it had not taken before; `duplicates` is the share of pushes it took
again. Medians of the rounds.
"""

import os
import signal
import statistics
import sys
import time

from books import ledger
from harness import people
from harness.processes import Failure
from harness.rest import Rest
from stage import Stage, users_with_a_device

DELIVERIES = 40_000
KILLED_AT = 0.7  # of them
LONGEST = 120.0
LAST_WORDS = 5_000.0  # microseconds: what the killed one had sent is taken by then


def _wait(is_true, what):
    deadline = time.monotonic() + LONGEST
    while not is_true():
        if time.monotonic() > deadline:
            raise Failure(f"waited {LONGEST:.0f} s in vain for {what}")
        time.sleep(0.005)


def _taken(stage):
    """Lines of the ledger, counted by its size: all of one kind are as long, give or take the numbers in them."""
    path = stage.path("ledger")
    if not os.path.exists(path) or os.path.getsize(path) == 0:
        return 0
    with open(path, encoding="ascii") as file:
        return os.path.getsize(path) / len(file.readline())


def _restart(stage):
    """kill -9 and start; when it was killed, in microseconds."""
    os.kill(stage.engine.pid, signal.SIGKILL)
    killed = time.time() * 1e6
    stage.engine.wait()
    stage.engine = stage.start("serve")
    stage.rest = Rest(stage.engine.facts["api_port"], stage.token)
    return killed


def _play(stage):
    people.write_ndjson(users_with_a_device(DELIVERIES), stage.path("users.ndjson"))
    stage.command("import", stage.path("users.ndjson"))
    body = {"title": "killed", "recipients": [{"users": {"all": True}}]}
    posted = stage.rest.call("POST", "/broadcasts", body)["id"]
    _wait(lambda: _taken(stage) >= DELIVERIES * KILLED_AT, "the broadcast's larger part")
    killed = _restart(stage)
    _wait(lambda: stage.rest.call("GET", f"/broadcasts/{posted}")["status"]["status"] == "processed", "its end")
    lines = ledger.accepted(ledger.read(stage.path("ledger")))
    first_time = {}
    for line in lines:
        first_time.setdefault(line.delivery, line.time_us)
    if len(first_time) != DELIVERIES:
        raise Failure(f"{len(first_time)} of {DELIVERIES} were delivered")
    started = killed + LAST_WORDS
    after = [line.time_us for line in lines if line.time_us > started]
    if not after:
        raise Failure("everything had been sent when it was killed")
    return {
        "first_ms": (min(after) - killed) / 1000,
        "last_ms": (max(first_time.values()) - killed) / 1000,
        "duplicates": (len(lines) - len(first_time)) / len(lines),
    }


def measure(options):
    rounds = []
    for number in range(options.rounds):
        found = {}
        for where, is_embedded in (("embedded", True), ("shared", False)):
            stage = Stage(options.binaries, is_embedded=is_embedded, is_ledgered=True)
            try:
                found |= {f"{where}.{name}": value for name, value in _play(stage).items()}
            finally:
                stage.close()
        rounds.append(found)
        told = "  ".join(f"{name} {value:.4g}" for name, value in found.items())
        print(f"  round {number + 1}: {told}", file=sys.stderr, flush=True)
    units = {name: "of all" if name.endswith("duplicates") else "ms" for name in rounds[0]}
    return {name: (statistics.median(each[name] for each in rounds), unit) for name, unit in units.items()}, rounds
