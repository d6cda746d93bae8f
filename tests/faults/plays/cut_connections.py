"""The providers close connections in the middle of everything, and are killed (-9) and started again: what was under
way on a connection may have been taken or not. Nothing is lost; what is sent twice is bounded by what was in flight.
"""

from harness.play import Play

WORKERS = 2
CUTS, KILLS = 6, 2


def cut(scenario):
    world = scenario.world
    scenario.populate(WORKERS, are_providers_moody=False)
    world.broadcast(key="first")
    for turn in range(CUTS):
        scenario.pause(0.2, 0.6)
        scenario.keep_busy(f"cut {turn}")
        world.control.call("POST", "/connections", {"close": {"accepted": bool(turn % 2)}})
        _excuse(scenario, "closed all connections")
    for turn in range(KILLS):
        scenario.pause(0.2, 0.6)
        scenario.keep_busy(f"kill {turn}")
        world.sandbox.kill()
        _excuse(scenario, "killed the providers")
        scenario.pause(0.5, 1.5)
        world.start_sandbox()
        scenario.strike("the providers are back")
    scenario.replay("first")


def _excuse(scenario, text):
    """All that the workers had in flight."""
    world = scenario.world
    world.wanted.spare_duplicates += WORKERS * world.options.window
    scenario.strike(text)


PLAY = Play(rows="C1 C17", part=cut)
