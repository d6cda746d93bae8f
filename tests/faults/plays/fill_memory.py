"""Redis reaches maxmemory in the middle of a broadcast, of which a part is in the inbox channel's way no more than
in any other: what was accepted finishes, new broadcasts are refused with 503 and a Retry-After, and with more memory
they are accepted again.
"""

from books.resp import pairs
from harness.play import Play
from harness.processes import Failure, wait_until

ROOM = 64 << 10  # bytes: less than the broadcast's outcomes and events will take


def _used(redis):
    lines = redis.call("INFO", "memory").decode().splitlines()
    return int(pairs([word for line in lines if ":" in line for word in line.split(":", 1)])["used_memory"])


def fill_up(scenario):
    world = scenario.world
    scenario.populate(2)
    world.broadcast(key="first")
    wait_until(lambda: len(world.ledger_lines()) > 200, "the broadcast to be under way")
    with world.redis.connect() as redis:
        redis.call("CONFIG", "SET", "maxmemory", _used(redis) + ROOM)
        scenario.strike("memory is short")
        wait_until(lambda: _is_refused(world), "a broadcast to be refused")
        scenario.say("new broadcasts are refused")
        scenario.settle()
        if not _is_refused(world):
            raise Failure("a broadcast was accepted with the memory full")
        redis.call("CONFIG", "SET", "maxmemory", 0)
    scenario.strike("there is memory again")
    wait_until(lambda: not _is_refused(world), "broadcasts to be accepted again")
    scenario.replay("first")


def _is_refused(world):
    """What is accepted all the same is part of R."""
    status, answer = world.rest.send("POST", "/broadcasts", *world.request(list(world.wanted.users)[:1]))
    if status == 201:
        world.expect_broadcast(answer["id"], list(world.wanted.users)[:1])
    elif status != 503:
        raise Failure(f"with the memory full POST /broadcasts answered {status}: {answer}")
    return status == 503


PLAY = Play(rows="B7 D6", part=fill_up, users=6_000, lease="5s")
