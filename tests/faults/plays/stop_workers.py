"""SIGSTOP of workers for longer than their lease, then SIGCONT: they wake up believing they own their jobs.

The fence must turn them away (fence_rejections ≥ 1), the books stay exact and the woken workers go on working.
"""

import signal
import time

from harness.play import Play
from harness.processes import Failure

WORKERS = 2
STOPS = 4
LONGER_THAN_LEASE = 2.6  # seconds; the lease is 1.5


def stop_in_turn(scenario):
    world = scenario.world
    scenario.populate(WORKERS)
    world.broadcast(key="first")
    for turn in range(STOPS):
        scenario.pause(0.2, 0.6)
        scenario.keep_busy(f"stop {turn}")
        victim = world.workers[turn % WORKERS]
        victim.signal(signal.SIGSTOP)
        scenario.fault(f"stopped {victim.name}")
        time.sleep(LONGER_THAN_LEASE)  # the fault itself
        victim.signal(signal.SIGCONT)
    rejections = world.metric("carillon_fence_rejections_total")
    scenario.say(f"{rejections:.0f} fence rejections")
    if not rejections and not scenario.mutant:
        raise Failure("no commit was refused by the fence: the stops met nobody at work")
    scenario.replay("first")


PLAY = Play(rows="A5", part=stop_in_turn, users=6_000)
