#!/usr/bin/env python3
"""A6, A7: SIGTERM in rotation while a broadcast goes out, as a rolling restart does, and once to all at a
time.

A worker that is asked to leave finishes what is in flight, commits and hands its jobs back: exit code 0, no
lease of its left, and not one delivery sent twice. Every other one is asked twice within 10 ms: D14.
"""

import signal
import time

from harness.processes import Failure
from harness.scenario import main

WORKERS = 3
ROTATIONS = 6


def drain_in_rotation(scenario):
    world, dice = scenario.world, scenario.dice
    scenario.populate(WORKERS)
    world.broadcast(key="first")
    for turn in range(ROTATIONS):
        time.sleep(dice.uniform(0.3, 0.9))  # the fault schedule itself
        replacement = world.start_worker()
        replacement.ready()
        oldest = next(worker for worker in world.workers if worker.is_running)
        if turn % 2:
            oldest.signal(signal.SIGTERM)
            time.sleep(0.01)
        if code := oldest.stop():
            raise Failure(f"{oldest.name} ended with {code} after SIGTERM:\n{oldest.last_words()}")
        scenario.say(f"drained {oldest.name}")
    if world.are_all_processed():
        world.broadcast(key="second")
        time.sleep(dice.uniform(0.3, 0.9))
    scenario.stop_all_workers()
    leased, waiting = scenario.operator.count("lease"), scenario.operator.count("rdy:bulk", "due")
    scenario.say(f"drained all: {leased} leases, {waiting} jobs wait")
    if leased:
        raise Failure(f"{leased} leases are left after every worker was drained")
    world.start_workers(WORKERS)
    scenario.replay("first")


if __name__ == "__main__":
    main(__doc__, drain_in_rotation, users=8_000)
