#!/usr/bin/env python3
"""Runs one play of the fault suite: run_play.py NAME --carillon FILE --sandbox FILE. script/faults runs them all."""

import argparse
import importlib
import sys
import traceback
from pathlib import Path

from checker import report
from harness.mutants import MUTANTS
from harness.processes import Failure, kill_all
from harness.scenario import Scenario

SKIPPED = 77
# A fault meets the guard that is missing by chance: a mutant has survived only when all of these let it.
_MUTANT_SEEDS = 5


def play_names():
    return sorted(path.stem for path in (Path(__file__).parent / "plays").glob("[!_]*.py"))


def load(name):
    """(what its module says of it, its PLAY)"""
    module = importlib.import_module(f"plays.{name}")
    return module.__doc__, module.PLAY


def parse():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, add_help=False
    )
    parser.add_argument("name", metavar="NAME", choices=play_names(), help=", ".join(play_names()))
    if len(sys.argv) < 2 or sys.argv[1] not in play_names():
        parser.parse_args(sys.argv[1:2])
    said, play = load(sys.argv[1])
    parser = argparse.ArgumentParser(
        description=said, formatter_class=argparse.RawDescriptionHelpFormatter, parents=[parser]
    )
    add = parser.add_argument
    add("--carillon", required=True, metavar="FILE", help="the binary under test")
    add("--sandbox", required=True, metavar="FILE", help="carillon-sandbox")
    add("--mutant", choices=sorted(MUTANTS), help="a negative control: fail unless the audit notices it")
    add("--seed", type=int, default=1, help="of everything random; a failing run replays (default 1)")
    add("--users", type=int, default=play.users, help=f"recipients (default {play.users})")
    add("--window", type=int, default=play.window, help=f"deliveries in flight a worker (default {play.window})")
    add("--open-jobs", type=int, default=play.open_jobs, help=f"jobs a worker holds (default {play.open_jobs})")
    add("--latency", type=int, default=play.latency, help=f"of the sandbox, ms (default {play.latency})")
    add("--keep", action="store_true", help="leave the run's folder behind")
    if play.extra:
        play.extra(parser)
    return play, parser.parse_args()


def _run_once(play, chosen):
    """Plays, audits, prints the verdict; whether it is what was expected."""
    print(f"seed {chosen.seed}")
    mutant = MUTANTS[chosen.mutant] if chosen.mutant else None
    scenario, is_fine = None, False
    try:
        scenario = Scenario(play, chosen, mutant)
        if mutant:
            found, summary = scenario.run_mutant(play)
            report(found, summary)
            scenario.world.expect_the_mutant_spoke()
            is_fine = any(found[invariant] for invariant in mutant.breaks)
            print("the mutant was caught" if is_fine else "the mutant survived this seed", flush=True)
        else:
            is_fine = report(*scenario.run(play))
            print("the books are exact" if is_fine else "the books are NOT in order")
    except (Failure, OSError) as failure:
        print(f"FAILED (seed {chosen.seed}): {failure}\n{traceback.format_exc(limit=-3)}")
    if scenario:
        if chosen.keep or not (is_fine or mutant):
            print(f"kept: {scenario.world.folder}")
        else:
            kill_all()
            scenario.world.remove()
    return is_fine


def main():
    play, chosen = parse()
    if missing := play.lacks():
        print(f"skipped: {missing}")
        return SKIPPED
    if not chosen.mutant:
        return 0 if _run_once(play, chosen) else 1
    for _ in range(_MUTANT_SEEDS):
        if _run_once(play, chosen):
            return 0
        chosen.seed += 1
    print("the mutant SURVIVED: this suite proves nothing")
    return 1


if __name__ == "__main__":
    sys.exit(main())
