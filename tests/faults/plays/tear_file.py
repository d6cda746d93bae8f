"""The append-only file of the embedded Redis is torn again and again: its last bytes are missing, as after the power went
in the middle of a write. What was half there never happened, at this start and at all later ones; it is sent again.
"""

import os

from harness.play import Play
from harness.redis_server import append_only_file
from harness.unit import Unit

MOST_TORN = 200  # bytes


def tear(scenario):
    world = scenario.world
    scenario.populate(0)
    world.broadcast(key="first")
    for turn in range(scenario.chosen.tears):
        scenario.pause(0.3, 0.8)
        scenario.keep_busy(f"tear {turn}")
        world.api.kill_family()
        path = append_only_file(world.redis.folder)
        torn = scenario.dice.randint(1, MOST_TORN)
        os.truncate(path, max(0, os.path.getsize(path) - torn))
        scenario.fault(f"tore {torn} bytes off")
        world.start_api()
        scenario.operator.redrive()
    scenario.replay("first")


def add_tears(parser):
    parser.add_argument("--tears", type=int, default=4, help="(default 4)")


PLAY = Play(rows="B3", part=tear, world=Unit, long={"--tears": 40}, extra=add_tears)
