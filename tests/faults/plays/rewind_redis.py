"""Redis goes back in time under working workers, as it does after a failover or a kill on a slow disk.

What was committed in between is gone. Workers that still hold their jobs remember their outcomes and must commit them
again, because a finished job is checked for holes; jobs whose claim is gone are delivered again.
"""

import time

from harness.play import Play
from harness.processes import Failure, wait_until

WORKERS = 2
REWINDS = 4
MOST_REWINDS = 16  # whether one meets a job at work at both ends is chance: go on until it did


def _requests_since(world, then_us):
    return sum(line.time_us >= then_us for line in world.ledger_lines())


def _times_noticed(world):
    return world.metric("carillon_commit_incomplete_total")


def rewind(scenario):
    world = scenario.world
    # Jobs must end as done: one that ends in a retry is claimed again, and its holes are filled by accident.
    scenario.populate(WORKERS, are_providers_moody=False)
    world.broadcast(key="first")
    for turn in range(MOST_REWINDS):
        if turn >= REWINDS and (scenario.mutant or _times_noticed(world)):
            break
        scenario.pause(0.4, 0.8)
        scenario.keep_busy(f"rewind {turn}", 0.4, 0.8)
        then_us = time.time_ns() // 1000
        world.redis.copy_data(world.path("past"))
        scenario.pause(0.1, 0.2)
        world.redis.kill()
        world.redis.replace_data(world.path("past"))
        world.redis.start()
        world.wanted.spare_duplicates += _requests_since(world, then_us)
        world.wanted.kills += WORKERS  # each may have held a job whose claim is gone
        scenario.strike("Redis went back in time")
    scenario.replay("first")
    if not scenario.mutant:
        _expect_somebody_noticed(scenario)


def _expect_somebody_noticed(scenario):
    wait_until(scenario.is_finished, "the broadcast to end after its rewinds")
    refused = _times_noticed(scenario.world)
    scenario.say(f"{refused:.0f} finished jobs were refused for their holes")
    if not refused:
        raise Failure("no job was found to have holes: the rewinds met nobody at work")


# A slow provider and few in flight: jobs must be under way both at the copy and at the kill.
PLAY = Play(rows="B2", part=rewind, users=4_000, window=30, latency=100)
