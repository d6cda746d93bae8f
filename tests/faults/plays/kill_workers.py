"""Workers are killed (-9) at random times while a broadcast goes out; each killed one is replaced at once.

Nothing may be lost, nothing counted twice, and what is sent twice is bounded by what was in flight. Runs until at
least --kills workers were killed and everything is delivered (a further broadcast is sent when one is not enough).
"""

from harness.play import Play

WORKERS = 3


def kill_at_random(scenario):
    world, dice = scenario.world, scenario.dice
    scenario.populate(WORKERS)
    world.broadcast(key="first")
    while world.wanted.kills < scenario.chosen.kills:
        scenario.pause(0.4, 1.2)
        scenario.keep_busy(f"after kill {world.wanted.kills}")
        running = [worker for worker in world.workers if worker.is_running]
        victim = dice.choice(running)
        victim.kill()
        world.start_worker()
        scenario.fault(f"killed {victim.name}")
        scenario.operator.redrive()
    scenario.replay("first")


def add_kills(parser):
    parser.add_argument("--kills", type=int, default=12, help="at least so many (default 12)")


PLAY = Play(
    rows="A1",
    part=kill_at_random,
    users=8_000,
    long={"--kills": 200, "--users": 40_000},
    extra=add_kills,
)
