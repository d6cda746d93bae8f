"""What the programs of this folder share: the command line, the steps one after another, and the verdict."""

import argparse
import traceback

from served import Served
from harness.processes import Failure


def parse(description):
    """The command line all of them have."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--carillon", required=True, metavar="FILE", help="the binary under test")
    parser.add_argument("--sandbox", required=True, metavar="FILE", help="carillon-sandbox")
    parser.add_argument("--keep", action="store_true", help="leave the run's folder behind")
    return parser.parse_args()


def perform(served, steps, subject):
    """Each step with the subject; Failure when one fails, there is none, or a sanitizer spoke."""
    if not steps:
        raise Failure("no step to take: this proves nothing")
    for step in steps:
        step(subject)
        print(f"ok  {step.__name__.replace('_', ' ')}", flush=True)
    if reports := served.sanitizer_reports():
        raise Failure("a sanitizer found something:\n" + "\n".join(reports))


def _serve(chosen):
    return Served(chosen.carillon, chosen.sandbox)


def play(description, steps, subject_of=lambda served: served, product_of=_serve):
    """Runs `steps`, functions of what `subject_of` makes of the product: a Served, or what `product_of` makes of
    the command line. The process's exit code."""
    chosen = parse(description)
    served = None
    try:
        served = product_of(chosen)
        perform(served, steps, subject_of(served))
    except Failure as failure:
        print(f"FAILED: {failure}\n{traceback.format_exc(limit=-3)}")
        if served:
            print(f"kept: {served.folder}")
        return 1
    if not chosen.keep:
        served.remove()
    return 0
