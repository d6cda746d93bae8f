"""Connections to the providers are damaged at a byte of chance, the handshake's and each frame's among them: reset, gone
silent without a word, slowed to a trickle. Nothing is lost; what is sent twice is bounded by what was on them.
"""

from harness.fronts import BehindDamage
from harness.play import Play

WORKERS = 2
WAYS = ("reset", "silence", "trickle")
MOST_BYTES = 60_000


def damage(scenario):
    world = scenario.world
    scenario.populate(WORKERS, are_providers_moody=False)
    for way in WAYS * scenario.chosen.rounds:
        world.wire.damage(way, MOST_BYTES)
        # What is connected already goes on to the next connection, and to its fate.
        world.control.call("POST", "/connections", {"goaway": {"code": "NO_ERROR"}})
        world.broadcast(key=f"{way} {len(world.wanted.broadcasts)}")
        scenario.strike(f"connections come to {way}")
        scenario.pause(2.0, 3.0)
        world.wire.spare()
        scenario.settle()
    scenario.say(f"{world.wire.damaged} connections were damaged")
    world.wanted.spare_duplicates += world.wire.damaged * world.options.window
    scenario.replay(f"{WAYS[0]} 0")


def add_rounds(parser):
    parser.add_argument("--rounds", type=int, default=1, help="(default 1)")


PLAY = Play(
    rows="C1 C10",
    part=damage,
    users=2_000,
    world=BehindDamage,
    settings={"providers": {"request_timeout": "2s", "connect_timeout": "2s"}},
    long={"--rounds": 30},
    extra=add_rounds,
)
