"""A byte in the middle of the embedded Redis' append-only file is another one. `carillon serve` does not start on it,
says so with what to do, and leaves the file as it is; when the byte is back, it starts and nothing is missing.
"""

import hashlib
from pathlib import Path

from harness.play import Play
from harness.processes import Failure
from harness.redis_server import append_only_file
from harness.unit import Unit


def corrupt(scenario):
    world = scenario.world
    scenario.populate(0)
    world.broadcast(key="first")
    scenario.settle()
    world.api.kill_family()
    path = Path(append_only_file(world.redis.folder))
    sound = path.read_bytes()
    # The length of a word: no byte of it may be another.
    at = sound.index(b"\r\n$", len(sound) // 2) + 3
    path.write_bytes(sound[:at] + b"x" + sound[at + 1 :])
    scenario.strike(f"byte {at} of {len(sound)} is another")
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    refused = world.launch("serve")
    code, said = refused.wait(), refused.last_words()
    scenario.say(f"it ended with {code}: {said.strip().splitlines()[-1]}")
    if code == 0 or "redis-check-aof" not in said:
        raise Failure(f"over a damaged file serve ended with {code}:\n{said}")
    if hashlib.sha256(path.read_bytes()).hexdigest() != before:
        raise Failure("the damaged file was written to")
    path.write_bytes(sound)
    world.start_api()
    scenario.replay("first")
    world.broadcast(key="second")


PLAY = Play(rows="B3", part=corrupt, world=Unit, users=500)
