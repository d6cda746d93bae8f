"""SIGSTOP of workers for less than their lease: nobody takes their jobs, nobody is refused, nothing is sent twice."""

import signal

from harness.play import Play
from harness.processes import Failure

WORKERS = 2
STOPS = 4


def pause_in_turn(scenario):
    world = scenario.world
    scenario.populate(WORKERS)
    world.broadcast(key="first")
    for turn in range(STOPS):
        scenario.pause(0.2, 0.6)
        scenario.keep_busy(f"pause {turn}")
        victim = world.workers[turn % WORKERS]
        victim.signal(signal.SIGSTOP)
        scenario.strike(f"paused {victim.name}")
        scenario.pause(0.8, 1.2)
        victim.signal(signal.SIGCONT)
    for name in ("carillon_fence_rejections_total", "carillon_lease_expired_total"):
        if found := world.metric(name):
            raise Failure(f"{name} is {found:.0f}: a pause shorter than the lease cost a job")
    scenario.replay("first")


PLAY = Play(rows="A5", part=pause_in_turn, lease="30s")
