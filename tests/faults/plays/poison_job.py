"""A job kills whoever takes it. After exactly three workers it is put among the dead, and every other job is worked on as
ever; when a person redrives it and it kills nobody any more, it is delivered.
"""

from harness.play import Play
from harness.processes import Failure, wait_until

FATAL = 3
WHERE = "open_words"  # where a template or a record that crashes the process would


def poison(scenario):
    world = scenario.world
    scenario.populate(0)
    somebody = list(world.wanted.users)[:1]
    poisoned = world.broadcast(somebody, key="poison")["id"]
    for death in range(FATAL):
        if dead := scenario.operator.count("dead"):
            raise Failure(f"{dead} jobs are dead after {death} deaths")
        doomed = world.start_worker(env={"CRASH_CARILLON_AT": WHERE})
        wait_until(lambda doomed=doomed: not doomed.is_running, f"{doomed.name} to die of the job")
        scenario.fault(f"{doomed.name} died of it")
    world.start_workers(2)
    wait_until(lambda: scenario.operator.count("dead") == 1, "the job to be put among the dead")
    others = world.broadcast(key="others")["id"]
    wait_until(lambda: world.is_processed(others), "everybody else's broadcast to be processed")
    if world.is_processed(poisoned):
        raise Failure("a broadcast is processed whose only job is dead")
    scenario.strike("all others are delivered")


PLAY = Play(rows="A8", part=poison, users=500)
