"""Redis refuses: it wants a password for a while, and forgets all scripts again and again. Both are waited out by
themselves, nothing that was sent is forgotten, and nothing is sent twice.
"""

from harness.play import Play
from harness.processes import wait_until

WORKERS = 2


def _hang_up_on_all(redis):
    for kind in ("normal", "pubsub"):
        redis.call("CLIENT", "KILL", "TYPE", kind, "SKIPME", "yes")


def refuse(scenario):
    world = scenario.world
    scenario.populate(WORKERS)
    world.broadcast(key="first")
    for turn in range(3):
        scenario.pause(0.2, 0.5)
        scenario.keep_busy(f"refusal {turn}")
        with world.redis.connect() as redis:
            redis.call("CONFIG", "SET", "requirepass", "sesame")
            redis.call("AUTH", "sesame")
            _hang_up_on_all(redis)
            scenario.strike("Redis wants a password")
            scenario.pause(0.5, 1.5)
            redis.call("CONFIG", "SET", "requirepass", "")
        scenario.strike("it wants none any more")
        for _ in range(5):
            scenario.pause(0.05, 0.2)
            with world.redis.connect() as redis:
                redis.call("SCRIPT", "FLUSH")
        scenario.strike("it forgot its scripts, five times")
    wait_until(world.are_all_processed, "the broadcasts to be processed")
    scenario.replay("first")


PLAY = Play(rows="B14 D5", part=refuse, lease="5s")
