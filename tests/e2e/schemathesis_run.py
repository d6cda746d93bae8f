#!/usr/bin/env python3
"""Fuzzes the API from its own document with schemathesis (hardening E1): no 5xx, every answer documented and of
its schema, what the schema forbids refused, what it allows accepted, no operation open without a token.

schemathesis comes from PyPI into build/schemathesis (script/test-packages); without it this exits with 77,
which ctest counts as a failure.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from openapi_world import Tenant, World

SKIPPED = 77
HERE = Path(__file__).resolve().parent
PROGRAM = HERE.parent.parent / "build/schemathesis/bin/schemathesis"


def fuzz(world, tenant, chosen):
    words = [PROGRAM, "--config-file", HERE / "schemathesis_settings.toml", "--no-color", "run"]
    words += [f"http://127.0.0.1:{world.port}/openapi.json", "--url", f"http://127.0.0.1:{world.port}"]
    words += ["--continue-on-failure"]
    words += ["--max-examples", chosen.examples, "--seed", chosen.seed, "--workers", "1"]
    words += ["--suppress-health-check", "all", "--request-timeout", "30", *chosen.more]
    environment = {
        **os.environ,
        "PROJECT_JWT": tenant.token,
        "USER_JWT": tenant.user_token,
        "SCHEMATHESIS_HOOKS": "schemathesis_hooks",
        "PYTHONPATH": str(HERE),
    }
    done = subprocess.run(
        list(map(str, words)), env=environment, cwd=world.folder, timeout=chosen.timeout, check=False
    )
    return done.returncode


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--carillon", required=True, metavar="FILE", help="the binary under test")
    parser.add_argument(
        "--examples", type=int, default=3, help="made for each operation, beside the fixed ones"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--timeout", type=int, default=550, metavar="SECONDS")
    parser.add_argument("more", nargs="*", help="further words for schemathesis")
    chosen = parser.parse_args()
    if not PROGRAM.exists():
        print(f"skipped: {PROGRAM} is not there; script/test-packages installs it")
        return SKIPPED
    world = World(chosen.carillon)
    if fuzz(world, Tenant(world, "fuzz"), chosen):
        print(f"kept: {world.folder}")
        return 1
    world.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
