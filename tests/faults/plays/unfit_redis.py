"""A Redis that forgets: one that keeps nothing on disk is warned of at each start, one that evicts is refused by
everyone who starts, and leaves those that run alone.
"""

from harness.play import Play
from harness.processes import Failure

CONFIGURATION = 78


def be_unfit(scenario):
    world = scenario.world
    scenario.populate(1)
    world.broadcast(key="first")
    scenario.settle()
    with world.redis.connect() as redis:
        redis.call("CONFIG", "SET", "appendonly", "no")
        scenario.strike("Redis keeps nothing on disk")
        world.start_workers(1)
        said = world.workers[-1].last_words(1000)
        if "appendonly" not in said:
            raise Failure(f"nothing is said of a Redis without appendonly:\n{said}")
        redis.call("CONFIG", "SET", "appendonly", "yes")
        redis.call("CONFIG", "SET", "maxmemory-policy", "allkeys-lru")
        scenario.strike("Redis evicts")
        for role in ("worker", "api"):
            refused = world.launch(role)
            code, said = refused.wait(), refused.last_words()
            if code != CONFIGURATION or "allkeys-lru" not in said:
                raise Failure(f"over a Redis that evicts, {role} ended with {code}:\n{said}")
        redis.call("CONFIG", "SET", "maxmemory-policy", "noeviction")
    world.broadcast(key="second")


PLAY = Play(rows="B8", part=be_unfit, users=500)
