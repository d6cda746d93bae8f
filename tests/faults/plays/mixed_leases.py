"""Workers whose `worker.lease` differ, as while a setting is rolled out: each job is judged by the lease it was claimed
with. Nobody dies, so nothing may be sent twice and no lease run out.
"""

from harness.play import Play
from harness.processes import Failure

LEASES = ("20s", "1s", "3s")


def work_side_by_side(scenario):
    world = scenario.world
    scenario.populate(0)
    for lease in LEASES:
        world.start_worker("--worker.lease", lease)
    for worker in world.workers:
        worker.ready()
    world.broadcast(key="first")
    scenario.strike("three leases side by side")
    scenario.settle()
    if expired := world.metric("carillon_lease_expired_total"):
        raise Failure(f"{expired:.0f} leases ran out, and nobody died")


PLAY = Play(rows="D3", part=work_side_by_side)
