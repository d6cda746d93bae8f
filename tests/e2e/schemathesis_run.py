#!/usr/bin/env python3
"""Fuzzes the API from its own document with schemathesis (hardening E1): no 5xx, every answer documented and
of its schema, what the schema forbids refused, what it allows accepted, no operation open without a token,
nothing used after it was deleted, other methods refused with the list of those there are.

Operations are fuzzed in groups, each by a schemathesis of its own against a project of its own: two at a
time, and few enough together that the stateful phase finds its way from one to the next. Fails as well when
the groups leave an operation out, or make fewer cases together than it takes to believe them.

schemathesis comes from PyPI into build/schemathesis (script/test-packages); without it this exits with 77,
which ctest counts as a failure.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from openapi_world import Tenant, World

SKIPPED = 77
HERE = Path(__file__).resolve().parent
PROGRAM = HERE.parent.parent / "build/schemathesis/bin/schemathesis"
FEWEST_CASES = 10_000

# By tag; the longest first.
GROUPS = {
    "sending": (
        "broadcasts",
        "delivery plans",
        "events",
        "incoming webhooks",
        "access tokens",
        "documentation",
    ),
    "integrations": ("integrations", "outgoing webhooks"),
    "users": ("users", "user tokens", "suppressions"),
    "tokens": ("own tokens",),
    "inbox": ("notifications", "preferences", "installations"),
}


def location(world):
    """Of the document."""
    return f"http://127.0.0.1:{world.port}/openapi.json"


def fuzz(world, group, chosen):
    """One group; schemathesis' own report of the run."""
    tenant = Tenant(world, group)
    if group == "inbox":
        tenant.receive_notification()
    report, log = world.path(f"{group}.json"), world.path(f"{group}.log")
    words = [PROGRAM, "--config-file", HERE / "schemathesis_settings.toml", "--no-color", "run"]
    words += [location(world), "--url", f"http://127.0.0.1:{world.port}", "--continue-on-failure"]
    words += ["--seed", chosen.seed, "--workers", "1"]
    words += ["--suppress-health-check", "all", "--request-timeout", "30"]
    words += ["--report", "json", "--report-json-path", report, *chosen.more]
    for tag in GROUPS[group]:
        words += ["--include-tag", tag]
    environment = {
        **os.environ,
        "PROJECT_JWT": tenant.token,
        "USER_JWT": tenant.user_token,
        "SCHEMATHESIS_HOOKS": "schemathesis_hooks",
        "PYTHONPATH": str(HERE),
    }
    with open(log, "wb") as out:
        words = list(map(str, words))
        subprocess.run(words, env=environment, cwd=world.folder, stdout=out, stderr=out, check=False)
    with open(report, encoding="utf-8") as file:
        return json.load(file)


def complaints_about(reports, world):
    for group, report in reports.items():
        if report["exit_code"] != 0 or not report["complete"]:
            with open(world.path(f"{group}.log"), encoding="utf-8", errors="replace") as log:
                yield f"{group}: {log.read()}"
        for phase, what in report["phases"].items():
            if what["status"] != "success":
                yield f"{group}: its phase {phase} ended as {what}"
    tested = sum(report["operations"]["tested"] for report in reports.values())
    if tested != len(world.document.operations):
        yield f"{tested} operations were fuzzed, the document has {len(world.document.operations)}"
    made = sum(report["test_cases"]["generated"] for report in reports.values())
    if made < FEWEST_CASES:
        yield f"{made} cases were made, {FEWEST_CASES} were to be"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--carillon", required=True, metavar="FILE", help="the binary under test")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("more", nargs="*", help="further words for schemathesis: -- --max-examples 200")
    chosen = parser.parse_args()
    if not PROGRAM.exists():
        print(f"skipped: {PROGRAM} is not there; script/test-packages installs it")
        return SKIPPED
    world = World(chosen.carillon, {"providers.origins": ['slack = "http://127.0.0.1:9"']})
    start = time.monotonic()
    with ThreadPoolExecutor(max_workers=2) as pool:
        runs = {group: pool.submit(fuzz, world, group, chosen) for group in GROUPS}
        reports = {group: run.result() for group, run in runs.items()}
    for group, report in reports.items():
        print(
            f"{group}: {report['operations']['tested']} operations, {report['test_cases']['generated']} cases"
        )
    complaints = list(complaints_about(reports, world))
    print("\n".join(complaints))
    print(f"{len(complaints)} complaints after {time.monotonic() - start:.0f} s")
    if complaints:
        print(f"kept: {world.folder}")
        return 1
    world.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
