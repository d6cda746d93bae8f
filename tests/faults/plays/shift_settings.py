"""The providers change how many streams they take, under way: one, none, a thousand, again and again. Whatever they
allow is kept to, nothing is lost in the change, nothing is sent twice.
"""

from harness.play import Play
from harness.processes import wait_until

WORKERS = 2


def shift(scenario):
    world = scenario.world
    scenario.populate(WORKERS, are_providers_moody=False)
    world.broadcast(key="first")
    for turn, streams in enumerate((1, 0, 1_000, 0, 1, 50)):
        scenario.pause(0.3, 0.6)
        scenario.keep_busy(f"shift {turn}")
        world.control.call("POST", "/connections", {"settings": {"max_streams": streams}})
        scenario.strike(f"{streams} streams")
    world.control.call("PUT", "/behaviour", {"max_streams": 1_000})
    wait_until(world.are_all_processed, "the broadcasts to be processed")
    scenario.replay("first")


PLAY = Play(rows="C5", part=shift)
