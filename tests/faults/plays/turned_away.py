"""The providers turn every connection away at its first request, with GOAWAY ENHANCE_YOUR_CALM and INTERNAL_ERROR. The
breaker opens: what they are asked meanwhile is little. When they let us in again everything is delivered, once.
"""

from harness.play import Play
from harness.processes import Failure

WORKERS = 2
SECONDS = 8
MOST = 0.2  # of the deliveries: requests that were made in vain


def turn_away(scenario):
    world = scenario.world
    scenario.populate(WORKERS, are_providers_moody=False)
    for code in ("ENHANCE_YOUR_CALM", "INTERNAL_ERROR"):
        for provider in ("apns", "fcm"):
            world.rule({"goaway": {"code": code}}, provider)
        world.broadcast(key=code)
        scenario.strike(f"GOAWAY {code} to every request")
        scenario.pause(SECONDS, SECONDS)
        world.behave()
        scenario.strike("they take requests again")
        scenario.settle()
    lines = world.pushes()
    vain, taken = sum(line.status != 200 for line in lines), sum(line.status == 200 for line in lines)
    scenario.say(f"{vain} requests in vain, {taken} taken")
    if vain > MOST * taken:
        raise Failure(f"{vain} requests were made in vain to providers that turned all away, of {taken} deliveries")
    scenario.replay("ENHANCE_YOUR_CALM")


PLAY = Play(rows="C3", part=turn_away, users=2_000)
