"""The negative controls: what is taken out of the queue's scripts, the play that must notice, and by what."""

from dataclasses import dataclass
from typing import Callable

from harness.scripts import replaced, without


@dataclass(frozen=True)
class Mutant:
    play: str
    breaks: tuple  # invariants, of which at least one must be violated
    edit: Callable  # text of a script → its text
    lacks: str  # for people


MUTANTS = {
    "unguarded": Mutant(
        "stop_workers", ("I2", "I3"), without("no_fence", "no_outcome_guard"), "the fence and the guard of outcomes"
    ),
    "unchecked": Mutant("rewind_redis", ("I1",), without("no_hole_check"), "the check of a finished job for holes"),
    "starved": Mutant("fill_memory", ("I4",), replaced("#!lua flags=allow-oom", "#!lua"), "allow-oom"),
    "judged_by_the_judge": Mutant(
        "mixed_leases", ("I4", "I6"), replaced("2 * length_of(claim[1], claim[2])", "2 * lease"), "the job's own lease"
    ),
}
