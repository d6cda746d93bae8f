"""What stands in the providers' place speaks TLS that nobody may believe (a stranger's certificate, another host's, a version
too old), never finishes the handshake, or speaks none. Nobody tells it anything; when the providers are back,
everything is delivered, once.
"""

from harness.bad_tls import BadTls, BehindBadTls
from harness.play import Play
from harness.processes import Failure, wait_until

WORKERS = 2


def be_untrue(scenario):
    world = scenario.world
    # One certificate a run: who is refused for it rests for a minute.
    ways = [scenario.dice.choice(BadTls.CERTIFICATES), *BadTls.OTHERS]
    for way in ways:
        world.wire.worsen(way)
        if not world.workers:
            scenario.populate(WORKERS, are_providers_moody=False)
        else:
            # What is connected already has to come back, and meets it.
            world.control.call("POST", "/connections", {"goaway": {"code": "NO_ERROR"}})
        before = world.wire.callers
        world.broadcast(key=way)
        scenario.strike(f"the providers have {way}")
        wait_until(lambda before=before: world.wire.callers > before + 1, f"{way} to be met")
        scenario.pause(1.0, 2.0)
        world.wire.worsen(None)
        scenario.strike("the providers are back")
        scenario.settle()
        if world.wire.heard:
            raise Failure(f"{way} was told {world.wire.heard[:200]!r}")
    scenario.replay(ways[0])


PLAY = Play(
    rows="C9", part=be_untrue, users=300, world=BehindBadTls, settings={"providers": {"connect_timeout": "2s"}}
)
