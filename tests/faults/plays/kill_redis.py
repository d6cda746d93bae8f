"""redis-server is killed (-9) again and again under working workers, and started on the same data: with every write
synced, and with a sync a second.

Synced, nothing acknowledged is forgotten: not one delivery goes out twice. With a sync a second on a healthy disk the
same is usual and not promised; the books are exact either way.
"""

import time

from books import ledger
from harness.play import Play
from harness.processes import Failure

WORKERS = 2
FORGOTTEN = 3_000_000  # µs: what `everysec` may forget, and a bit


def kill_redis(scenario):
    world = scenario.world
    scenario.populate(WORKERS)
    world.broadcast(key="first")
    for policy in ("always", "everysec"):
        for turn in range(scenario.chosen.kills):
            scenario.pause(0.3, 0.9)
            scenario.keep_busy(f"{policy} {turn}")
            killed_us = time.time_ns() // 1000
            world.redis.kill()
            scenario.strike(f"killed Redis (appendfsync {policy})")
            if policy == "everysec":
                since = killed_us - FORGOTTEN
                world.wanted.spare_duplicates += sum(line.time_us >= since for line in world.ledger_lines())
            world.redis.start(appendfsync=policy)
        scenario.settle()
        repeated = ledger.duplicates(world.ledger_lines())
        scenario.say(f"{repeated} sent twice so far")
        if repeated and policy == "always":
            raise Failure(f"{repeated} deliveries went out twice over a Redis that syncs each write")
    scenario.replay("first")


def add_kills(parser):
    parser.add_argument("--kills", type=int, default=5, help="with each policy (default 5)")


PLAY = Play(rows="B1", part=kill_redis, users=6_000, lease="5s", long={"--kills": 40}, extra=add_kills)
