#!/usr/bin/env python3
"""A1: kill -9 of workers at random times while a broadcast goes out; each killed worker is replaced at once.

Nothing may be lost, nothing counted twice, and what is sent twice is bounded by what was in flight. Runs
until at least --kills workers were killed and everything is delivered (a further broadcast is sent when one
is not enough).
"""

import time

from harness.scenario import main

WORKERS = 3


def kill_at_random(scenario):
    world, dice = scenario.world, scenario.dice
    scenario.populate(WORKERS)
    world.broadcast(key="first")
    while world.wanted.kills < scenario.chosen.kills:
        time.sleep(dice.uniform(0.4, 1.2))  # the fault schedule itself
        if world.are_all_processed():
            world.broadcast(key=f"after kill {world.wanted.kills}")
        running = [worker for worker in world.workers if worker.is_running]
        victim = dice.choice(running)
        victim.kill()
        world.start_worker()
        scenario.fault(f"killed {victim.name}")
        scenario.operator.redrive()
    scenario.replay("first")


def add_kills(parser):
    parser.add_argument("--kills", type=int, default=12, help="at least so many (default 12)")


if __name__ == "__main__":
    main(__doc__, kill_at_random, users=20_000, extra=add_kills)
