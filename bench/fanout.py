"""One broadcast to 200,000 users with one APNs device each, against h2load on the same sink.

Each round drives the sink with `h2load -c 4 -m 100` twice, then posts one broadcast to everybody; the time runs from the
POST to the last outcome on record, with Redis synced on every commit. Medians of the rounds. `ratio_h2load` is against
requests shaped like deliveries (the same body, our headers, a path for each of 50,000 devices), `ratio_h2load_repeated`
against one request repeated, which HPACK makes a few bytes of.
"""

import datetime
import json
import os
import random
import re
import statistics
import subprocess
import sys
import time

from harness import people
from harness.credentials import APP
from stage import Stage, cpu_seconds, peak_rss_mb, users_with_a_device

TITLE, CONTENT = "The bells are ringing", "One broadcast, every device, each outcome on record."
LONGEST = 600.0  # seconds a broadcast may take


def _instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


BODY = {
    "aps": {"alert": {"body": CONTENT, "title": TITLE}, "badge": 1, "sound": "default"},
    "id": "00000000-0000-8000-8000-000000000000",
}
REPEATED = ("apns-topic: " + APP, "apns-push-type: alert", "apns-priority: 10")
# What a delivery has besides; as long as ours are, a bearer token of ES256 among them.
SHAPED = (
    *REPEATED,
    "apns-id: 00000000-0000-8000-8000-000000000000",
    "apns-collapse-id: " + "0" * 32,
    "apns-expiration: 1800000000",
    "authorization: bearer " + "e" * 220,
)
DEVICES = 50_000


def _paths(stage):
    """A file of that many, each another device's."""
    path = stage.path("devices.txt")
    if not os.path.exists(path):
        dice = random.Random(50)
        with open(path, "w", encoding="ascii") as file:
            file.writelines(f"{stage.origin}/3/device/{people.apns_token(dice)}\n" for _ in range(DEVICES))
    return path


def _h2load(stage, requests, headers, targets):
    """Requests a second of h2load with the body a delivery has."""
    with open(stage.path("body.json"), "w", encoding="utf-8") as file:
        file.write(json.dumps(BODY, separators=(",", ":")))
    words = ["h2load", "-n", str(requests), "-c", "4", "-m", "100", "-d", stage.path("body.json")]
    for header in headers:
        words += ["-H", header]
    words += targets
    printed = subprocess.run(words, capture_output=True, text=True, check=True, timeout=LONGEST).stdout
    succeeded = re.search(r"(\d+) succeeded", printed)
    if not succeeded or int(succeeded.group(1)) != requests:
        raise RuntimeError(f"h2load did not succeed with every request:\n{printed}")
    return float(re.search(r"([\d.]+) req/s", printed).group(1))


def broadcast_to(stage, recipients, look_every=0.1):
    """Posts one to everybody and waits for its end; what that took."""
    processes = {"engine": stage.engine.pid, "redis": stage.redis.pid, "sink": stage.sink.pid}
    memory = stage.redis_memory()
    before = {name: cpu_seconds(pid) for name, pid in processes.items()}
    body = {"title": TITLE, "content": CONTENT, "recipients": [{"users": {"all": True}}]}
    posted = stage.rest.call("POST", "/broadcasts", body)
    deadline = time.monotonic() + LONGEST
    while True:
        shown = stage.rest.call("GET", f"/broadcasts/{posted['id']}")
        if shown["status"]["status"] == "processed":
            break
        if time.monotonic() > deadline:
            raise RuntimeError(f"the broadcast did not end: {shown['status']}")
        time.sleep(look_every)
    cpu = {name: cpu_seconds(pid) - before[name] for name, pid in processes.items()}
    summary = shown["status"]["summary"]
    if summary["total"] != recipients or summary["failures"]:
        raise RuntimeError(f"not everybody was reached: {summary}")
    newest = [row for row in stage.rest.call("GET", "/events?limit=10")["data"] if row["type"] == "delivery.sent"]
    seconds = (_instant(newest[0]["timestamp"]) - _instant(posted["created_at"])).total_seconds()
    return {
        "deliveries_per_s": recipients / seconds,
        **{f"{name}_us": cpu[name] / recipients * 1e6 for name in processes},
        "redis_bytes_per_recipient": (stage.redis_memory() - memory) / recipients,
        "rss_mb": peak_rss_mb(stage.engine.pid),
    }


def measure(options):
    units = {
        "deliveries_per_s": "1/s",
        "ratio_h2load": "ratio",
        "ratio_h2load_repeated": "ratio",
        "engine_us": "us",
        "redis_us": "us",
        "sink_us": "us",
        "rss_mb": "MB",
        "redis_bytes_per_recipient": "B",
    }
    stage = Stage(options.binaries)
    try:
        people.write_ndjson(users_with_a_device(options.recipients), stage.path("users.ndjson"))
        stage.command("import", stage.path("users.ndjson"))
        rounds = []
        for number in range(options.rounds):
            repeated = _h2load(stage, options.recipients, REPEATED, [f"{stage.origin}/3/device/{'0123456789abcdef' * 4}"])
            shaped = _h2load(stage, options.recipients, SHAPED, ["-i", _paths(stage)])
            found = broadcast_to(stage, options.recipients)
            found |= {"h2load_per_s": shaped, "ratio_h2load": found["deliveries_per_s"] / shaped}
            found["ratio_h2load_repeated"] = found["deliveries_per_s"] / repeated
            rounds.append(found)
            told = "  ".join(f"{name} {value:.4g}" for name, value in found.items())
            print(f"  round {number + 1}: {told}", file=sys.stderr, flush=True)
    finally:
        stage.close()
    return {name: (statistics.median(each[name] for each in rounds), unit) for name, unit in units.items()}, rounds
