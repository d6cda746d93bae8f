"""haproxy stands before the providers, and is reloaded again and again in the middle of everything: a new one takes
over, the old one says goodbye and finishes what it has. Nothing is lost, nothing is sent twice.
"""

from harness.fronts import BehindHaproxy, missing
from harness.play import Play

WORKERS = 1  # two would share connections to the sandbox, which takes their tokens for too many of one caller


def reload(scenario):
    world = scenario.world
    scenario.populate(WORKERS)
    world.broadcast(key="first")
    for turn in range(scenario.chosen.reloads):
        scenario.pause(0.3, 0.8)
        scenario.keep_busy(f"reload {turn}")
        world.reload()
        scenario.strike("reloaded haproxy")
    scenario.replay("first")


def add_reloads(parser):
    parser.add_argument("--reloads", type=int, default=6, help="(default 6)")


PLAY = Play(
    rows="C2",
    part=reload,
    world=BehindHaproxy,
    lacks=lambda: missing("haproxy"),
    long={"--reloads": 100},
    extra=add_reloads,
)
