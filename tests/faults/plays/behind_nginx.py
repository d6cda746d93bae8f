"""nginx stands before the providers and gives each connection a hundred requests: then it says GOAWAY and finishes the
streams it has. Nothing is lost, nothing is sent twice.
"""

from harness.fronts import BehindNginx, missing
from harness.play import Play

WORKERS = 1  # two would share connections to the sandbox, which takes their tokens for too many of one caller


def wear_out(scenario):
    world = scenario.world
    scenario.populate(WORKERS)
    for turn in range(scenario.chosen.broadcasts):
        world.broadcast(key=f"turn {turn}")
        scenario.strike("a broadcast, and a GOAWAY each hundred requests of a connection")
        scenario.settle()
    scenario.replay("turn 0")


def add_broadcasts(parser):
    parser.add_argument("--broadcasts", type=int, default=2, help="(default 2)")


PLAY = Play(
    rows="C2",
    part=wear_out,
    users=2_000,
    world=BehindNginx,
    lacks=lambda: missing("nginx"),
    long={"--broadcasts": 50},
    extra=add_broadcasts,
)
