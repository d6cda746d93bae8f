#!/usr/bin/env python3
"""The fault suite: breaks the real product in every way of the catalogue, and has the books audited afterwards.

Each play starts carillon, carillon-sandbox and a redis-server of its own, breaks something while broadcasts go out,
waits until all is quiet, and lets the checker (tests/faults/checker.py, which shares no code with the engine) compare
what was wanted (R), what the providers saw (S), how deliveries ended by the events (D), how recipients ended by events
(E), counters (C) and outcome bytes (O), and what is left to do (J). All books that differ, all that is lost, foreign,
too often or left behind is a violation, and the play has failed.

Everything random comes from --seed: a failing line names the seed that plays it again. Logs of all plays lie in
build/faults, and the folder of a failed one (settings, logs, ledger) is kept where its log says.

  script/faults                        every play once; nineteen minutes in sum when last seen
  script/faults --list                 what there is, by row of the catalogue
  script/faults --only A1,kill_redis   some, by row or by name
  script/faults --only A1 --seed 7 --repeat 20
  script/faults --mutants              the negative controls: guards cut out of the product, which plays must notice
  script/faults --long 4               larger plays, again and again with other seeds, for four hours
"""

import argparse
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from harness.mutants import MUTANTS
from run_play import SKIPPED, load, play_names

_HERE = Path(__file__).resolve().parent
_ROOT = _HERE.parents[1]
_LOGS = _ROOT / "build" / "faults"
_PATIENCE, _LONG_PATIENCE = 300, 3600  # seconds


@dataclass
class Item:
    """A line of the suite: one program to run."""

    name: str
    rows: str
    about: str
    words: list
    takes_seed: bool = True
    long: dict = field(default_factory=dict)


def _first_sentence(text):
    return re.split(r"(?<=[.:])\s", " ".join(text.split()))[0].rstrip(":")


def _plays():
    for name in play_names():
        said, play = load(name)
        words = [_HERE / "run_play.py", name]
        yield Item(name, play.rows, _first_sentence(said), words, long=play.long)


# Programs of tests/e2e that are rows of the catalogue already: they judge by themselves.
_BORROWED = (
    ("kill_every_channel", "A4", "every channel at once under kill -9 of `carillon serve`; texts at most once"),
    ("deploy_starts", "B6", "starts that must fail with a sentence that helps, and leave nothing behind"),
    ("redis_kinds", "B8 B14", "every kind of Redis; wrong passwords and evicting ones are refused"),
    ("hostile_answers", "C8 C11 C12 C15", "servers that mean harm in the place of every provider"),
)


def _borrowed():
    for name, rows, about in _BORROWED:
        yield Item(name, rows, about, [_ROOT / "tests" / "e2e" / f"{name}.py"], takes_seed=False)


def _mutants():
    for name, mutant in MUTANTS.items():
        rows = load(mutant.play)[1].rows
        about = f"without {mutant.lacks}: {' or '.join(mutant.breaks)} must break"
        yield Item(name, rows, about, [_HERE / "run_play.py", mutant.play, "--mutant", name])


def _order(item):
    found = re.match(r"([A-Z])(\d+)", item.rows)
    return found[1], int(found[2]), item.name


def _chosen_items(chosen):
    items = sorted(_mutants() if chosen.mutants else [*_plays(), *_borrowed()], key=_order)
    if not chosen.only:
        return items
    wanted = chosen.only.replace(",", " ").split()
    known = {word for item in items for word in (item.name, *item.rows.split())}
    if strangers := [word for word in wanted if word not in known]:
        sys.exit(f"no play or row is called {', '.join(strangers)}; script/faults --list shows them")
    return [item for item in items if {item.name, *item.rows.split()} & set(wanted)]


def _figures(text):
    """The audit's tuple, and where there is none what the program said last of itself."""
    tuples = re.findall(r"^tuple: (.+)$", text, re.MULTILINE)
    quiet = re.findall(r"quiescent after ([\d.]+ s)", text)
    if tuples:
        return tuples[-1] + (f" quiet after {quiet[-1]}" if quiet else "")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    told = [line for line in lines if line.startswith(("FAILED", "skipped"))]
    if not told and (steps := sum(line.startswith("ok ") for line in lines)):
        return f"{steps} steps"
    return (told or lines or ["it said nothing"])[-1][:160]


def _run(item, chosen, seed):
    """The exit code, after one line of figures."""
    words = [sys.executable, "-B", *item.words, "--carillon", chosen.carillon, "--sandbox", chosen.sandbox]
    if item.takes_seed:
        words += ["--seed", seed]
    if chosen.long:
        words += [word for pair in item.long.items() for word in pair]
    _LOGS.mkdir(parents=True, exist_ok=True)
    log = _LOGS / f"{item.name}-{seed}.log"
    began = time.monotonic()
    with open(log, "w", encoding="utf-8") as file:
        try:
            patience = _LONG_PATIENCE if chosen.long else _PATIENCE
            code = subprocess.run(
                [str(word) for word in words], stdout=file, stderr=file, timeout=patience, check=False
            ).returncode
        except subprocess.TimeoutExpired:
            code = 1
            file.write(f"\nFAILED (seed {seed}): not over after {patience} s\n")
    verdict = {0: "caught" if chosen.mutants else "passed", SKIPPED: "skipped"}.get(code, "FAILED")
    took = time.monotonic() - began
    figures = _figures(log.read_text(encoding="utf-8", errors="replace"))
    print(f"{verdict:7} {item.rows:12} {item.name:18} seed {seed:<4} {took:5.0f} s  {figures}", flush=True)
    if verdict == "FAILED":
        print(f"        log: {log.relative_to(_ROOT)}", flush=True)
    return code


def _parse():
    parser = argparse.ArgumentParser(
        prog="script/faults", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--list", action="store_true", help="print the plays and end")
    add("--only", metavar="A1,NAME", help="these rows of the catalogue, or plays by name")
    add("--seed", type=int, default=1, help="of everything random (default 1)")
    add("--repeat", type=int, default=1, metavar="N", help="each so often, with the seeds that follow")
    add("--long", type=float, metavar="HOURS", help="larger plays, round after round, until so many hours are over")
    add("--mutants", action="store_true", help="the negative controls instead of the plays")
    add("--carillon", metavar="FILE", default=_ROOT / "build/test/carillon", help="(default: that of build/test)")
    add("--sandbox", metavar="FILE", default=_ROOT / "build/test/carillon-sandbox", help="(default: likewise)")
    return parser.parse_args()


def main():
    chosen = _parse()
    items = _chosen_items(chosen)
    if chosen.list:
        for item in items:
            print(f"{item.rows:15} {item.name:20} {item.about}")
        return 0
    codes, deadline, seed = [], time.monotonic() + 3600 * (chosen.long or 0), chosen.seed
    while True:
        codes += [_run(item, chosen, seed + turn) for item in items for turn in range(chosen.repeat)]
        seed += chosen.repeat
        if time.monotonic() >= deadline:
            break
    skipped, failed = codes.count(SKIPPED), sum(code not in (0, SKIPPED) for code in codes)
    if skipped:
        print(f"{skipped} skipped: this machine cannot play them")
    print(f"{codes.count(0)} passed, {failed} failed")
    return 1 if failed or not codes.count(0) else 0


if __name__ == "__main__":
    sys.exit(main())
