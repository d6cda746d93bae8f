"""A push to one person: from the POST to its outcome on record, alone, and while three broadcasts' worth drains.

One project posts to one person at a time, twenty times a second: alone first, then while another project's broadcasts
to everybody (three times --recipients in all) go out. Medians of the rounds.
"""

import statistics
import sys
import time

from harness import people
from harness.processes import Failure
from isolation import IsolationStage, _seconds
from stage import users_with_a_device

SAMPLES = 150
EVERY = 0.05  # seconds
PUSH = {"title": "urgent", "recipients": [{"external_id": "user-1"}]}


def _delivered(rest, posted):
    """Milliseconds from each POST to its delivery's event."""
    deadline = time.monotonic() + 60
    while True:
        took = {}
        for row in rest.pages("/events"):
            broadcast = (row.get("context") or {}).get("broadcast_id")
            if row["type"] == "delivery.sent" and broadcast in posted:
                took[broadcast] = (_seconds(row["timestamp"]) - posted[broadcast]) * 1000
            if len(took) == len(posted):
                return list(took.values())
        if time.monotonic() > deadline:
            raise Failure(f"{len(posted) - len(took)} urgent pushes never came")
        time.sleep(0.2)


def _sample(rest, goes_on):
    posted = {}
    while len(posted) < SAMPLES and goes_on():
        at = time.time()
        posted[rest.call("POST", "/broadcasts", PUSH)["id"]] = at
        time.sleep(EVERY)
    if len(posted) < SAMPLES / 3:
        raise Failure(f"the others were done after {len(posted)} urgent pushes: ask for more --recipients")
    return posted


def _percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def _round(stage, rest):
    alone = _delivered(rest, _sample(rest, lambda: True))
    everybody = {"title": "to all", "recipients": [{"users": {"all": True}}]}
    wanted = [stage.rest.call("POST", "/broadcasts", everybody)["id"] for _ in range(3)]

    def is_draining():
        return any(
            stage.rest.call("GET", f"/broadcasts/{each}")["status"]["status"] != "processed" for each in wanted
        )

    beside = _sample(rest, is_draining)
    while is_draining():
        time.sleep(0.1)
    took = _delivered(rest, beside)
    return {
        "idle_p50_ms": _percentile(alone, 0.5),
        "idle_p99_ms": _percentile(alone, 0.99),
        "p50_ms": _percentile(took, 0.5),
        "p99_ms": _percentile(took, 0.99),
    }


def measure(options):
    stage = IsolationStage(options.binaries)
    try:
        people.write_ndjson(users_with_a_device(options.recipients), stage.path("users.ndjson"))
        stage.command("import", stage.path("users.ndjson"))
        rest, _ = stage.tenant("urgent")
        rounds = []
        for number in range(options.rounds):
            rounds.append(_round(stage, rest))
            told = "  ".join(f"{name} {value:.4g}" for name, value in rounds[-1].items())
            print(f"  round {number + 1}: {told}", file=sys.stderr, flush=True)
    finally:
        stage.close()
    return {name: (statistics.median(each[name] for each in rounds), "ms") for name in rounds[0]}, rounds
