#!/usr/bin/env python3
"""B2: Redis goes back in time under working workers, as it does after a failover or a kill on a slow disk.

What was committed in between is gone. Workers that still hold their jobs remember their outcomes and must commit them
again, because a finished job is checked for holes; jobs whose claim is gone are delivered again.
"""

import time

from books import ledger
from harness.scenario import main

WORKERS = 2
REWINDS = 2


def _requests_since(world, then_us):
    return sum(line.time_us >= then_us for line in ledger.read(world.ledger, is_live=True))


def rewind(scenario):
    world, dice = scenario.world, scenario.dice
    scenario.populate(WORKERS)
    world.broadcast(key="first")
    for turn in range(REWINDS):
        time.sleep(dice.uniform(0.5, 0.9))  # the fault schedule itself
        if world.are_all_processed():
            world.broadcast(key=f"rewind {turn}")
            time.sleep(dice.uniform(0.5, 0.9))
        then_us = time.time_ns() // 1000
        world.redis.copy_data(world.path("past"))
        time.sleep(dice.uniform(0.15, 0.3))
        world.redis.kill()
        world.redis.replace_data(world.path("past"))
        world.redis.start()
        world.wanted.spare_duplicates += _requests_since(world, then_us)
        world.wanted.kills += WORKERS  # each may have held a job whose claim is gone
        scenario.say("Redis went back in time")
    scenario.replay("first")


if __name__ == "__main__":
    main(__doc__, rewind, users=6_000)
