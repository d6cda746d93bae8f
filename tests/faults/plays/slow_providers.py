"""The providers take half a second for an answer and one stream a connection: what waits for its turn has not been sent,
so its deadline has not begun, and waiting costs no attempt. Nothing is sent twice.
"""

from harness.play import Play
from harness.processes import Failure

WORKERS = 2


def wait_in_line(scenario):
    world = scenario.world
    world.control.call("PUT", "/behaviour", {"latency_ms": 500, "jitter_ms": 100, "max_streams": 1})
    scenario.populate(WORKERS, are_providers_moody=False)
    world.broadcast(key="first")
    scenario.strike("half a second for each of a few streams")
    scenario.settle()
    lines = world.pushes()
    if vain := [line for line in lines if line.status != 200]:
        raise Failure(f"{len(vain)} requests were not waited for, of {len(lines)}")


PLAY = Play(rows="D7", part=wait_in_line, users=150, settings={"providers": {"request_timeout": "3s"}})
