"""The frame of every fault test: arguments, a world, the play, a quiet end, the audit, one verdict."""

import argparse
import random
import signal
import sys
import time

from checker import audit, report
from harness.operator import Operator
from harness.people import make_people
from harness.processes import Failure, kill_all, wait_until
from harness.world import Options, World

# Seconds from the last fault to quiescence: lease + 5 s, and the work that is left on a slow machine.
_LIVENESS = 90.0
_MUTANT_LIVENESS = 25.0
# A fault meets the guard that is missing by chance: a mutant has survived only when all of these let it.
_MUTANT_SEEDS = 5


class Scenario:
    """One run. A play starts what it wants, breaks it, and returns; `kills` in R says how often."""

    def __init__(self, chosen):
        self.chosen = chosen
        self.dice = random.Random(chosen.seed)
        self.began = time.monotonic()
        self.world = World(
            Options(
                chosen.carillon,
                chosen.sandbox,
                chosen.seed,
                worker=chosen.worker,
                window=chosen.window,
                open_jobs=chosen.open_jobs,
                latency=chosen.latency,
            )
        )
        self.operator = Operator(self.world.redis)

    def say(self, text):
        print(f"[{time.monotonic() - self.began:6.2f} s] {text}", flush=True)

    def fault(self, text):
        self.world.wanted.kills += 1
        self.say(text)

    def populate(self, workers, are_providers_moody=True):
        """Integrations, users with their devices, providers that answer one in ten with 503, workers."""
        world = self.world
        world.save_integrations()
        world.import_people(make_people(self.chosen.users, self.dice))
        if are_providers_moody:
            world.misbehave_one_in_ten()
        world.start_workers(workers)
        self.say(f"{self.chosen.users} users, {workers} workers")

    def is_finished(self):
        self.operator.redrive()
        return self.world.are_all_processed() and self.operator.is_quiet()

    def replay(self, key):
        """I8: the same request with the same key is the same broadcast."""
        first = self.world.wanted.broadcasts[0]
        again = self.world.broadcast(first["recipients"], key=key)
        if again["id"] != first["id"]:
            raise Failure(f"a replay of {key} made broadcast {again['id']}, it was {first['id']}")

    def stop_all_workers(self):
        """SIGTERM to each; Failure unless they leave in good order."""
        running = [worker for worker in self.world.workers if worker.is_running]
        for worker in running:
            worker.signal(signal.SIGTERM)
        for worker in running:
            if code := worker.wait():
                raise Failure(f"{worker.name} ended with {code} after SIGTERM:\n{worker.last_words()}")

    def close(self):
        """Stops the product: no child may be left, every exit code is 0, no sanitizer spoke."""
        self.stop_all_workers()
        if children := self.world.api.children():
            raise Failure(f"the API has children: {children}")
        if code := self.world.api.stop():
            raise Failure(f"the API ended with {code} after SIGTERM:\n{self.world.api.last_words()}")
        if reports := self.world.sanitizer_reports():
            raise Failure("a sanitizer found something:\n" + "\n".join(reports))

    def play(self, part):
        part(self)
        quiescence = f"quiescence after the last fault (I9); logs: {self.world.folder}"
        wait_until(self.is_finished, quiescence, _LIVENESS, 0.1)
        self.say(f"quiescent; {self.operator.redriven} jobs redriven")
        self.close()
        return self.audit()

    def play_mutant(self, part):
        """A negative control. Its books may never close, and exit codes prove nothing: the audit does."""
        part(self)
        try:
            wait_until(self.is_finished, "quiescence", _MUTANT_LIVENESS, 0.1)
        except Failure:
            self.say("no quiescence")
        for worker in self.world.workers:
            worker.kill()
        return self.audit()

    def audit(self):
        self.world.wanted.save(self.world.path("expectation.json"))
        return audit(self.world.redis.url, self.world.ledger, self.world.wanted)


def parse(description, users, window=60, open_jobs=2, latency=40, extra=None):
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--carillon", required=True, metavar="FILE", help="the binary under test")
    parser.add_argument("--sandbox", required=True, metavar="FILE", help="carillon-sandbox")
    parser.add_argument("--worker", metavar="FILE", help="another binary for the workers: a mutant")
    parser.add_argument(
        "--expect-violation",
        metavar="I2,I3",
        help="a negative control: fail unless the audit finds one of these",
    )
    parser.add_argument(
        "--seed", type=int, default=1, help="of everything random; a failing run replays (default 1)"
    )
    parser.add_argument(
        "--users", type=int, default=users, help=f"recipients, 1 to 3 devices each (default {users})"
    )
    parser.add_argument(
        "--window", type=int, default=window, help=f"deliveries in flight a worker (default {window})"
    )
    parser.add_argument(
        "--open-jobs", type=int, default=open_jobs, help=f"jobs a worker holds (default {open_jobs})"
    )
    parser.add_argument(
        "--latency", type=int, default=latency, help=f"of the sandbox, ms (default {latency})"
    )
    parser.add_argument("--keep", action="store_true", help="leave the run's folder behind")
    if extra:
        extra(parser)
    return parser.parse_args()


def _play_once(chosen, part):
    """Plays `part`, audits, prints the verdict; whether it is what was expected."""
    print(f"seed {chosen.seed}")
    scenario, is_fine = None, False
    try:
        scenario = Scenario(chosen)
        if chosen.expect_violation:
            found, summary = scenario.play_mutant(part)
            report(found, summary)
            is_fine = any(found[invariant] for invariant in chosen.expect_violation.split(","))
            print("the mutant was caught" if is_fine else "the mutant survived this seed", flush=True)
        else:
            is_fine = report(*scenario.play(part))
            print("the books are exact" if is_fine else "the books are NOT in order")
    except Failure as failure:
        print(f"FAILED (seed {chosen.seed}): {failure}")
    if scenario:
        if chosen.keep or not (is_fine or chosen.expect_violation):
            print(f"kept: {scenario.world.folder}")
        else:
            scenario.world.remove()
    return is_fine


def run(chosen, part):
    """The process's exit code."""
    if not chosen.expect_violation:
        return 0 if _play_once(chosen, part) else 1
    for _ in range(_MUTANT_SEEDS):
        if _play_once(chosen, part):
            return 0
        kill_all()
        chosen.seed += 1
    print("the mutant SURVIVED: this suite proves nothing")
    return 1


def main(description, part, **defaults):
    sys.exit(run(parse(description, **defaults), part))
