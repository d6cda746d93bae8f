"""Redis loses everything (FLUSHALL) under a running product. It is an alarm, never a fresh start: those that run are
not ready any more, those that start leave with a sentence, and nobody sets the empty Redis up anew.
"""

import http.client

from harness.play import Play
from harness.processes import Failure, wait_until

CONFIGURATION = 78
SETTINGS_KEY = "c:{meta}:cfg"


def _is_ready(process):
    connection = http.client.HTTPConnection("127.0.0.1", process.facts["ops_port"], timeout=60)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    finally:
        connection.close()


def forget(scenario):
    world = scenario.world
    scenario.populate(2)
    world.broadcast(key="first")
    scenario.pause(0.2, 0.5)
    with world.redis.connect() as redis:
        redis.call("FLUSHALL")
        scenario.strike("Redis forgot everything")
        for process in (world.api, *world.workers):
            wait_until(lambda process=process: not _is_ready(process), f"{process.name} to say that it is not ready")
        scenario.say("nobody is ready")
        for role in ("worker", "api"):
            refused = world.launch(role)
            code, said = refused.wait(), refused.last_words()
            if code != CONFIGURATION:
                raise Failure(f"over a Redis that forgot, {role} ended with {code}:\n{said}")
        status, answer = world.rest.send("POST", "/broadcasts", *world.request())
        if status < 400:
            raise Failure(f"a broadcast was accepted by a Redis that forgot: {status} {answer}")
        if redis.call("HGET", SETTINGS_KEY, "deployment"):
            raise Failure("the empty Redis was set up anew")


PLAY = Play(rows="B14 D13", part=forget, users=1_000, is_audited=False)
