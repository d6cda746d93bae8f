"""redis-server rewrites its append-only file again and again under load, and is killed (-9) while it does."""

from books.resp import RedisError
from harness.play import Play

WORKERS = 2


def kill_while_it_rewrites(scenario):
    world = scenario.world
    scenario.populate(WORKERS)
    world.broadcast(key="first")
    for turn in range(scenario.chosen.kills):
        scenario.keep_busy(f"rewrite {turn}")
        for _ in range(3):
            scenario.pause(0.1, 0.4)
            with world.redis.connect() as redis:
                try:
                    redis.call("BGREWRITEAOF")
                except RedisError:
                    pass  # the one before is still at it
        scenario.pause(0.0, 0.05)
        world.redis.kill()
        scenario.strike("killed Redis while it rewrote its file")
        world.redis.start()
    scenario.replay("first")


def add_kills(parser):
    parser.add_argument("--kills", type=int, default=5, help="(default 5)")


PLAY = Play(rows="B4", part=kill_while_it_rewrites, users=6_000, lease="5s", long={"--kills": 40}, extra=add_kills)
