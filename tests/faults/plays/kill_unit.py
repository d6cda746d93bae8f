"""`carillon serve` and its Redis are killed (-9) together, as by the power cord of a container, and started again on
the same data.
"""

from harness.play import Play
from harness.unit import Unit


def kill_everything(scenario):
    world = scenario.world
    scenario.populate(0)
    world.broadcast(key="first")
    for turn in range(scenario.chosen.kills):
        scenario.pause(0.3, 1.0)
        scenario.keep_busy(f"kill {turn}")
        world.api.kill_family()
        scenario.fault("killed it with its Redis")
        world.start_api()
        scenario.operator.redrive()
    scenario.replay("first")


def add_kills(parser):
    parser.add_argument("--kills", type=int, default=6, help="(default 6)")


PLAY = Play(rows="A4", part=kill_everything, world=Unit, long={"--kills": 60}, extra=add_kills)
