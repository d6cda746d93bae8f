"""Workers die by themselves at named points of their work (CRASH_CARILLON_AT), one at a time, in an order of chance:
between a claim and its reply, a request and its answer, a commit and its reply, in the middle of a plan, and so on.

Nothing is lost wherever it happens. Builds without fault points (release) cannot play it.
"""

from harness.play import Play
from harness.processes import Failure, wait_until

CRASHED = 137
# Points that each broadcast passes again and again.
POINTS = (
    "before_claim after_claim taken_on open_content open_routes open_recipients open_words after_open make_routes "
    "before_send after_send on_answer before_commit after_commit_before_reply after_final plan_prepare after_steps "
    "mid_plan before_planned after_planned stage_partition reap_partition finish_one renew measure"
).split()
# Of these one is all a broadcast promises.
PASSED_ONCE = "make_routes plan_prepare after_steps mid_plan before_planned after_planned finish_one".split()


def crash_everywhere(scenario):
    world = scenario.world
    scenario.populate(0)
    for point in scenario.dice.sample(POINTS, min(scenario.chosen.points, len(POINTS))):
        world.broadcast(key=f"first {point}")
        place = f"{point}:{1 if point in PASSED_ONCE else scenario.dice.randint(1, 3)}"
        doomed = world.start_worker(env={"CRASH_CARILLON_AT": place})
        wait_until(lambda doomed=doomed: not doomed.is_running, f"{doomed.name} to crash at {place}")
        if doomed.exit_code != CRASHED:
            raise Failure(f"{doomed.name} ended with {doomed.exit_code} at {place}:\n{doomed.last_words()}")
        scenario.fault(f"crashed at {place}")
        scenario.operator.redrive()
    world.start_workers(1)


def add_points(parser):
    parser.add_argument("--points", type=int, default=10, help=f"of {len(POINTS)} (default 10)")


PLAY = Play(
    rows="A2", part=crash_everywhere, users=300, long={"--points": len(POINTS)}, extra=add_points
)
