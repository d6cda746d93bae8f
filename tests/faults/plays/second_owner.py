"""A second `carillon serve` on the data folder of one that runs. It leaves with a sentence that says why; the first one
is unharmed.
"""

from harness.play import Play
from harness.processes import Failure
from harness.unit import Unit

CONFIGURATION = 78


def start_twice(scenario):
    world = scenario.world
    scenario.populate(0)
    world.broadcast(key="first")
    for turn in range(3):
        second = world.launch("serve")
        code, said = second.wait(), second.last_words()
        scenario.strike(f"a second one ended with {code}")
        if code != CONFIGURATION or "one folder, one owner" not in said:
            raise Failure(f"a second owner ended with {code}:\n{said}")
        scenario.keep_busy(f"again {turn}")
    scenario.replay("first")


PLAY = Play(rows="A9", part=start_twice, world=Unit, users=1_000)
