"""The providers say GOAWAY in the middle of many streams, again and again: they will process what came before, and
nothing of what came after. The ones above the last stream go out once more, elsewhere; not one message is sent twice.
"""

from harness.play import Play

WORKERS = 2
EVERY = 150  # requests


def say_goodbye(scenario):
    world = scenario.world
    scenario.populate(WORKERS, are_providers_moody=False)
    world.rule({"goaway": {"code": "NO_ERROR"}}, every=EVERY)
    world.broadcast(key="first")
    for turn in range(6):
        scenario.pause(0.2, 0.5)
        scenario.keep_busy(f"goodbye {turn}")
        world.control.call("POST", "/connections", {"goaway": {"code": "NO_ERROR"}})
        scenario.strike("GOAWAY to all connections")
    scenario.settle()
    world.behave()
    scenario.replay("first")


PLAY = Play(rows="C2", part=say_goodbye)
