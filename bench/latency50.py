"""A provider that answers after 50 ms: what the window, connections and streams make of it.

One broadcast a round to everybody, a device each, as in `fanout`; medians of the rounds after one that warms up.
"""

import statistics
import sys

from fanout import broadcast_to
from harness import people
from stage import Stage, users_with_a_device


def measure(options):
    stage = Stage(options.binaries, of_sink=("--latency", "50ms"))
    try:
        people.write_ndjson(users_with_a_device(options.recipients), stage.path("users.ndjson"))
        stage.command("import", stage.path("users.ndjson"))
        broadcast_to(stage, options.recipients)
        rounds = []
        for number in range(options.rounds):
            found = broadcast_to(stage, options.recipients)
            rounds.append({"per_s": found["deliveries_per_s"], "engine_us": found["engine_us"]})
            told = "  ".join(f"{name} {value:.4g}" for name, value in rounds[-1].items())
            print(f"  round {number + 1}: {told}", file=sys.stderr, flush=True)
    finally:
        stage.close()
    units = {"per_s": "1/s", "engine_us": "us"}
    return {name: (statistics.median(each[name] for each in rounds), unit) for name, unit in units.items()}, rounds
