"""Redis is slow: frozen (SIGSTOP), paused for all clients, and busy with a script of somebody else's, for less and for
more than a lease. Nobody died: no job may change hands, nothing may be sent twice, and requests are answered 503 rather
than held.
"""

import threading

from books.resp import RedisError
from harness.play import Play
from harness.processes import Failure

WORKERS = 2
BUSY = "local t = redis.call('TIME')[1] + ARGV[1] while redis.call('TIME')[1] + 0 < t do end return 1"


def _freeze(world, seconds):
    world.redis.freeze()
    timer = threading.Timer(seconds, world.redis.thaw)
    timer.start()
    return timer


def _pause(world, seconds):
    with world.redis.connect() as redis:
        redis.call("CLIENT", "PAUSE", int(seconds * 1000), "ALL")
    timer = threading.Timer(seconds, lambda: None)
    timer.start()
    return timer


def _keep_busy(world, seconds):
    def run():
        with world.redis.connect() as redis:
            try:
                redis.call("EVAL", BUSY, 0, int(seconds))
            except RedisError:
                pass

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def slow_down(scenario):
    world = scenario.world
    scenario.populate(WORKERS)
    world.broadcast(key="first")
    for turn, (name, act, seconds) in enumerate(
        (("frozen", _freeze, 1), ("paused", _pause, 3), ("busy", _keep_busy, 3), ("frozen", _freeze, 6))
    ):
        scenario.pause(0.2, 0.5)
        scenario.keep_busy(f"slow {turn}")
        end = act(world, seconds)
        scenario.strike(f"{name} for {seconds} s")
        key = f"meanwhile {turn}"
        if seconds >= 3:
            status, answer = world.rest.send("POST", "/broadcasts", *world.request(key=key))
            scenario.say(f"meanwhile a broadcast is answered {status}")
            if status not in (201, 503):
                raise Failure(f"POST /broadcasts answered {status}: {answer}")
        end.join()
        scenario.insist(key)
    expired = world.metric("carillon_lease_expired_total")
    scenario.say(f"{expired:.0f} leases ran out")
    scenario.replay("first")


PLAY = Play(rows="B12 D4", part=slow_down, lease="2s")
