"""What the programs of this folder share: the command line, the steps one after another, and the verdict."""

import argparse
import traceback

from served import Served
from harness.processes import Failure


def play(description, steps):
    """Runs `steps`, functions of a Served, in order. The process's exit code."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--carillon", required=True, metavar="FILE", help="the binary under test")
    parser.add_argument("--sandbox", required=True, metavar="FILE", help="carillon-sandbox")
    parser.add_argument("--keep", action="store_true", help="leave the run's folder behind")
    chosen = parser.parse_args()
    served = None
    try:
        served = Served(chosen.carillon, chosen.sandbox)
        for step in steps:
            step(served)
            print(f"ok  {step.__name__.replace('_', ' ')}", flush=True)
        if reports := served.sanitizer_reports():
            raise Failure("a sanitizer found something:\n" + "\n".join(reports))
    except Failure as failure:
        print(f"FAILED: {failure}\n{traceback.format_exc(limit=-3)}")
        if served:
            print(f"kept: {served.folder}")
        return 1
    if not chosen.keep:
        served.remove()
    return 0
