"""Both providers answer 503 to everything for a while, with a broadcast under way and another accepted meanwhile. What
they are asked meanwhile is a fraction of the normal, nobody is given up for it, and all is delivered afterwards.
"""

from harness.play import Play
from harness.processes import Failure

WORKERS = 2
MOST = 0.1  # of the deliveries: requests that were made in vain


def go_down(scenario):
    world = scenario.world
    scenario.populate(WORKERS, are_providers_moody=False)
    world.broadcast(key="first")
    scenario.pause(0.3, 0.6)
    world.answer_503()
    scenario.strike("503 to everybody")
    world.broadcast(key="meanwhile")
    scenario.pause(scenario.chosen.seconds, scenario.chosen.seconds)
    world.behave()
    scenario.strike("the providers are back")
    scenario.settle()
    lines = world.pushes()
    vain, taken = sum(line.status == 503 for line in lines), sum(line.status == 200 for line in lines)
    scenario.say(f"{vain} requests in vain, {taken} taken")
    if vain > MOST * taken:
        raise Failure(f"{vain} requests were answered 503, of {taken} deliveries")
    expected = sum(len(tokens) for one in world.wanted.users.values() for tokens in one.values()) * 2
    if taken != expected:
        raise Failure(f"{taken} deliveries were taken, not {expected}")
    scenario.replay("first")


def add_seconds(parser):
    parser.add_argument("--seconds", type=int, default=12, help="how long (default 12)")


PLAY = Play(rows="C7 D1", part=go_down, long={"--seconds": 600, "--users": 20_000}, extra=add_seconds)
