"""`carillon import` of users with two devices each into an empty project, every write synced: users a second.

Beside a `carillon serve` that has nothing to do, each round from an empty Redis; medians.
"""

import random
import statistics
import sys
import time

from harness import people
from stage import Stage, cpu_seconds

FIGURES = "import"


def measure(options):
    dice = random.Random(20261128)
    users = {
        f"user-{number}": {"apns": [people.apns_token(dice)], "fcm": [people.fcm_token(dice)]}
        for number in range(options.recipients)
    }
    rounds = []
    for number in range(options.rounds):
        stage = Stage(options.binaries)
        try:
            people.write_ndjson(users, stage.path("users.ndjson"))
            redis = cpu_seconds(stage.redis.pid)
            began = time.monotonic()
            stage.command("import", stage.path("users.ndjson"))
            seconds = time.monotonic() - began
            redis = cpu_seconds(stage.redis.pid) - redis
            rounds.append({"users_per_s": len(users) / seconds, "redis_us": redis / len(users) * 1e6})
        finally:
            stage.close()
        told = "  ".join(f"{name} {value:.4g}" for name, value in rounds[-1].items())
        print(f"  round {number + 1}: {told}", file=sys.stderr, flush=True)
    units = {"users_per_s": "1/s", "redis_us": "us"}
    return {name: (statistics.median(each[name] for each in rounds), unit) for name, unit in units.items()}, rounds
