#!/usr/bin/env python3
"""Runs the official client's suite (tests/e2e/client, node:test over magicbell-js) against a served Carillon.

The suite gets BASE, PROJECT_JWT, USER_JWT, USER_EXTERNAL_ID, PUBLIC_KEY and SECRET_KEY in its environment.
Its packages are installed by `npm ci` (script/test-packages); without them this exits with 77, which ctest
counts as a failure.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from served import Served
from harness.processes import Failure

SKIPPED = 77
CLIENT = Path(__file__).resolve().parent / "client"


def run_suite(served):
    served.start()
    served.make_project()
    served.save_integrations()
    environment = {
        **os.environ,
        "BASE": f"http://127.0.0.1:{served.server.facts['api_port']}/v2",
        "PROJECT_JWT": served.token,
        "USER_JWT": served.user_token("client-user"),
        "USER_EXTERNAL_ID": "client-user",
        "PUBLIC_KEY": served.project["public_key"],
        "SECRET_KEY": served.project["secret_key"],
    }
    done = subprocess.run(["npm", "test", "--silent"], cwd=CLIENT, env=environment, timeout=150, check=False)
    served.stop()
    if reports := served.sanitizer_reports():
        raise Failure("a sanitizer found something:\n" + "\n".join(reports))
    return done.returncode


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--carillon", required=True, metavar="FILE", help="the binary under test")
    parser.add_argument("--sandbox", required=True, metavar="FILE", help="carillon-sandbox")
    chosen = parser.parse_args()
    if not (CLIENT / "node_modules").is_dir():
        print("skipped: tests/e2e/client has no node_modules; script/test-packages installs them")
        return SKIPPED
    served = Served(chosen.carillon, chosen.sandbox)
    try:
        code = run_suite(served)
    except Failure as failure:
        print(f"FAILED: {failure}")
        code = 1
    if code:
        print(f"kept: {served.folder}")
    else:
        served.remove()
    return code


if __name__ == "__main__":
    sys.exit(main())
