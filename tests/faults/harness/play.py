"""What a play says of itself: the rows of the catalogue of faults it stands for, and the world it needs."""

from dataclasses import dataclass, field
from typing import Callable

from harness.world import World


def _nothing_is_missing():
    return None


@dataclass(frozen=True)
class Play:
    rows: str  # as faults are numbered, with spaces between: "A6 A7"
    part: Callable  # of a Scenario: starts what it wants and breaks it
    users: int = 4_000  # recipients, 1 to 3 devices each
    window: int = 60  # deliveries in flight a worker
    open_jobs: int = 2  # jobs a worker holds
    latency: int = 40  # of the sandbox, ms
    lease: str = "1500ms"
    world: Callable = World
    settings: dict = field(default_factory=dict)  # section → {key: value}, over the world's own
    is_audited: bool = True  # False: what it does leaves no books to audit, and it judges by itself
    lacks: Callable = _nothing_is_missing  # a sentence when this machine cannot play it
    long: dict = field(default_factory=dict)  # command line, as {option: value}, of a long run
    extra: Callable = None  # adds arguments of its own to the parser
