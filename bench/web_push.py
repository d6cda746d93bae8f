"""What one Web Push request costs in CPU, against a pair of keys and an agreement on P-256.

Each round runs both in one process, one after the other; medians are printed. `of_floor` is their ratio.
"""

import json
import os
import statistics
import subprocess


def measure(options):
    program = os.path.join(options.binaries, "bench", "web_push_cost")
    rounds = []
    for _ in range(options.rounds):
        rounds.append(json.loads(subprocess.run([program], check=True, capture_output=True, text=True).stdout))
    floor = statistics.median(one["floor_us"] for one in rounds)
    request = statistics.median(one["request_us"] for one in rounds)
    figures = {"floor_us": (floor, "us"), "request_us": (request, "us"), "of_floor": (request / floor, "x")}
    return figures, rounds
