"""One run of a play: its world, its dice, what it may ask and what must hold in the end."""

import random
import signal
import time

from checker import audit
from harness.operator import Operator
from harness.people import make_people
from harness.processes import Failure, wait_until
from harness.world import Options

# Seconds from the last fault to quiescence: lease + 5 s, and the work that is left on a slow machine.
_LIVENESS = 90.0
_MUTANT_LIVENESS = 25.0


class Scenario:
    """A play starts what it wants, breaks it, and returns; `kills` in R says how often."""

    def __init__(self, play, chosen, mutant=None):
        self.chosen, self.mutant = chosen, mutant
        self.dice = random.Random(chosen.seed)
        self.began = time.monotonic()
        self.last_fault = self.quiet_after = None
        options = Options(
            chosen.carillon,
            chosen.sandbox,
            chosen.seed,
            window=chosen.window,
            open_jobs=chosen.open_jobs,
            latency=chosen.latency,
            lease=play.lease,
            settings=play.settings,
            mutant=mutant,
        )
        self.world = play.world(options)
        self.operator = Operator(self.world.redis)

    def say(self, text):
        print(f"[{time.monotonic() - self.began:6.2f} s] {text}", flush=True)

    def strike(self, text):
        """Says a fault; from the last one on quiescence is waited for."""
        self.last_fault = time.monotonic()
        self.say(text)

    def fault(self, text):
        """One that excuses duplicates: all that a worker had in flight."""
        self.world.wanted.kills += 1
        self.strike(text)

    def pause(self, least, most):
        """The fault schedule itself: the only sleep there is."""
        time.sleep(self.dice.uniform(least, most))

    def populate(self, workers, are_providers_moody=True):
        """Integrations, users with their devices, providers that answer one in ten with 503, workers."""
        world = self.world
        world.save_integrations()
        world.import_people(make_people(self.chosen.users, self.dice))
        if are_providers_moody:
            world.misbehave_one_in_ten()
        world.start_workers(workers)
        self.say(f"{self.chosen.users} users, {workers} workers")

    def keep_busy(self, key, least=0.2, most=0.6):
        """Another broadcast when there is nothing left to do, and a moment for it to get going."""
        if self.world.are_all_processed():
            self.world.broadcast(key=key)
            self.pause(least, most)

    def insist(self, key):
        """As a client does that was refused or not answered: the same request until it is accepted."""
        body, headers = self.world.request(key=key)

        def is_accepted():
            status, answer = self.world.rest.send("POST", "/broadcasts", body, headers)
            if status == 201:
                self.world.expect_broadcast(answer["id"], None)
            return status == 201

        wait_until(is_accepted, f"broadcast {key} to be accepted", interval=0.1)

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
            if children := worker.children():
                raise Failure(f"{worker.name} has children: {children}")
            worker.signal(signal.SIGTERM)
        for worker in running:
            if code := worker.wait():
                raise Failure(f"{worker.name} ended with {code} after SIGTERM:\n{worker.last_words()}")

    def close(self):
        """Stops the product: no child may be left, every exit code is 0, no sanitizer spoke."""
        self.stop_all_workers()
        self.world.stop_api()
        if reports := self.world.sanitizer_reports():
            raise Failure("a sanitizer found something:\n" + "\n".join(reports))

    def settle(self):
        """I9: waits for quiescence."""
        quiescence = f"quiescence after the last fault (I9); logs: {self.world.folder}"
        wait_until(self.is_finished, quiescence, _MUTANT_LIVENESS if self.mutant else _LIVENESS, 0.1)
        self.quiet_after = time.monotonic() - (self.last_fault or self.began)
        self.say(f"quiescent after {self.quiet_after:.1f} s; {self.operator.redriven} jobs redriven")

    def run(self, play):
        """(violations, summary) of the audit; none where there is nothing to audit."""
        play.part(self)
        if not play.is_audited:
            self.close()
            return {}, {}
        self.settle()
        self.close()
        return self.audit()

    def run_mutant(self, play):
        """A negative control. Its books may never close, and exit codes prove nothing: the audit does."""
        try:
            play.part(self)
            wait_until(self.is_finished, "quiescence", _MUTANT_LIVENESS, 0.1)
        except Failure as failure:
            self.say(f"it does not get through: {failure}")
        for worker in self.world.workers:
            worker.kill()
        return self.audit()

    def audit(self):
        self.world.wanted.save(self.world.path("expectation.json"))
        return audit(self.world.audited_redis(), self.world.ledger, self.world.wanted)
