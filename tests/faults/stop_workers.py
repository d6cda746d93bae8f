#!/usr/bin/env python3
"""A5: SIGSTOP of workers for longer than their lease, then SIGCONT: they wake up believing they own their
jobs.

The fence must turn them away (fence_rejections ≥ 1), the books stay exact and the woken workers go on
working.
"""

import signal
import time

from harness.processes import Failure
from harness.scenario import main

WORKERS = 2
STOPS = 4
LONGER_THAN_LEASE = 2.6  # seconds; the lease is 1.5


def stop_in_turn(scenario):
    world, dice = scenario.world, scenario.dice
    scenario.populate(WORKERS)
    world.broadcast(key="first")
    for turn in range(STOPS):
        time.sleep(dice.uniform(0.2, 0.6))  # the fault schedule itself
        if world.are_all_processed():
            world.broadcast(key=f"stop {turn}")
            time.sleep(dice.uniform(0.2, 0.6))
        victim = world.workers[turn % WORKERS]
        victim.signal(signal.SIGSTOP)
        scenario.fault(f"stopped {victim.name}")
        time.sleep(LONGER_THAN_LEASE)
        victim.signal(signal.SIGCONT)
    rejections = world.metric("carillon_fence_rejections_total")
    scenario.say(f"{rejections:.0f} fence rejections")
    if not rejections and not scenario.chosen.expect_violation:
        raise Failure("no commit was refused by the fence: the stops met nobody at work")
    scenario.replay("first")


if __name__ == "__main__":
    main(__doc__, stop_in_turn, users=6_000)
