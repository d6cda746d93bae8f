"""SIGTERM in rotation while a broadcast goes out, as a rolling restart does, and once to all at a time.

A worker that is asked to leave finishes what is in flight, commits and hands its jobs back: exit code 0, no lease of
its left, and not one delivery sent twice. Every other one is asked twice within 10 ms.
"""

import signal
import time

from harness.play import Play
from harness.processes import Failure

WORKERS = 3


def drain_in_rotation(scenario):
    world = scenario.world
    scenario.populate(WORKERS)
    world.broadcast(key="first")
    for turn in range(scenario.chosen.rotations):
        scenario.pause(0.3, 0.9)
        scenario.keep_busy(f"rotation {turn}")
        replacement = world.start_worker()
        replacement.ready()
        oldest = next(worker for worker in world.workers if worker.is_running)
        if turn % 2:
            oldest.signal(signal.SIGTERM)
            time.sleep(0.01)  # the fault itself: asked again before it can have answered
        if code := oldest.stop():
            raise Failure(f"{oldest.name} ended with {code} after SIGTERM:\n{oldest.last_words()}")
        scenario.strike(f"drained {oldest.name}")
    scenario.keep_busy("last", 0.3, 0.9)
    scenario.stop_all_workers()
    leased, waiting = scenario.operator.count("lease"), scenario.operator.count("rdy:bulk", "due")
    scenario.strike(f"drained all: {leased} leases, {waiting} jobs wait")
    if leased:
        raise Failure(f"{leased} leases are left after every worker was drained")
    world.start_workers(WORKERS)
    scenario.replay("first")


def add_rotations(parser):
    parser.add_argument("--rotations", type=int, default=6, help="workers drained one by one (default 6)")


PLAY = Play(
    rows="A6 A7 D14",
    part=drain_in_rotation,
    users=8_000,
    long={"--rotations": 50, "--users": 40_000},
    extra=add_rotations,
)
