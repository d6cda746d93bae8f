"""A storm of 429: every request is refused, with each kind of Retry-After in turn. Nobody is given up for it, and when
the storm ends everything is delivered, once.
"""

from collections import Counter

from harness.play import Play
from harness.processes import Failure

WORKERS = 2
LATE = "Wed, 21 Oct 2015 07:28:00 GMT"
KINDS = ("1", "2", LATE, "soon", "-5", "0")
ATTEMPTS = 8  # retry.max_attempts


def throttle(scenario):
    world = scenario.world
    scenario.populate(WORKERS, are_providers_moody=False)
    world.broadcast(key="first")
    for kind in KINDS:
        for provider, reason in (("apns", "TooManyRequests"), ("fcm", "QUOTA_WITHOUT_HINT")):
            world.rule({"respond": {"status": 429, "reason": reason, "retry_after": kind}}, provider)
        scenario.strike(f"429 to everybody, Retry-After: {kind}")
        scenario.pause(1.0, 1.5)
        world.behave()
        scenario.strike("no more of that")
        scenario.pause(0.3, 0.6)
        scenario.keep_busy(f"after {kind}")
    scenario.settle()
    lines = world.pushes()
    vain, taken = sum(line.status == 429 for line in lines), {line.delivery for line in lines if line.status == 200}
    scenario.say(f"{vain} requests in vain, {len(taken)} deliveries")
    if given_up := {line.delivery for line in lines} - taken:
        raise Failure(f"{len(given_up)} deliveries were given up for a storm that ended")
    if (most := max(Counter(line.delivery for line in lines).values())) > ATTEMPTS:
        raise Failure(f"a delivery was tried {most} times, {ATTEMPTS} are allowed")
    scenario.replay("first")


PLAY = Play(rows="C6", part=throttle, users=3_000)
