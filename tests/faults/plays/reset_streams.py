"""Streams are reset in each way: refused, cancelled, internal error, with the message taken or not; some are never
answered at all.

What was certainly not processed is sent again at once; what may have been is sent again too, and the ledger shows no
more duplicates than answers that were lost.
"""

from harness.play import Play

WORKERS = 2
SHARE = 0.03  # of the requests, for each way
WAYS = (
    {"reset": {"code": "REFUSED_STREAM"}},
    {"reset": {"code": "CANCEL"}},
    {"reset": {"code": "CANCEL", "accepted": True}},
    {"reset": {"code": "INTERNAL_ERROR"}},
    {"reset": {"code": "INTERNAL_ERROR", "accepted": True}},
    {"stall": {}},
    {"stall": {"accepted": True}},
)


def reset(scenario):
    world = scenario.world
    scenario.populate(WORKERS, are_providers_moody=False)
    for way in WAYS:
        world.rule(way, probability=SHARE)
    world.broadcast(key="first")
    scenario.strike(f"{len(WAYS)} ways to break a stream, each {SHARE:.0%} of the requests")
    scenario.settle()
    lost = sum(line.reason == "answer_lost" for line in world.ledger_lines())
    world.wanted.spare_duplicates += lost
    scenario.say(f"{lost} answers were lost")
    world.behave()
    scenario.replay("first")


# A short deadline: what is never answered waits for it.
PLAY = Play(rows="C1 C4", part=reset, users=3_000, settings={"providers": {"request_timeout": "2s"}})
