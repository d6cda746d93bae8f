#!/usr/bin/env python3
"""Runs the official client's suite (tests/e2e/client, node:test over magicbell-js) against a served Carillon.

The suite gets BASE, PROJECT_JWT, USER_JWT, USER_EXTERNAL_ID, PUBLIC_KEY and SECRET_KEY in its environment, and
CALLED, a file to note every method in: afterwards client/coverage.js fails for a method nobody called.
Its packages are installed by `npm ci` (script/test-packages); without them this exits with 77, which ctest
counts as a failure.
"""

import argparse
import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

from served import Served
from harness.processes import Failure

SKIPPED = 77
CLIENT = Path(__file__).resolve().parent / "client"


class SlackStandIn(BaseHTTPRequestHandler):
    """oauth.v2.access, for one code."""

    def do_POST(self):
        form = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
        answer = {"ok": False, "error": "invalid_code"}
        if self.path == "/api/oauth.v2.access" and form["code"] == ["good-code"]:
            answer = {
                "ok": True,
                "access_token": "xoxb-from-the-stand-in",
                "token_type": "bot",
                "scope": "chat:write",
                "bot_user_id": "U0BOT",
                "app_id": "A0123456789",
                "team": {"id": "T0123456789", "name": "Example"},
                "enterprise": None,
                "authed_user": {"id": "U0123456789"},
            }
        raw = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_):
        pass


def start_slack(served):
    """A stand-in for Slack's API, named in the settings."""
    slack = ThreadingHTTPServer(("127.0.0.1", 0), SlackStandIn)
    threading.Thread(target=slack.serve_forever, daemon=True).start()
    settings = Path(served.settings)
    ours, theirs = f'slack = "http://127.0.0.1:{slack.server_port}"', f'slack = "{served.sandbox_origin}"'
    settings.write_text(settings.read_text(encoding="utf-8").replace(theirs, ours), encoding="utf-8")


def run_suite(served):
    start_slack(served)
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
        "CALLED": served.path("called"),
        "SANDBOX": served.sandbox_origin,
    }
    done = subprocess.run(["npm", "test", "--silent"], cwd=CLIENT, env=environment, timeout=250, check=False)
    covered = subprocess.run(["node", "coverage.js"], cwd=CLIENT, env=environment, timeout=30, check=False)
    served.stop()
    if reports := served.sanitizer_reports():
        raise Failure("a sanitizer found something:\n" + "\n".join(reports))
    return done.returncode or covered.returncode


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
