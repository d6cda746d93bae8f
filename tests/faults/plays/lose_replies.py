"""Replies of claims, commits and renewals get lost after Redis executed them, one in twelve. Nobody died: what was
claimed unawares is found again, what was committed unawares is not counted twice, and nothing is sent twice.
"""

from harness.play import Play
from harness.processes import Failure

SCRIPTS = ("claim", "commit", "renew")


def lose_one_in_twelve(scenario):
    world = scenario.world
    proxy = world.have_proxy()
    scenario.populate(2)
    proxy.lose_replies(SCRIPTS, 12, scenario.chosen.seed)
    for turn in range(scenario.chosen.broadcasts):
        world.broadcast(key=f"turn {turn}")
        scenario.settle()
    proxy.lose_no_more()
    scenario.strike(f"{proxy.lost} replies were lost")
    if not proxy.lost:
        raise Failure("no reply was lost: program and sources differ")


def add_broadcasts(parser):
    parser.add_argument("--broadcasts", type=int, default=2, help="(default 2)")


PLAY = Play(
    rows="D8", part=lose_one_in_twelve, users=2_000, lease="5s", long={"--broadcasts": 50}, extra=add_broadcasts
)
