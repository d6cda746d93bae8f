#!/usr/bin/env python3
"""Audits the books of a finished run: Redis and the sandbox's ledger against R, the test's own list.

Independent: it parses Redis by the documented schema and shares no code with the engine. Prints each violated
invariant of queue.md 3 with examples; exit code 0 when there is none, 1 otherwise.
"""

import argparse
import sys
from collections import Counter

from books import ledger, snapshot
from books.events import Events
from books.expectation import Expectation
from books.invariants import Audit
from books.packed import STATE_NAMES, TERMINAL
from books.resp import Redis

_EXAMPLES = 5


def audit(redis_url, ledger_path, wanted):
    """(violations by invariant, the final tuple for people)"""
    with Redis(redis_url) as redis:
        seen = snapshot.take(redis, wanted.prefix)
    events = Events(seen)
    lines = ledger.read(ledger_path)
    found = Audit(seen, events, lines, wanted).run()
    summary = {
        "R": len(wanted.users),
        "broadcasts": len(wanted.broadcasts),
        "S": len(ledger.accepted(lines)),
        "kills": wanted.kills,
        "duplicates": f"{ledger.duplicates(lines)}/{wanted.duplicates_allowed}",
        "D": _by_state(record.state for records in events.endings.values() for record in records),
        **_books(seen, events),
        "J": sum(len(members) for members in seen.queues.values()),
        "keys": len(seen.types),
    }
    return found, summary


def _by_state(states):
    counts = Counter(states)
    return ",".join(f"{STATE_NAMES[state]}:{counts[state]}" for state in sorted(counts)) or "none"


def _books(seen, events):
    """E, C and O: recipients by terminal state as events, counters and outcome bytes have them."""
    told, counted = Counter(), Counter()
    for tally in events.recipients.values():
        told.update({state: count for state, count in tally.items() if state in TERMINAL})
    for counters in seen.counters.values():
        counted.update({state: int(counters.get(b"s%d" % state, 0)) for state in TERMINAL})
    outcomes = (byte & 15 for job in seen.jobs if not job.is_plan for byte in job.outcomes or b"")
    return {
        "E": _by_state(told.elements()),
        "C": _by_state(counted.elements()),
        "O": _by_state(state for state in outcomes if state in TERMINAL),
    }


def report(found, summary):
    """Prints both; True when nothing is violated."""
    if summary:
        print("tuple:", " ".join(f"{name}={value}" for name, value in summary.items()))
    for invariant, violations in found.items():
        if violations:
            print(f"{invariant} VIOLATED {len(violations)} times:")
            for sentence in violations[:_EXAMPLES]:
                print("   ", sentence)
    return not any(found.values())


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--redis", required=True, metavar="URL", help="unix:///path or redis://host:port")
    parser.add_argument(
        "--ledger", required=True, metavar="FILE", help="what carillon-sandbox --ledger wrote"
    )
    parser.add_argument(
        "--expectation", required=True, metavar="FILE", help="R as JSON, see books/expectation.py"
    )
    chosen = parser.parse_args()
    is_fine = report(*audit(chosen.redis, chosen.ledger, Expectation.load(chosen.expectation)))
    print("the books are exact" if is_fine else "the books are NOT in order")
    return 0 if is_fine else 1


if __name__ == "__main__":
    sys.exit(main())
